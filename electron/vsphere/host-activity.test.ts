import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  arrayValue,
  readsFrom,
  refValue,
  taskObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { returned, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

const references = (type: string, ...ids: string[]) =>
  arrayValue(
    'ManagedObjectReference',
    ids.map((id) => `<ManagedObjectReference type="${type}">${id}</ManagedObjectReference>`).join(''),
  )

const info = (state: string, entity: string, name: string) =>
  `<descriptionId>VirtualMachine.createSnapshot</descriptionId><entity type="VirtualMachine">${entity}</entity>` +
  `<entityName>${name}</entityName><state>${state}</state>`

async function connectedTo(objects: ScriptedObjects, script: Script = {}) {
  return open({ ...readsFrom(objects), ...script })
}

describe('what runs on a host', () => {
  it('is each task of the host and of its VMs that is not over, and no other', async () => {
    const objects: ScriptedObjects = new Map([
      [
        'host-1',
        {
          type: 'HostSystem',
          properties: {
            recentTask: references('Task', 'task-1', 'task-2', 'task-gone'),
            vm: references('VirtualMachine', 'vm-1', 'vm-2'),
          },
        },
      ],
      ['task-1', taskObject(info('running', 'vm-1', 'web%2f01'))],
      ['task-2', taskObject(info('success', 'vm-2', 'db-01'))],
    ])
    const { session } = await connectedTo(objects)
    expect(await session.hostTasks('host-1')).toEqual({
      ok: true,
      value: [{ state: 'running', description: 'VirtualMachine.createSnapshot', entityName: 'web/01' }],
    })
    objects.set('task-2', taskObject(info('queued', 'vm-2', 'db-01')))
    objects.set('task-1', taskObject(info('running', 'vm-9', 'of another host')))
    expect(await session.hostTasks('host-1')).toMatchObject({
      value: [{ state: 'queued', entityName: 'db-01' }],
    })
  })

  it('is a problem for a host that is gone', async () => {
    const { session } = await connectedTo(new Map())
    expect(await session.hostTasks('host-1')).toMatchObject({ ok: false })
  })
})

it('tells the state of a host as of now', async () => {
  const properties: Record<string, string> = {
    name: 'esx-1.example',
    'runtime.connectionState': 'connected',
    'runtime.inMaintenanceMode': 'false',
    'config.lockdownMode': 'lockdownNormal',
  }
  const { session } = await connectedTo(new Map([['host-1', { type: 'HostSystem', properties }]]))
  const state = { name: 'esx-1.example', inMaintenance: false, lockdownMode: 'lockdownNormal' }
  expect(await session.hostState('host-1')).toEqual({
    ok: true,
    value: { ...state, connectionState: 'connected' },
  })
  properties['runtime.connectionState'] = 'notResponding'
  expect(await session.hostState('host-1')).toMatchObject({ value: { connectionState: 'notResponding' } })
})

describe('the firewall of a host', () => {
  async function world(obeys = true) {
    const rule = { enabled: false }
    const objects: ScriptedObjects = new Map()
    const show = () =>
      objects.set('fw-1', {
        type: 'HostFirewallSystem',
        properties: {
          firewallInfo:
            `<ruleset><key>sshServer</key><service>TSM-SSH</service><enabled>${rule.enabled}</enabled></ruleset>` +
            '<ruleset><key>snmp</key><enabled>true</enabled></ruleset>',
        },
      })
    show()
    objects.set('host-1', {
      type: 'HostSystem',
      properties: {
        name: 'esx-1.example',
        'configManager.firewallSystem': refValue('HostFirewallSystem', 'fw-1'),
      },
    })
    const set = (method: string, enabled: boolean) => () => {
      if (obeys) rule.enabled = enabled
      show()
      return returned(method, '')
    }
    return connectedTo(objects, {
      EnableRuleset: set('EnableRuleset', true),
      DisableRuleset: set('DisableRuleset', false),
    })
  }

  it('is read, opened and shut, and left alone when it is so already', async () => {
    const { server, session } = await world()
    expect(await session.hostRulesets('host-1')).toEqual({
      ok: true,
      value: [
        { key: 'sshServer', enabled: false, service: 'TSM-SSH' },
        { key: 'snmp', enabled: true, service: '' },
      ],
    })
    const calls = () => server.calls.filter(({ method }) => method.endsWith('Ruleset'))
    expect(await session.setHostRuleset('host-1', 'sshServer', true)).toMatchObject({ ok: true })
    expect(await session.setHostRuleset('host-1', 'sshServer', true)).toMatchObject({ ok: true })
    expect(calls().map(({ method }) => method)).toEqual(['EnableRuleset'])
    expect(calls()[0]?.body).toContain('<id>sshServer</id>')
    expect(await session.setHostRuleset('host-1', 'sshServer', false)).toMatchObject({ ok: true })
    expect(calls().at(-1)?.method).toBe('DisableRuleset')
  })

  it('says so when the rule set is unknown, or stays as it was', async () => {
    const { session } = await world(false)
    expect(await session.setHostRuleset('host-1', 'none', true)).toMatchObject({
      problem: { code: 'vsphere.no-such-ruleset' },
    })
    expect(await session.setHostRuleset('host-1', 'sshServer', true)).toMatchObject({
      problem: { code: 'vsphere.ruleset-unchanged' },
    })
  })
})
