import { describe, expect, it } from 'vitest'
import { lockable } from '../vault/test-support/lockable.ts'
import type { InventoryUpdate } from './service.ts'
import { createHarness } from './test-support/harness.ts'
import { fault, returned, type Call, type Script } from './test-support/scripted-vcenter.ts'
import { collector, names, set, silence, vm } from './test-support/scripted-updates.ts'
import { createVsphereService } from './vsphere-service.ts'

const { start, certificate, onClose } = createHarness()

const poweredOn = returned(
  'RetrievePropertiesEx',
  '<returnval><objects><obj type="VirtualMachine">vm-1</obj>' +
    '<propSet><name>runtime.powerState</name><val xsi:type="VirtualMachinePowerState">poweredOn</val></propSet>' +
    '</objects></returnval>',
)
const lost = fault('NotAuthenticated', 'The session is not authenticated.')

/** A session that vCenter ends at the word of the test, and the vault that its password is in. */
async function opened(script: Script) {
  const vault = lockable(() => 'secret')
  let alive = 'session-1'
  const isLost = ({ cookie }: Call) => cookie?.includes(alive) !== true
  const server = await start(
    Object.fromEntries(
      Object.entries(script).map(([method, answer]) => [
        method,
        (call: Call) => (isLost(call) ? lost : answer(call)),
      ]),
    ),
  )
  const service = createVsphereService({ untilUnlocked: vault.untilUnlocked })
  const trust = { kind: 'fingerprint' as const, value: certificate().sha256 }
  const connected = await service.connect({ url: server.url, username: 'ann', trust }, vault.useSecret)
  if (!connected.ok) throw new Error(connected.problem.message)
  onClose(() => connected.value.close())
  return {
    ...{ vault, server, session: connected.value },
    endSession: () => {
      alive = 'session-2'
    },
  }
}

describe('a session that is over while the vault is locked', () => {
  it('asks the vault once and vCenter no more, and logs in again once it is unlocked', async () => {
    const { vault, server, session, endSession } = await opened({ RetrievePropertiesEx: () => poweredOn })
    vault.lock()
    expect(await session.powerState('vm-1')).toEqual({ ok: true, value: 'poweredOn' })
    endSession()
    for (let i = 0; i < 5; i++)
      expect(await session.powerState('vm-1')).toMatchObject({ problem: { code: 'vault.locked' } })
    expect(vault.refused()).toBe(1)
    expect(server.count('RetrievePropertiesEx')).toBe(2)
    expect(server.count('Login')).toBe(1)
    vault.unlock()
    await expect.poll(() => session.powerState('vm-1')).toEqual({ ok: true, value: 'poweredOn' })
    expect(server.count('Login')).toBe(2)
  })

  it('shows its inventory as it was, and follows it again after the unlocking', async () => {
    let answers = 0
    const script: Script = {
      ...collector,
      WaitForUpdatesEx: () => {
        answers++
        if (answers === 1) return set('1', vm('enter', 'vm-1', 'one'))
        return answers === 2 ? set('1', vm('enter', 'vm-1', 'uno')) : silence
      },
    }
    const { vault, server, session, endSession } = await opened(script)
    const stop = new AbortController()
    const seen: InventoryUpdate[] = []
    for await (const update of session.watchInventory(stop.signal)) {
      seen.push(update)
      if (update.state === 'ready' && names(update)?.[0] === 'one') {
        vault.lock()
        endSession()
        server.dropConnections()
      }
      if (update.problem?.code === 'vault.locked') {
        expect(update).toMatchObject({ state: 'reconnecting', inventory: { vms: [{ name: 'one' }] } })
        vault.unlock()
      }
      if (names(update)?.[0] === 'uno') stop.abort()
    }
    expect(seen.at(-1)).toMatchObject({ state: 'ready' })
    expect(seen.at(-1)?.problem).toBeUndefined()
    expect(vault.refused()).toBe(1)
    expect(server.count('Login')).toBe(2)
  })
})
