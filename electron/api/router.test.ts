import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import { fail, ok } from '../../shared/problem.ts'
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

it('answers with what the contract names and with nothing beside it', async () => {
  const secret = 'a-secret'
  const status = { state: 'locked', slots: [{ id: 's', kind: 'passphrase', createdAt: '-', secret }], secret }
  const problem = { code: 'vault.x', message: 'No.', remedy: 'Wait.', secret }
  const vault = {
    watch: async function* () {
      yield await Promise.resolve(status)
      return secret as never
    },
    status: () => status,
    lock: () => undefined,
    device: () => Promise.resolve(fail(problem)),
  }
  const locking = { lockAll: () => Promise.resolve(ok(undefined)) }
  const client = createRouterClient(createRouter({ vault, locking } as unknown as ApiServices))
  const answers: unknown[] = [await client.vault.lock()]
  const stream = await client.vault.watch()
  answers.push(await stream.next(), await stream.next().catch((error: unknown) => error))
  const refused = await client.vault.device().catch((error: unknown) => error)
  answers.push(refused)
  expect(answers).toMatchObject([
    { state: 'locked', slots: [{ id: 's' }] },
    { value: { state: 'locked' } },
    { message: 'Event iterator validation failed' },
    { code: 'PROBLEM', data: { code: 'vault.x', remedy: 'Wait.' } },
  ])
  expect(JSON.stringify(answers)).not.toContain(secret)
})
