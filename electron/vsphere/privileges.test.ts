import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import {
  arrayValue,
  readsFrom,
  refValue,
  type ScriptedObject,
  type ScriptedObjects,
} from './test-support/scripted-objects.ts'
import { fault, returned, type Call, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

const ALL = [
  'System.View',
  'System.Read',
  'VirtualMachine.Interact.PowerOff',
  'VirtualMachine.Interact.PowerOn',
  'VirtualMachine.Provisioning.DiskRandomRead',
  'VirtualMachine.Provisioning.GetVmFiles',
  'VirtualMachine.Config.ChangeTracking',
  'VirtualMachine.State.CreateSnapshot',
  'VirtualMachine.State.RemoveSnapshot',
  'Datastore.Browse',
  'Datastore.FileManagement',
  'Host.Config.NetService',
]

const entity = (type: string, name: string, parent: string, more: Record<string, string> = {}) => ({
  type,
  properties: { name, parent: refValue('ManagedEntity', parent), ...more },
})
const vmFolder = { childType: arrayValue('String', '<string>Folder</string><string>VirtualMachine</string>') }

/** One datacenter with two VM folders, one host and one datastore; all of `known` are in the list. */
function estate(known: readonly string[] = ALL): ScriptedObjects {
  const list = known.map((id) => `<AuthorizationPrivilege><privId>${id}</privId></AuthorizationPrivilege>`)
  return new Map<string, ScriptedObject>([
    [
      'AuthorizationManager',
      {
        type: 'AuthorizationManager',
        properties: { privilegeList: arrayValue('AuthorizationPrivilege', list.join('')) },
      },
    ],
    ['SessionManager', { type: 'SessionManager', properties: { currentSession: '<key>key-1</key>' } }],
    ['dc', entity('Datacenter', 'DC0', 'Folder')],
    ['vm', entity('Folder', 'vm', 'dc', vmFolder)],
    ['prod', entity('Folder', 'a%2fb', 'vm', vmFolder)],
    ['hosts', entity('Folder', 'host', 'dc')],
    ['cr', entity('ComputeResource', 'esx', 'hosts')],
    ['h1', entity('HostSystem', 'esx-1', 'cr')],
    ['d1', entity('Datastore', 'ds-1', 'dc')],
  ])
}

const entitiesOf = ({ body }: Call) =>
  [...body.matchAll(/<entity type="(\w+)">([^<]*)</g)].map(([, type = '', id = '']) => ({ type, id }))
const idsOf = ({ body }: Call) => [...body.matchAll(/<privId>([^<]*)</g)].map((match) => match[1] ?? '')

/** Grants everything but what `lacks` says. */
const grants = (lacks: (entity: string, privilege: string) => boolean) => (call: Call) => {
  const answers = entitiesOf(call).map(({ type, id }) => {
    const each = idsOf(call).map(
      (privilege) =>
        `<privAvailability><privId>${privilege}</privId><isGranted>${!lacks(id, privilege)}</isGranted></privAvailability>`,
    )
    return `<returnval><entity type="${type}">${id}</entity>${each.join('')}</returnval>`
  })
  return returned('HasPrivilegeOnEntities', answers.join(''))
}

async function world(script: Script, objects = estate()) {
  return open({ ...readsFrom(objects), ...script })
}

const root = 'the root folder'

describe('privileges', () => {
  it('that are all there', async () => {
    const { session, server } = await world({ HasPrivilegeOnEntities: grants(() => false) })
    const checked = { objects: 7, of: 7 }
    expect(await session.privileges()).toEqual({
      ok: true,
      value: ['inventory', 'cold', 'warm', 'host-edit'].map((use) => ({ use, missing: [], checked })),
    })
    expect(server.calls.find(({ method }) => method === 'HasPrivilegeOnEntities')?.body).toContain(
      '<sessionId>key-1</sessionId>',
    )
  })

  it('that are missing on a sub-tree are found there', async () => {
    const { session } = await world({
      HasPrivilegeOnEntities: grants(
        (id, privilege) => id === 'prod' && privilege.startsWith('VirtualMachine.S'),
      ),
    })
    const objects = ['DC0/vm/a/b']
    expect(await session.privileges(['warm'])).toMatchObject({
      ok: true,
      value: [
        {
          use: 'warm',
          missing: [
            { privilege: 'VirtualMachine.State.CreateSnapshot', objects, count: 1 },
            { privilege: 'VirtualMachine.State.RemoveSnapshot', objects, count: 1 },
          ],
        },
      ],
    })
  })

  it('that are granted on all that matters need not be granted on the root', async () => {
    const { session } = await world({ HasPrivilegeOnEntities: grants((id) => id === 'Folder') })
    expect(await session.privileges(['cold', 'host-edit'])).toMatchObject({
      ok: true,
      value: [{ missing: [] }, { missing: [] }],
    })
  })

  it('that are missing everywhere name the root first', async () => {
    const { session } = await world({
      HasPrivilegeOnEntities: grants((_, privilege) => privilege === 'Datastore.Browse'),
    })
    expect(await session.privileges(['cold'])).toMatchObject({
      ok: true,
      value: [{ missing: [{ privilege: 'Datastore.Browse', objects: [root, 'DC0/ds-1'], count: 2 }] }],
    })
  })

  it('that this version does not know are not asked for', async () => {
    const known = ALL.filter((id) => id !== 'VirtualMachine.Config.ChangeTracking')
    const { session, server } = await world({ HasPrivilegeOnEntities: grants(() => false) }, estate(known))
    expect(await session.privileges(['warm'])).toMatchObject({ ok: true, value: [{ missing: [] }] })
    const asked = server.calls.filter(({ method }) => method === 'HasPrivilegeOnEntities').flatMap(idsOf)
    expect(asked).not.toContain('VirtualMachine.Config.ChangeTracking')
    expect(asked).toContain('VirtualMachine.State.CreateSnapshot')
  })

  it('on objects that are out of sight or gone do not spoil the rest', async () => {
    const { session } = await world({
      HasPrivilegeOnEntities: (call) => {
        const ids = entitiesOf(call).map(({ id }) => id)
        if (ids.includes('h1')) return fault('NoPermission', 'No view.')
        if (ids.includes('prod')) return fault('ManagedObjectNotFound', 'Gone.')
        return grants(() => false)(call)
      },
    })
    expect(await session.privileges(['cold', 'host-edit'])).toMatchObject({
      ok: true,
      value: [
        { missing: [] },
        { missing: [{ privilege: 'Host.Config.NetService', objects: ['DC0/host/esx/esx-1'], count: 1 }] },
      ],
    })
  })

  it('of a host without the call are read from the roles of the user', async () => {
    const objects = estate()
    const manager = objects.get('AuthorizationManager')!
    const role = (id: number, ...ids: string[]) =>
      `<AuthorizationRole><roleId>${id}</roleId>${ids.map((each) => `<privilege>${each}</privilege>`).join('')}</AuthorizationRole>`
    manager.properties['roleList'] = arrayValue(
      'AuthorizationRole',
      role(-2, 'System.View', 'System.Read') + role(-1, ...ALL),
    )
    for (const [id, { properties }] of objects) {
      properties['effectiveRole'] = arrayValue('Int', `<int>${id === 'h1' ? -2 : -1}</int>`)
    }
    objects.set('Folder', {
      type: 'Folder',
      properties: { name: 'root', effectiveRole: arrayValue('Int', '<int>-1</int>') },
    })
    const { session } = await world({}, objects)
    expect(await session.privileges(['warm', 'host-edit'])).toMatchObject({
      ok: true,
      value: [{ missing: [] }, { missing: [{ objects: ['DC0/host/esx/esx-1'], count: 1 }] }],
    })
  })

  it('that a server does not tell at all', async () => {
    const objects = estate()
    objects.set('Folder', { type: 'Folder', properties: { name: 'root' } })
    const { session } = await world({}, objects)
    expect(await session.privileges()).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.privileges-unknown' },
    })
  })
})
