import { describe, expect, it } from 'vitest'
import { createEstate } from '../estate/create-estate.ts'
import type { EstateVm } from '../estate/model.ts'
import { powerOff, powerOn, reset, shutdownGuest } from './power.ts'
import { createAccess } from './access/access.ts'
import { createSessions } from './session.ts'
import { createManualClock, type ManualClock } from './test-support/manual-clock.ts'
import { createVimState, type VimState } from './vim-state.ts'

function setUp(): { clock: ManualClock; vim: VimState; vm: EstateVm } {
  const clock = createManualClock()
  const estate = createEstate({ seed: 'test', vms: 24, hosts: 4 })
  return { clock, vim: createVimState(estate, clock, new AbortController().signal), vm: estate.vms[0]! }
}

describe('a guest', () => {
  it('takes two to four seconds to go down', async () => {
    const { clock, vim, vm } = setUp()
    shutdownGuest(vim, vm)
    await clock.advance(1999)
    expect(vm.powerState).toBe('poweredOn')
    await clock.advance(2001)
    expect(vm).toMatchObject({ powerState: 'poweredOff', cleanPowerOff: true, tools: 'notRunning' })
  })

  it('that was powered off and on meanwhile does not go down for the old request', async () => {
    const { clock, vim, vm } = setUp()
    shutdownGuest(vim, vm)
    const off = powerOff(vim, vm)
    await clock.advance(500)
    await off
    const on = powerOn(vim, vm)
    await clock.advance(800)
    await on
    await clock.advance(10_000)
    expect(vm).toMatchObject({ powerState: 'poweredOn', tools: 'running' })
  })

  it('loses its Tools in a reset until it has booted', async () => {
    const { clock, vim, vm } = setUp()
    const done = reset(vim, vm)
    await clock.advance(500)
    await done
    expect(vm).toMatchObject({ powerState: 'poweredOn', tools: 'notRunning' })
    await clock.advance(2500)
    expect(vm.tools).toBe('running')
  })

  it('has no Tools after boot where none are installed', async () => {
    const { clock, vim } = setUp()
    const vm = vim.estate.vms.find((v) => v.tools === 'notInstalled')!
    const done = reset(vim, vm)
    await clock.advance(10_000)
    await done
    expect(vm.tools).toBe('notInstalled')
  })
})

describe('an idle session', () => {
  it('ends after half an hour, counted from its last use', async () => {
    const { clock, vim } = setUp()
    const sessions = createSessions(vim, createAccess(vim, []))
    const session = sessions.open('somebody', { address: '127.0.0.1', agent: '' })
    await clock.advance(29 * 60_000)
    expect(sessions.byCookie(session.cookie)).toBe(session)
    await clock.advance(30 * 60_000)
    expect(sessions.byCookie(session.cookie)).toBe(session)
    await clock.advance(30 * 60_000 + 1)
    expect(sessions.byCookie(session.cookie)).toBeUndefined()
    expect(sessions.all()).toEqual([])
  })
})
