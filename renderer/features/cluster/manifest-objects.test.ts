import { describe, expect, it } from 'vitest'
import { accountYaml } from '../../../shared/target/account-manifests.ts'
import { accountInputSchema } from '../../../shared/target/account.ts'
import { YAML } from './test-support/invented-cluster.ts'
import { manifestObjects } from './manifest-objects.ts'

describe('the objects of manifests', () => {
  it('are named one by one', () => {
    expect(manifestObjects(YAML)).toEqual([
      'ServiceAccount palletjack in namespace palletjack',
      'Role palletjack in namespace finance',
      'RoleBinding palletjack in namespace finance',
    ])
  })

  it('are found in what is really applied', async () => {
    const input = accountInputSchema.parse({ providerId: 'dst', targetNamespaces: ['finance', 'retail'] })
    const yaml = await accountYaml(input)
    const objects = manifestObjects(yaml)
    expect(objects).toHaveLength([...yaml.matchAll(/^kind: /gm)].length)
    expect(objects).toContain('ServiceAccount palletjack in namespace palletjack')
    for (const namespace of ['finance', 'retail'])
      expect(objects.filter((one) => one.endsWith(`in namespace ${namespace}`)).length).toBeGreaterThan(0)
  })

  it('are none in an empty text', () => expect(manifestObjects('')).toEqual([]))
})
