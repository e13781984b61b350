import { expect, it } from 'vitest'
import { aHost, anInventory } from '../../test/fixtures/inventory.ts'
import { ok } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import { createHostBook } from './host-book.ts'
import { createHostViews } from './host-views.ts'
import { createLogins } from './logins.ts'
import { createSshGuard } from './ssh-guard.ts'
import { memoryOnly } from '../vault/test-support/memory-only.ts'

it('reads the journal once for all hosts of a source, whose every change may ask for them', async () => {
  const read = { all: 0, one: 0 }
  const stored = new Map<string, StoredEsxiHost>()
  const book = createHostBook({
    esxiHosts: () => {
      read.all += 1
      return [...stored.values()]
    },
    esxiHost: (_, hostId) => {
      read.one += 1
      return stored.get(hostId)
    },
    putEsxiHost: (_, one) => void stored.set(one.hostId, one),
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  })
  const logins = createLogins(await memoryOnly(), book)
  const hosts = Array.from({ length: 1_000 }, (_, at) => aHost({ id: `host-${at}` }))
  const source = { current: () => ({ revision: 1, inventory: anInventory({ hosts }) }) }
  const views = createHostViews({
    ...{ book, logins },
    providers: { inventorySource: () => ok(source) } as never,
    guard: createSshGuard({
      book,
      session: () => {
        throw new Error('asked')
      },
      isAlive: () => false,
      now: () => 0,
    }),
    copies: { now: () => 0 } as never,
    network: (host) => ({ state: book.of(host).network ? 'unchecked' : 'management' }),
    isOver: () => false,
    isOthers: () => false,
  })
  await logins.set([{ providerId: 'vc', hostId: 'host-7' }], { kind: 'agent', username: 'admin' })
  Object.assign(read, { all: 0, one: 0 })
  const shown = views.of('vc')
  expect(shown[7]).toMatchObject({ login: { kind: 'agent', username: 'admin' } })
  expect(shown[8]).not.toHaveProperty('login')
  expect(read).toEqual({ all: 1, one: 0 })
  // Outside of a view each question is asked anew.
  stored.clear()
  expect(logins.view({ providerId: 'vc', hostId: 'host-7' })).toBeUndefined()
})
