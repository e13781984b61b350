import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import { ok } from '../../shared/problem.ts'
import { createRouter, type ApiServices } from './router.ts'

it('removes or changes no source while work with one of its hosts is under way', async () => {
  const done: string[] = []
  const providers = {
    remove: (id: string) => {
      done.push(id)
      return Promise.resolve(ok({ removed: true }))
    },
    editVsphere: () => Promise.reject(new Error('edited')),
  }
  const esxi = { isAtWork: (id: string) => id === 'busy' }
  const client = createRouterClient(createRouter({ providers, esxi } as unknown as ApiServices))
  const problem = { data: { code: 'provider.in-use' } }
  await expect(client.providers.remove({ id: 'busy' })).rejects.toMatchObject(problem)
  const change = { id: 'busy', name: 'vc', url: 'https://vc.example', username: 'root' }
  await expect(client.providers.editVsphere(change)).rejects.toMatchObject(problem)
  await client.providers.remove({ id: 'idle' })
  expect(done).toEqual(['idle'])
})
