/** The service account with least rights, judged by the authorizer of a real kube-apiserver. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountInputSchema } from '../../shared/target/account.ts'
import { objectsIn } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { kubeIsMissing, kubeTitle, startKubeWorld, type KubeWorld } from './kube-world.ts'

describe.skipIf(kubeIsMissing !== undefined)(kubeTitle, () => {
  let kube: KubeWorld

  beforeAll(async () => {
    kube = await startKubeWorld()
  })

  afterAll(() => kube.close())

  const account = (namespace: string) =>
    accountInputSchema.parse({ providerId: kube.targetId, targetNamespaces: [namespace] })
  const statesIn = async (namespace: string) => {
    const { user, groups } = await kube.client.target.permissions({ providerId: kube.targetId, namespace })
    return { user, ...Object.fromEntries(groups.map(({ use, state }) => [use, state])) }
  }

  it('takes the manifests, and a token with all the rights of the table and no others', async () => {
    const { client, targetId } = kube
    const { provider, applied } = await client.target.createAccount(account('least'))
    expect(provider.status.state).toBe('connected')
    expect(applied).toContain('Role palletjack in namespace least')
    // The authorizer learns of new roles by a watch of its own.
    await expect
      .poll(() => statesIn('least'))
      .toEqual({
        user: 'system:serviceaccount:palletjack:palletjack',
        look: 'works',
        migrate: 'works',
        lease: 'works',
        'create-namespace': 'denied',
        probe: 'works',
        'create-account': 'denied',
        // Plain Kubernetes asks for nothing there.
        'privileged-conversion': 'works',
      })
    expect(await statesIn('default')).toMatchObject({
      migrate: expect.stringMatching(/partly|denied/) as string,
    })
    await expect(client.target.createAccount(account('more'))).rejects.toMatchObject({
      data: { code: 'cluster.forbidden', detail: expect.stringContaining('kind: ServiceAccount') as string },
    })
    await expect(client.target.createNamespace({ providerId: targetId, name: 'more' })).rejects.toMatchObject(
      {
        data: { code: 'cluster.forbidden' },
      },
    )
  })

  it('lets a whole migration through, and its clean-up', async () => {
    const { client, cluster } = kube
    const seen = cluster.requests().length
    const plan = await planFor(kube, ['web-01'], { targetNamespace: 'least' })
    const view = await follow(client, await start(client, plan))
    expect(view.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['web-01', 'succeeded', undefined],
    ])
    const left = await objectsIn(cluster.admin, 'least')
    expect(left.filter((name) => /^(dv|secret)\//.test(name))).toEqual([])
    const refused = cluster
      .requests()
      .slice(seen)
      .filter(({ status }) => status === 403)
    // Where all of a kind may not be listed, it is looked for namespace by namespace.
    expect(refused.filter(({ uri }) => !/(virtualmachines|resourcequotas)\?/.test(uri))).toEqual([])
  })

  it('is not made by a user who may not', async () => {
    const { client, cluster } = kube
    const { url, caPem, token } = cluster.migrator
    const again = await client.providers.addCluster({
      name: 'again',
      access: { kind: 'token', url, caPem, token },
    })
    await cluster.setAdministrator(false)
    try {
      await expect(
        client.target.createAccount({ ...account('other'), providerId: again.id }),
      ).rejects.toMatchObject({ data: { code: 'cluster.forbidden' } })
    } finally {
      await cluster.setAdministrator(true)
    }
  })
})
