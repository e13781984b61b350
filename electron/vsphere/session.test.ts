import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import { fault, returned, type Script } from './test-support/scripted-vcenter.ts'

const { start, connected } = createHarness()

describe('a lost session', () => {
  const properties = (state: string) =>
    returned(
      'RetrievePropertiesEx',
      '<returnval><objects><obj type="VirtualMachine">vm-1</obj>' +
        `<propSet><name>runtime.powerState</name><val xsi:type="VirtualMachinePowerState">${state}</val></propSet>` +
        '</objects></returnval>',
    )
  const missing = returned(
    'RetrievePropertiesEx',
    '<returnval><objects><obj type="VirtualMachine">vm-1</obj><missingSet><path>name</path><fault>' +
      '<fault xsi:type="NotAuthenticated"/><localizedMessage>The session is not authenticated.</localizedMessage>' +
      '</fault></missingSet></objects></returnval>',
  )

  it.each([
    ['as a fault', fault('NotAuthenticated', 'The session is not authenticated.')],
    ['as a missing property', missing],
  ])('is renewed once for all who wait: told %s', async (_, lost) => {
    const server = await start({
      RetrievePropertiesEx: ({ cookie }) => (cookie?.includes('session-2') ? properties('poweredOn') : lost),
    })
    const session = await connected(server)
    const states = await Promise.all([1, 2, 3].map(() => session.powerState('vm-1')))
    expect(states).toEqual([1, 2, 3].map(() => ({ ok: true, value: 'poweredOn' })))
    expect(server.count('Login')).toBe(2)
  })

  it('is given up when the renewed one is lost at once', async () => {
    const server = await start({ RetrievePropertiesEx: () => fault('NotAuthenticated', 'No.') })
    const session = await connected(server)
    expect(await session.powerState('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-authenticated' },
    })
    expect(server.count('Login')).toBe(2)
  })

  it('does not try a password again that was refused at renewal', async () => {
    let logins = 0
    const ok = (call: { method: string }) => ({
      xml: `<${call.method}Response xmlns="urn:vim25"/>`,
      headers: { 'set-cookie': 'vmware_soap_session=a' },
    })
    const server = await start({
      Login: (call) => (logins++ === 0 ? ok(call) : fault('InvalidLogin', 'No.')),
      RetrievePropertiesEx: () => fault('NotAuthenticated', 'No.'),
    })
    const session = await connected(server)
    for (let i = 0; i < 3; i++) {
      expect(await session.powerState('vm-1')).toMatchObject({
        ok: false,
        problem: { code: 'vsphere.invalid-login' },
      })
    }
    expect(server.count('Login')).toBe(2)
  })
})

describe('faults', () => {
  const vm =
    '<returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name>' +
    '<val xsi:type="xsd:string" xmlns:xsd="http://www.w3.org/2001/XMLSchema">web%2f01</val></propSet>' +
    '<propSet><name>runtime.powerState</name><val>poweredOn</val></propSet></objects></returnval>'
  const readVm: Script = { RetrievePropertiesEx: () => returned('RetrievePropertiesEx', vm) }

  it.each([
    [
      fault('ToolsUnavailable', 'Cannot complete operation because VMware Tools is not running.'),
      'vsphere.tools-unavailable',
      'VMware Tools is not running',
    ],
    [
      fault(
        'NoPermission',
        'Permission was denied.',
        '<object type="VirtualMachine">vm-1</object><privilegeId>VirtualMachine.Interact.PowerOff</privilegeId>',
      ),
      'vsphere.no-permission',
      'VirtualMachine.Interact.PowerOff on VirtualMachine vm-1',
    ],
    [
      fault(
        'NoPermission',
        'Denied.',
        '<missingPrivileges><entity type="Folder">group-v3</entity><privilegeIds>A.B</privilegeIds><privilegeIds>C.D</privilegeIds></missingPrivileges>',
      ),
      'vsphere.no-permission',
      'A.B, C.D on Folder group-v3',
    ],
    [
      fault(
        'InvalidPowerState',
        'No.',
        '<requestedState>poweredOff</requestedState><existingState>suspended</existingState>',
      ),
      'vsphere.invalid-power-state',
      'suspended',
    ],
    [fault('RestrictedVersion', 'Current license prohibits it.'), 'vsphere.licence-read-only', 'prohibits'],
    [fault('SomethingNew', 'A new reason'), 'vsphere.fault', 'A new reason.'],
  ])('%# in words', async (answer, code, words) => {
    const server = await start({ ...readVm, ShutdownGuest: () => answer })
    const session = await connected(server)
    const result = await session.shutdownGuest('vm-1')
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(result.ok ? '' : result.problem.message).toContain('VM "web/01"')
    expect(result.ok ? '' : result.problem.message).toContain(words)
  })

  it('is content when the VM is already where it should be', async () => {
    const already = fault('InvalidPowerState', 'No.', '<existingState>poweredOff</existingState>')
    const server = await start({ ...readVm, ShutdownGuest: () => already, PowerOffVM_Task: () => already })
    const session = await connected(server)
    expect(await session.shutdownGuest('vm-1')).toEqual({ ok: true, value: undefined })
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(await session.powerOn('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('PowerOnVM_Task')).toBe(0)
  })

  it('tells the error of a task, and looks at the VM when a host has forgotten the task', async () => {
    const task = '<returnval type="Task">task-1</returnval>'
    const info = (xml: string) =>
      returned(
        'RetrievePropertiesEx',
        `<returnval><objects><obj type="Task">task-1</obj><propSet><name>info</name><val>${xml}</val></propSet></objects></returnval>`,
      )
    const failed =
      '<state>error</state><error><fault xsi:type="TaskInProgress"/><localizedMessage>Busy</localizedMessage></error>'
    let forgotten = false
    let off = false
    const server = await start({
      RetrievePropertiesEx: ({ body }) => {
        if (!body.includes('task-1')) return returned('R', off ? vm.replace('poweredOn', 'poweredOff') : vm)
        return forgotten ? fault('ManagedObjectNotFound', 'Gone.') : info(failed)
      },
      PowerOffVM_Task: () => {
        off = forgotten
        return returned('PowerOffVM_Task', task)
      },
    })
    const session = await connected(server)
    expect(await session.powerOff('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-in-progress', message: 'Power-off of VM "web/01" failed: Busy.' },
    })
    forgotten = true
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('PowerOffVM_Task')).toBe(2)
  })
})
