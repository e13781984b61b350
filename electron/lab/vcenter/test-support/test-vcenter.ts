import { createHash } from 'node:crypto'
import { Agent, request } from 'node:https'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createLabClock, type LabClock } from '../../clock.ts'
import type { EstateAccount } from '../../estate/accounts.ts'
import { createEstate } from '../../estate/create-estate.ts'
import type { Estate } from '../../estate/model.ts'
import { createLabCertificate } from '../../tls.ts'
import { startVcenter, type Vcenter } from '../server.ts'
import { parseXml, type XmlNode } from '../vim/read-xml.ts'

/** For tests: a vCenter on a real socket and a bare client that shares no code with the product's. */
export interface TestVcenter {
  readonly estate: Estate
  readonly vcenter: Vcenter
  readonly clock: LabClock
  client(): TestClient
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  readonly sha256: string
}

class TestFault extends Error {
  readonly type: string
  readonly detail: XmlNode

  constructor(type: string, message: string, detail: XmlNode) {
    super(message)
    this.type = type
    this.detail = detail
  }
}

export interface TestClient {
  /** The value of the session cookie; set it to play another session. */
  cookie: string | undefined
  http(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal },
  ): Promise<Reply>
  /** Calls `method` on "Type:id" with `body` as XML arguments; throws TestFault. */
  call(target: string, method: string, body?: string, signal?: AbortSignal): Promise<XmlNode[]>
  /** As the administrator, or as somebody else. */
  login(account?: { readonly username: string; readonly password: string }): Promise<XmlNode>
}

/** The collector that every session has. */
export const COLLECTOR = 'PropertyCollector:propertyCollector'

/** Starts a vCenter whose clock runs `timeScale` times as fast as the wall's. */
export async function startTestVcenter(vms = 24, timeScale = 50): Promise<TestVcenter> {
  const estate = createEstate({ seed: 'test', vms, hosts: 4 })
  const certificate = await createLabCertificate('vcenter.lab.example')
  const clock = createLabClock(timeScale)
  const vcenter = await startVcenter({ estate, certificate, ...estate.credentials, clock })
  const agents: Agent[] = []
  return {
    estate,
    vcenter,
    clock,
    client: () => {
      const agent = new Agent({ ca: certificate.caPem, keepAlive: true })
      agents.push(agent)
      return createTestClient(vcenter.url, estate.credentials, agent)
    },
    close: async () => {
      for (const agent of agents) agent.destroy()
      await vcenter.close()
    },
  }
}

/**
 * A vCenter for all tests of a file, or a new one for each of them, with the administrator logged in: started before
 * and ended after. What is returned stands for the one that runs.
 */
export function useVcenter(tests: 'all' | 'each', vms = 24): { lab: TestVcenter; client: TestClient } {
  let lab: TestVcenter
  let client: TestClient
  const before = tests === 'each' ? beforeEach : beforeAll
  const after = tests === 'each' ? afterEach : afterAll
  before(async () => {
    lab = await startTestVcenter(vms)
    client = lab.client()
    await client.login()
  })
  after(() => lab.close())
  const current = <T extends object>(read: () => T): T =>
    new Proxy({} as T, {
      get: (_, key) => Reflect.get(read(), key) as unknown,
      set: (_, key, value) => Reflect.set(read(), key, value),
    })
  return { lab: current(() => lab), client: current(() => client) }
}

/** A client of the server at `url`, which logs in with `credentials` where nobody else is named. */
export function createTestClient(url: string, credentials: Estate['credentials'], agent: Agent): TestClient {
  const client: TestClient = {
    cookie: undefined,
    http: (path, { method = 'GET', headers = {}, body, signal } = {}) =>
      new Promise((resolve, reject) => {
        const cookie = client.cookie === undefined ? {} : { cookie: `vmware_soap_session="${client.cookie}"` }
        const sent = request(
          new URL(path, url),
          { method, agent, headers: { ...cookie, ...headers }, signal },
          (response) => {
            const parts: Buffer[] = []
            response.on('data', (part: Buffer) => parts.push(part))
            response.once('error', reject)
            response.once('end', () => {
              const bytes = Buffer.concat(parts)
              const sha256 = createHash('sha256').update(bytes).digest('hex')
              resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, sha256 })
            })
          },
        )
        sent.once('error', reject)
        sent.end(body)
      }),
    call: async (target, method, body = '', signal) => {
      const [type = '', id = ''] = target.split(/:(.*)/s)
      const envelope = [
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"',
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://www.w3.org/2001/XMLSchema"><e:Body>',
        `<${method} xmlns="urn:vim25"><_this type="${type}">${id}</_this>${body}</${method}></e:Body></e:Envelope>`,
      ].join('')
      const headers = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: 'urn:vim25/8.0.3.0' }
      const reply = await client.http('/sdk', { method: 'POST', headers, body: envelope, signal })
      const set = reply.headers['set-cookie']?.[0]
      if (set !== undefined) client.cookie = /="(.*?)"/.exec(set)?.[1]
      return answerOf(reply)
    },
    login: async ({ username, password } = credentials) => {
      const [session] = await client.call(
        'SessionManager:SessionManager',
        'Login',
        `<userName>${username}</userName><password>${password}</password>`,
      )
      if (session === undefined) throw new Error('Login answered with nothing')
      return session
    },
  }
  return client
}

function answerOf(reply: Reply): XmlNode[] {
  const body = parseXml(reply.bytes.toString('utf8')).children[0]?.children[0]
  if (body === undefined) throw new Error(`No SOAP body, HTTP ${reply.status}`)
  if (body.name !== 'Fault') return body.children
  const detail = child(body, 'detail').children[0]
  if (detail === undefined || reply.status !== 500) throw new Error(`Odd fault, HTTP ${reply.status}`)
  throw new TestFault(detail.xsiType ?? detail.name, child(body, 'faultstring').text, detail)
}

/** The child element `name`; throws if there is none. */
export function child(node: XmlNode, name: string): XmlNode {
  const found = node.children.find((c) => c.name === name)
  if (found === undefined) throw new Error(`No <${name}> in <${node.name}>`)
  return found
}

/** Texts along a path of element names, over all elements of each name. */
export function texts(node: XmlNode, path: string): string[] {
  let at = [node]
  for (const name of path.split('.')) at = at.flatMap((n) => n.children.filter((c) => c.name === name))
  return at.map((n) => n.text)
}

/** A view of all `type`s below `container`, a folder's id; the root folder when left out. */
export async function containerView(
  client: TestClient,
  type: string,
  recursive = true,
  container = 'group-d1',
): Promise<XmlNode> {
  const args = `<container type="Folder">${container}</container><type>${type}</type><recursive>${recursive}</recursive>`
  const [view] = await client.call('ViewManager:ViewManager', 'CreateContainerView', args)
  if (view === undefined) throw new Error('No view was made')
  return view
}

/** The account of this name. */
export function account({ estate }: TestVcenter, name: string): EstateAccount {
  const found = estate.accounts.find((one) => one.username.startsWith(`${name}@`))
  if (found === undefined) throw new Error(`The estate has no account ${name}`)
  return found
}

/** The id of the VM `name`. */
export function vmId({ estate }: TestVcenter, name: string): string {
  const vm = estate.vms.find((one) => one.name === name)
  if (vm === undefined) throw new Error(`The estate has no VM ${name}`)
  return vm.id
}

/** A PropertyFilterSpec for one object. */
export function specOf(target: string, paths: readonly string[]): string {
  const [type = '', id = ''] = target.split(/:(.*)/s)
  return `<propSet><type>${type}</type>${paths.map((p) => `<pathSet>${p}</pathSet>`).join('')}</propSet>
    <objectSet><obj type="${type}">${id}</obj></objectSet>`
}

/** A PropertyFilterSpec for what a view holds. */
export function viewSpec(view: XmlNode, type: string, paths: readonly string[]): string {
  return `<propSet><type>${type}</type>${paths.map((p) => `<pathSet>${p}</pathSet>`).join('')}</propSet>
    <objectSet><obj type="ContainerView">${view.text}</obj><skip>true</skip>
      <selectSet i:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet>`
}

/** The values of one object's properties, read in one call. */
export async function readProperties(
  client: TestClient,
  target: string,
  paths: readonly string[],
): Promise<Map<string, XmlNode>> {
  const spec = `<specSet>${specOf(target, paths)}</specSet>`
  const [content] = await client.call(COLLECTOR, 'RetrieveProperties', spec)
  const sets = content?.children.filter((c) => c.name === 'propSet') ?? []
  return new Map(sets.map((set) => [child(set, 'name').text, child(set, 'val')]))
}

/** Creates a collector with one filter; the function it returns waits for the next updates. */
export async function follow(
  client: TestClient,
  spec: string,
  partial = false,
): Promise<(options?: string) => Promise<XmlNode | undefined>> {
  const [collector] = await client.call(COLLECTOR, 'CreatePropertyCollector')
  const target = `PropertyCollector:${collector?.text ?? ''}`
  await client.call(target, 'CreateFilter', `<spec>${spec}</spec><partialUpdates>${partial}</partialUpdates>`)
  let version = ''
  return async (options = '<maxWaitSeconds>20</maxWaitSeconds>') => {
    const body = `<version>${version}</version><options>${options}</options>`
    const [set] = await client.call(target, 'WaitForUpdatesEx', body)
    version = set === undefined ? version : child(set, 'version').text
    return set
  }
}

/** Starts a task and waits for its end. Returns its TaskInfo. */
export async function runTask(
  client: TestClient,
  target: string,
  method: string,
  body = '',
): Promise<XmlNode> {
  const [task] = await client.call(target, method, body)
  const next = await follow(client, specOf(`Task:${task?.text ?? ''}`, ['info']))
  for (;;) {
    const set = await next()
    const info = set && texts(set, 'filterSet.objectSet.changeSet.val.state').at(-1)
    if (set === undefined) throw new Error(`${method} did not end in time`)
    if (info === 'success' || info === 'error') {
      const value = (await readProperties(client, `Task:${task?.text ?? ''}`, ['info'])).get('info')
      if (value === undefined) throw new Error('The task has no info')
      return value
    }
  }
}
