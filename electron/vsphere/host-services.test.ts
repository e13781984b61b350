import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  readsFrom,
  refValue,
  type ScriptedObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { fault, returned, type Call, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

interface Ssh {
  running: boolean
  policy: string
}

const serviceInfo = ({ running, policy }: Ssh) =>
  '<service><key>ntpd</key><label>NTP Daemon</label><required>false</required><running>true</running><policy>on</policy></service>' +
  `<service><key>TSM-SSH</key><label>SSH</label><required>false</required><running>${running}</running><policy>${policy}</policy></service>`

/** A host; what it is told shows after RefreshServices only, as in a vCenter. */
async function world(script: (ssh: Ssh) => Script = () => ({}), lockdown = 'lockdownDisabled') {
  const ssh: Ssh = { running: false, policy: 'off' }
  const objects: ScriptedObjects = new Map()
  const show = () =>
    objects.set('svc-1', { type: 'HostServiceSystem', properties: { serviceInfo: serviceInfo(ssh) } })
  show()
  objects.set('host-1', {
    type: 'HostSystem',
    properties: {
      name: 'esx-1.example',
      'config.lockdownMode': lockdown,
      'configManager.serviceSystem': refValue('HostServiceSystem', 'svc-1'),
    },
  })
  const change = (change: (call: Call) => void) => (call: Call) => {
    change(call)
    return returned(call.method, '')
  }
  return open({
    ...readsFrom(objects),
    StartService: change(() => (ssh.running = true)),
    StopService: change(() => (ssh.running = false)),
    UpdateServicePolicy: change(({ body }) => (ssh.policy = /<policy>(\w+)/.exec(body)?.[1] ?? '')),
    RefreshServices: change(show),
    ...script(ssh),
  })
}

const SSH = { key: 'TSM-SSH', label: 'SSH' }

describe('host services', () => {
  it('are listed', async () => {
    const { session } = await world()
    expect(await session.hostServices('host-1')).toEqual({
      ok: true,
      value: [
        { key: 'ntpd', label: 'NTP Daemon', running: true, policy: 'on' },
        { ...SSH, running: false, policy: 'off' },
      ],
    })
    expect(await session.hostServices('host-2')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-found' },
    })
  })

  it('start, stop and change their policy, and are read back', async () => {
    const { session, server } = await world()
    expect(await session.setHostService('host-1', 'TSM-SSH', { running: true, policy: 'on' })).toEqual({
      ok: true,
      value: { ...SSH, running: true, policy: 'on' },
    })
    expect(await session.setHostService('host-1', 'TSM-SSH', { running: true })).toMatchObject({ ok: true })
    expect(server.count('StartService')).toBe(1)
    expect(await session.setHostService('host-1', 'TSM-SSH', { running: false })).toEqual({
      ok: true,
      value: { ...SSH, running: false, policy: 'on' },
    })
    expect(server.count('UpdateServicePolicy')).toBe(1)
  })

  it('that run already by then are fine', async () => {
    const { session } = await world((ssh) => ({
      StartService: () => {
        ssh.running = true
        return fault('InvalidState', 'It runs.')
      },
      RefreshServices: () => fault('NoPermission', 'No.'),
      RetrievePropertiesEx: readsFrom(
        new Map<string, ScriptedObject>([
          [
            'host-1',
            {
              type: 'HostSystem',
              properties: { 'configManager.serviceSystem': refValue('HostServiceSystem', 'svc-1') },
            },
          ],
          [
            'svc-1',
            {
              type: 'HostServiceSystem',
              properties: {
                get serviceInfo() {
                  return serviceInfo(ssh)
                },
              },
            },
          ],
        ]),
      )['RetrievePropertiesEx']!,
    }))
    expect(await session.setHostService('host-1', 'TSM-SSH', { running: true })).toMatchObject({
      ok: true,
      value: { running: true },
    })
  })

  it('that a host does not have are named', async () => {
    const { session } = await world()
    expect(await session.setHostService('host-1', 'telnetd', { running: true })).toMatchObject({
      ok: false,
      problem: {
        code: 'vsphere.no-such-service',
        message: 'Host esx-1.example has no service telnetd.',
        detail: 'services: ntpd, TSM-SSH',
      },
    })
  })

  it.each([
    ['lockdownDisabled', 'vsphere.no-permission', /^((?!lockdown).)*$/],
    ['lockdownNormal', 'vsphere.host-lockdown', /Host\.Config\.NetService.* lockdown mode \(normal\)\.$/],
    ['lockdownStrict', 'vsphere.host-lockdown', /lockdown mode \(strict\)\.$/],
  ])('that are refused: %s', async (lockdown, code, words) => {
    const denied = fault('NoPermission', 'Denied.', '<privilegeId>Host.Config.NetService</privilegeId>')
    const { session } = await world(() => ({ StartService: () => denied }), lockdown)
    const result = await session.setHostService('host-1', 'TSM-SSH', { running: true })
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(result.ok ? '' : result.problem.message).toMatch(words)
  })
})
