import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  account,
  child,
  COLLECTOR,
  containerView,
  readProperties,
  runTask,
  specOf,
  startTestVcenter,
  texts,
  viewSpec,
  vmId,
  type TestClient,
  type TestVcenter,
} from '../test-support/test-vcenter.ts'

let lab: TestVcenter
beforeAll(async () => {
  lab = await startTestVcenter(24)
})
afterAll(() => lab.close())

const RESEARCH = 'group-v24'
const DATABASES = 'group-v22'
const MANAGER = 'AuthorizationManager:AuthorizationManager'

async function as(
  name: 'administrator' | 'auditor' | 'operator',
): Promise<{ client: TestClient; key: string }> {
  const client = lab.client()
  const session = await client.login(name === 'administrator' ? undefined : account(lab, name))
  return { client, key: child(session, 'key').text }
}

const vm = (name: string): string => `VirtualMachine:${vmId(lab, name)}`
const hiddenVm = (): string => {
  const found = lab.estate.vms.find((one) => one.folderId === RESEARCH)
  if (found === undefined) throw new Error('No VM is in the research folder')
  return found.id
}
const denied = (privilegeId: string): object => ({
  type: 'NoPermission',
  detail: expect.objectContaining({
    children: expect.arrayContaining([
      expect.objectContaining({ name: 'privilegeId', text: privilegeId }),
    ]) as object,
  }) as object,
})
const SNAPSHOT = '<name>s</name><memory>false</memory><quiesce>false</quiesce>'

describe('an account that may only look', () => {
  it('sees everything and changes nothing', async () => {
    const { client } = await as('auditor')
    const view = await containerView(client, 'VirtualMachine')
    const [result] = await client.call(
      COLLECTOR,
      'RetrievePropertiesEx',
      `<specSet>${viewSpec(view, 'VirtualMachine', ['name'])}</specSet><options/>`,
    )
    expect(texts(result!, 'objects.obj')).toHaveLength(lab.estate.vms.length)
    const attempts: [string, string, string, string][] = [
      [vm('web-01'), 'PowerOffVM_Task', '', 'VirtualMachine.Interact.PowerOff'],
      [vm('web-01'), 'ShutdownGuest', '', 'VirtualMachine.Interact.PowerOff'],
      [vm('web-01'), 'CreateSnapshot_Task', SNAPSHOT, 'VirtualMachine.State.CreateSnapshot'],
      [
        vm('web-01'),
        'ReconfigVM_Task',
        '<spec><changeTrackingEnabled>true</changeTrackingEnabled></spec>',
        'VirtualMachine.Config.ChangeTracking',
      ],
      ['HostServiceSystem:serviceSystem-101', 'StopService', '<id>TSM-SSH</id>', 'Host.Config.NetService'],
      [
        'SessionManager:SessionManager',
        'TerminateSession',
        '<sessionId>x</sessionId>',
        'Sessions.TerminateSession',
      ],
    ]
    for (const [object, method, body, privilege] of attempts) {
      await expect(client.call(object, method, body)).rejects.toMatchObject(denied(privilege))
    }
    expect(await readProperties(client, 'SessionManager:SessionManager', ['sessionList'])).toEqual(new Map())
    const flat = '/folder/web-01/web-01-flat.vmdk?dcPath=Lab-DC&dsName=vmfs-gold-01'
    expect((await client.http(flat, { method: 'HEAD' })).status).toBe(403)
  })

  it('cannot cancel the task of somebody else', async () => {
    const { client } = await as('auditor')
    const { client: admin } = await as('administrator')
    const [task] = await admin.call(vm('app-01'), 'CreateSnapshot_Task', SNAPSHOT)
    await expect(client.call(`Task:${task!.text}`, 'CancelTask')).rejects.toMatchObject(
      denied('Global.CancelTask'),
    )
  })
})

describe('an account without rights on parts of the tree', () => {
  it('may work elsewhere, but only look at one part', async () => {
    const { client } = await as('operator')
    expect(child(await runTask(client, vm('web-01'), 'CreateSnapshot_Task', SNAPSHOT), 'state').text).toBe(
      'success',
    )
    await expect(client.call(vm('db-01'), 'CreateSnapshot_Task', SNAPSHOT)).rejects.toMatchObject(
      denied('VirtualMachine.State.CreateSnapshot'),
    )
    const roles = async (object: string): Promise<string | undefined> =>
      (await readProperties(client, object, ['effectiveRole'])).get('effectiveRole')?.children[0]?.text
    expect([await roles(vm('web-01')), await roles(vm('db-01'))]).toEqual(['1001', '-2'])
  })

  it('does not see the other part at all', async () => {
    const { client } = await as('operator')
    const id = hiddenVm()
    const view = await containerView(client, 'VirtualMachine')
    const values = await readProperties(client, `ContainerView:${view.text}`, ['view'])
    const seen = values.get('view')!.children.map((ref) => ref.text)
    const hidden = lab.estate.vms.filter((one) => one.folderId === RESEARCH)
    expect(seen).toHaveLength(lab.estate.vms.length - hidden.length)
    expect(seen).not.toContain(id)
    const host = lab.estate.vms.find((one) => one.id === id)!.hostId
    const onHost = (await readProperties(client, `HostSystem:${host}`, ['vm'])).get('vm')!
    expect(onHost.children.map((ref) => ref.text)).not.toContain(id)
    await expect(client.call(`VirtualMachine:${id}`, 'PowerOffVM_Task')).rejects.toMatchObject(
      denied('System.View'),
    )
    const [content] = await client.call(
      COLLECTOR,
      'RetrieveProperties',
      `<specSet>${specOf(`VirtualMachine:${id}`, ['name'])}</specSet>`,
    )
    expect(texts(content!, 'propSet')).toEqual([])
    expect(texts(content!, 'missingSet.path')).toEqual(['name'])
    expect(child(child(child(content!, 'missingSet'), 'fault'), 'fault').xsiType).toBe('NoPermission')
  })
})

describe('questions about privileges', () => {
  const entities = (ids: readonly string[]): string =>
    ids.map((id) => `<entity type="Folder">${id}</entity>`).join('')
  const ask = async (client: TestClient, key: string, ids: readonly string[]): Promise<string[]> => {
    const body = `${entities(ids)}<sessionId>${key}</sessionId><privId>VirtualMachine.State.CreateSnapshot</privId>
      <privId>System.View</privId>`
    const answers = await client.call(MANAGER, 'HasPrivilegeOnEntities', body)
    return answers.map((answer) => texts(answer, 'privAvailability.isGranted').join(' '))
  }

  it('are answered by the role on each object', async () => {
    const { client, key } = await as('operator')
    expect(await ask(client, key, ['group-d1', DATABASES, RESEARCH])).toEqual([
      'true true',
      'false true',
      'false false',
    ])
    const { key: other } = await as('administrator')
    expect(await ask(client, other, [RESEARCH])).toEqual(['true true'])
  })

  it('are answered for one object and for a user by name', async () => {
    const { client, key } = await as('administrator')
    const one = `<entity type="Folder">group-d1</entity><sessionId>${key}</sessionId><privId>System.Read</privId>
      <privId>No.Such</privId>`
    const flags = await client.call(MANAGER, 'HasPrivilegeOnEntity', one)
    expect(flags.map((flag) => flag.text)).toEqual(['true', 'false'])
    const user = `<entities type="Folder">${DATABASES}</entities><userName>operator@lab.local</userName>`
    const [answer] = await client.call(MANAGER, 'FetchUserPrivilegeOnEntities', user)
    expect(texts(answer!, 'privileges').sort()).toEqual(['System.Anonymous', 'System.Read', 'System.View'])
    await expect(
      client.call(MANAGER, 'HasPrivilegeOnEntity', one.replace('group-d1', 'group-x')),
    ).rejects.toMatchObject({ type: 'ManagedObjectNotFound' })
  })

  it('can be prepared from the lists of privileges, roles and permissions', async () => {
    const { client } = await as('auditor')
    const lists = await readProperties(client, MANAGER, ['privilegeList', 'roleList'])
    const ids = lists.get('privilegeList')!.children.flatMap((node) => texts(node, 'privId'))
    expect(ids).toContain('VirtualMachine.Provisioning.DiskRandomRead')
    const names = lists.get('roleList')!.children.flatMap((node) => texts(node, 'name'))
    expect(names).toEqual(['Admin', 'ReadOnly', 'NoAccess', 'MigrationOperator'])
    const here = await client.call(
      MANAGER,
      'RetrieveEntityPermissions',
      `<entity type="Folder">${DATABASES}</entity><inherited>true</inherited>`,
    )
    expect(here.flatMap((node) => texts(node, 'principal')).sort()).toEqual([
      'administrator@vsphere.local',
      'auditor@lab.local',
      'operator@lab.local',
      'operator@lab.local',
    ])
  })
})

describe('the list of sessions', () => {
  it('shows the administrator who is logged in', async () => {
    const { client, key } = await as('administrator')
    const { client: other, key: otherKey } = await as('auditor')
    const keys = async (): Promise<string[]> => {
      const values = await readProperties(client, 'SessionManager:SessionManager', ['sessionList'])
      return values.get('sessionList')!.children.flatMap((node) => texts(node, 'key'))
    }
    expect(await keys()).toEqual(expect.arrayContaining([key, otherKey]))
    await other.call('SessionManager:SessionManager', 'Logout')
    expect(await keys()).not.toContain(otherKey)
  })
})
