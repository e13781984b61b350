import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  child,
  COLLECTOR,
  readProperties,
  specOf,
  startTestVcenter,
  texts,
  type TestVcenter,
} from './test-support/test-vcenter.ts'

let lab: TestVcenter
beforeAll(async () => {
  lab = await startTestVcenter(3)
})
afterAll(() => lab.close())

const MANAGER = 'SessionManager:SessionManager'
const TIME = ['ServiceInstance:ServiceInstance', 'CurrentTime'] as const

describe('before login', () => {
  it('tells who it is', async () => {
    const [content] = await lab.client().call('ServiceInstance:ServiceInstance', 'RetrieveServiceContent')
    const about = child(content!, 'about')
    expect(child(about, 'apiType').text).toBe('VirtualCenter')
    expect(child(about, 'apiVersion').text).toBe('8.0.3.0')
    expect(child(about, 'instanceUuid').text).toBe(lab.estate.instanceUuid)
    expect(child(content!, 'rootFolder').refType).toBe('Folder')
  })

  it('lists its API versions', async () => {
    const reply = await lab.client().http('/sdk/vimServiceVersions.xml')
    expect(reply.status).toBe(200)
    expect(reply.bytes.toString()).toContain('<version>8.0.3.0</version>')
  })

  it('refuses everything else', async () => {
    const client = lab.client()
    await expect(client.call(...TIME)).rejects.toMatchObject({ type: 'NotAuthenticated' })
    client.cookie = 'made-up'
    await expect(client.call(...TIME)).rejects.toMatchObject({ type: 'NotAuthenticated' })
    const spec = `<specSet>${specOf('VirtualMachine:vm-1001', ['name'])}</specSet>`
    await expect(client.call(COLLECTOR, 'RetrieveProperties', spec)).rejects.toMatchObject({
      type: 'NotAuthenticated',
    })
  })

  it.each([
    ['administrator@vsphere.local', 'wrong'],
    ['administrator@vsphere.local', ''],
    ['root', 'right'],
  ])('refuses %s with the password %j', async (user, given) => {
    const client = lab.client()
    const password = given === 'right' ? lab.estate.credentials.password : given
    const body = `<userName>${user}</userName><password>${password}</password>`
    await expect(client.call(MANAGER, 'Login', body)).rejects.toMatchObject({ type: 'InvalidLogin' })
    expect(client.cookie).toBeUndefined()
  })
})

describe('a session', () => {
  it('begins with login and ends with logout', async () => {
    const client = lab.client()
    const session = await client.login()
    const current = (await readProperties(client, MANAGER, ['currentSession'])).get('currentSession')!
    expect(texts(current, 'key')).toEqual([child(session, 'key').text])
    const [time] = await client.call(...TIME)
    expect(Number.isNaN(Date.parse(time!.text))).toBe(false)

    const { cookie } = client
    await client.call(MANAGER, 'Logout')
    client.cookie = cookie
    await expect(client.call(...TIME)).rejects.toMatchObject({ type: 'NotAuthenticated' })
  })

  it('can be ended by another one', async () => {
    const [first, second] = [lab.client(), lab.client()]
    const session = await first.login()
    await second.login()
    const key = child(session, 'key').text
    const args = `<sessionID>${key}</sessionID><userName>${lab.estate.credentials.username}</userName>`
    const active = async (): Promise<string> => (await second.call(MANAGER, 'SessionIsActive', args))[0]!.text
    expect(await active()).toBe('true')
    await second.call(MANAGER, 'TerminateSession', `<sessionId>${key}</sessionId>`)
    expect(await active()).toBe('false')
    await expect(first.call(...TIME)).rejects.toMatchObject({ type: 'NotAuthenticated' })
  })

  it('does not see what belongs to another one', async () => {
    const [first, second] = [lab.client(), lab.client()]
    await Promise.all([first.login(), second.login()])
    const args = '<container type="Folder">group-d1</container><recursive>true</recursive>'
    const [view] = await first.call('ViewManager:ViewManager', 'CreateContainerView', args)
    await expect(second.call(`ContainerView:${view!.text}`, 'DestroyView')).rejects.toMatchObject({
      type: 'ManagedObjectNotFound',
    })
    await first.call(`ContainerView:${view!.text}`, 'DestroyView')
  })

  it('holds every privilege, for real sessions', async () => {
    const client = lab.client()
    const session = await client.login()
    const ask = async (key: string): Promise<string[]> => {
      const args = `<entity type="Folder">group-d1</entity><sessionId>${key}</sessionId>
        <privId>VirtualMachine.State.CreateSnapshot</privId><privId>VApp.Export</privId>`
      const [answer] = await client.call(
        'AuthorizationManager:AuthorizationManager',
        'HasPrivilegeOnEntities',
        args,
      )
      return texts(answer!, 'privAvailability.isGranted')
    }
    expect(await ask(child(session, 'key').text)).toEqual(['true', 'true'])
    expect(await ask('made-up')).toEqual(['false', 'false'])
  })
})

describe('odd calls', () => {
  it.each([
    ['VirtualMachine:vm-1001', 'NoSuchMethod', '', 'InvalidRequest'],
    ['VirtualMachine:vm-1001', 'CurrentTime', '', 'MethodNotFound'],
    ['VirtualMachine:vm-9', 'PowerOnVM_Task', '', 'ManagedObjectNotFound'],
    ['VirtualMachine:vm-1001', 'PowerOnVM_Task', '<nonsense/>', 'InvalidRequest'],
    ['ViewManager:ViewManager', 'CreateContainerView', '<recursive>true</recursive>', 'InvalidArgument'],
  ])('%s %s %s', async (target, method, body, type) => {
    const client = lab.client()
    await client.login()
    await expect(client.call(target, method, body)).rejects.toMatchObject({ type })
  })

  it('answers what is not SOAP with a fault, and what is not there with 404', async () => {
    const client = lab.client()
    const reply = await client.http('/sdk', { method: 'POST', body: 'not XML' })
    expect(reply.status).toBe(500)
    expect(reply.bytes.toString()).toContain('InvalidRequestFault')
    expect((await client.http('/nothing')).status).toBe(404)
  })
})
