import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestCertificate, type TestCertificate } from './test-support/certificate.ts'
import { startScriptedRest, type RestAnswerOf, type ScriptedRest } from './test-support/scripted-rest.ts'
import { createTagReader, type TagsOptions } from './tags.ts'
import { lending } from '../vault/test-support/lending.ts'
import { fail } from '../../shared/problem.ts'

const PASSWORD = 'pä:ss w0rd'
let certificate: TestCertificate
beforeAll(async () => {
  certificate = await createTestCertificate('vcenter.test')
})

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function start(script?: RestAnswerOf): Promise<ScriptedRest> {
  const server = await startScriptedRest(certificate, script)
  closing.push(() => server.close())
  return server
}

function reader({ port }: Pick<ScriptedRest, 'port'>, change: Partial<TagsOptions> = {}) {
  const read = createTagReader({
    address: { url: `https://127.0.0.1:${port}/sdk`, host: '127.0.0.1', port },
    trust: { kind: 'fingerprint', value: certificate.sha256 },
    username: 'ann@lab',
    useSecret: lending(PASSWORD),
    apiType: 'VirtualCenter',
    apiVersion: '8.0.3.0',
    clock: { now: () => 0 },
    ...change,
  })
  return (vmIds: readonly string[], signal = new AbortController().signal) => read(vmIds, signal)
}

const readOf = async (script: RestAnswerOf, change: Partial<TagsOptions> = {}) => {
  const server = await start(script)
  return { server, known: await reader(server, change)(['vm-1']) }
}
const SHOP = { category: 'Application', name: 'Shop' }
const AT = '1970-01-01T00:00:00.000Z'

describe('reading tags', () => {
  it('tells the tags of each VM by category and name, and ends its session', async () => {
    const server = await start()
    const known = await reader(server)(['vm-1', 'vm-2'])
    expect(known).toEqual({
      reading: { at: AT },
      byVm: new Map([
        ['vm-1', [SHOP]],
        ['vm-2', [SHOP]],
      ]),
    })
    expect(server.sessions()).toBe(0)
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/session',
      'POST /api/cis/tagging/tag-association?action=list-attached-tags-on-objects',
      'GET /api/cis/tagging/tag/urn:vmomi:InventoryServiceTag:1:GLOBAL',
      'GET /api/cis/tagging/category/urn:vmomi:InventoryServiceCategory:1:GLOBAL',
      'DELETE /api/session',
    ])
  })

  it('sends the password to the login only', async () => {
    const { server } = await readOf(() => undefined)
    const [login, ...others] = server.calls
    const sent = Buffer.from(String(login?.headers.authorization).replace('Basic ', ''), 'base64')
    expect(sent.toString('utf8')).toBe(`ann@lab:${PASSWORD}`)
    expect(others.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  })

  it('asks in batches, and each tag once', async () => {
    const server = await start()
    const ids = Array.from({ length: 1_201 }, (_, at) => `vm-${at}`)
    const { byVm } = await reader(server)(ids)
    expect([...byVm.keys()].toSorted()).toEqual(ids.toSorted())
    const sizes = server.calls
      .filter(({ path }) => path.includes('association'))
      .map(({ body }) => (JSON.parse(body) as { object_ids: unknown[] }).object_ids.length)
    expect(sizes.toSorted((a, b) => a - b)).toEqual([201, 500, 500])
    expect(server.calls.filter(({ path }) => path.includes('/tag/'))).toHaveLength(1)
  })

  it('takes the older dialect where the newer is not there, or cannot be', async () => {
    const old: RestAnswerOf = ({ method, path }) => {
      if (!path.startsWith('/rest/')) return { status: 404 }
      if (path.endsWith('/session')) return method === 'POST' ? { json: { value: 'old' } } : { status: 200 }
      const object_id = { type: 'VirtualMachine', id: 'vm-1' }
      if (path.includes('association')) return { json: { value: [{ object_id, tag_ids: ['t'] }] } }
      return {
        json: { value: { name: path.includes('/tag/id:t') ? 'Shop' : 'Application', category_id: 'c' } },
      }
    }
    for (const [apiVersion, logins] of [
      ['8.0.3.0', ['/api/session', '/rest/com/vmware/cis/session']],
      ['7.0.1.0', ['/rest/com/vmware/cis/session']],
      ['6.7.3', ['/rest/com/vmware/cis/session']],
    ] as const) {
      const { server, known } = await readOf(old, { apiVersion })
      expect(known.byVm.get('vm-1')).toEqual([SHOP])
      const posted = server.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('session'))
      expect(posted.map(({ path }) => path)).toEqual(logins)
    }
  })

  it('leaves out a VM that is gone, and a tag that is', async () => {
    const isGone: RestAnswerOf = ({ body }) => (body.includes('"vm-2"') ? { status: 404 } : undefined)
    const { byVm } = await reader(await start(isGone))(['vm-1', 'vm-2', 'vm-3'])
    expect([...byVm.keys()]).toEqual(['vm-1', 'vm-3'])
    const { known } = await readOf(({ path }) => (path.includes('/tag/') ? { status: 404 } : undefined))
    expect(known).toEqual({ reading: { at: AT }, byVm: new Map([['vm-1', []]]) })
  })

  it('does not ask an ESXi host', async () => {
    const { server, known } = await readOf(() => undefined, { apiType: 'HostAgent' })
    expect(known.reading).toMatchObject({ problem: { code: 'vsphere.tags-no-vcenter' } })
    expect(server.calls).toEqual([])
  })

  it('ends its session when it is stopped', async () => {
    const stop = new AbortController()
    const server = await start(({ path }) => {
      if (!path.includes('association')) return undefined
      stop.abort()
      return () => undefined
    })
    const known = await reader(server)(['vm-1'], stop.signal)
    expect(known.reading.problem?.code).toBe('vsphere.canceled')
    expect(server.sessions()).toBe(0)
  })
})

describe('tags that cannot be read', () => {
  const onPath =
    (part: string, answer: ReturnType<RestAnswerOf>): RestAnswerOf =>
    ({ path, method }) =>
      path.includes(part) && method !== 'DELETE' ? answer : undefined
  const html = (response: Parameters<Extract<ReturnType<RestAnswerOf>, (...args: never[]) => void>>[0]) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>')
  const endless = (response: Parameters<typeof html>[0]) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = (): void => {
      while (response.write(`"${'x'.repeat(10_000)}",`));
      response.once('drain', more)
    }
    response.once('error', () => undefined)
    more()
  }
  const object_id = { type: 'VirtualMachine', id: 'vm-1' }

  it.each([
    ['an old server', onPath('session', { status: 404 }), 'vsphere.tags-unsupported'],
    ['a refused login', onPath('session', { status: 401 }), 'vsphere.tags-login'],
    ['a forbidden login', onPath('session', { status: 403 }), 'vsphere.tags-forbidden'],
    ['a service that is down', onPath('session', { status: 503 }), 'vsphere.tags-unavailable'],
    ['a redirect', onPath('session', { status: 302 }), 'vsphere.tags-unavailable'],
    ['a login page', onPath('session', html), 'vsphere.answer-broken'],
    ['a token that no header carries', onPath('session', { json: 'a\r\nb: c' }), 'vsphere.answer-broken'],
    ['a token of another type', onPath('session', { json: { value: 1 } }), 'vsphere.answer-broken'],
    ['forbidden tags', onPath('association', { status: 403 }), 'vsphere.tags-forbidden'],
    ['HTML instead of tags', onPath('association', html), 'vsphere.answer-broken'],
    ['an answer without end', onPath('association', endless), 'vsphere.answer-too-large'],
    ['no list', onPath('association', { json: { value: [] } }), 'vsphere.answer-broken'],
    ['numbers', onPath('association', { json: [{ object_id, tag_ids: [1] }] }), 'vsphere.answer-broken'],
    [
      'a way out',
      onPath('association', { json: [{ object_id, tag_ids: ['../x'] }] }),
      'vsphere.answer-broken',
    ],
    ['no name', onPath('/tag/', { json: { category_id: 'c' } }), 'vsphere.answer-broken'],
    [
      'a long name',
      onPath('/tag/', { json: { name: 'x'.repeat(9_999), category_id: 'c' } }),
      'vsphere.answer-broken',
    ],
    ['a category of no type', onPath('/category/', { json: null }), 'vsphere.answer-broken'],
    ['a cut connection', onPath('/tag/', (response) => void response.destroy()), 'vsphere.connection-lost'],
  ])('%s', async (_, script, code) => {
    const { server, known } = await readOf(script)
    expect(known.reading.at).toBeUndefined()
    expect(known.reading.problem?.code).toBe(code)
    expect(JSON.stringify(known.reading.problem)).not.toContain(PASSWORD)
    expect(known.byVm.size).toBe(0)
    expect(server.sessions()).toBe(0)
  })

  it('says so when there are too many, when it takes too long, and when the vault is locked', async () => {
    const many = onPath('association', { json: [{ object_id, tag_ids: ['a', 'b', 'c'] }] })
    const codeOf = async (script: RestAnswerOf, change: Partial<TagsOptions>) =>
      (await readOf(script, change)).known.reading.problem?.code
    expect(await codeOf(many, { limits: { tags: 2 } })).toBe('vsphere.tags-too-many')
    const silent = onPath('association', () => undefined)
    expect(await codeOf(silent, { limits: { answerMs: 20 } })).toBe('vsphere.timeout')
    expect(await codeOf(silent, { limits: { wholeMs: 20 } })).toBe('vsphere.timeout')
    const locked = () =>
      Promise.resolve(fail({ code: 'vault.locked', message: 'The vault is locked.', remedy: 'Unlock it.' }))
    expect(await codeOf(() => undefined, { useSecret: locked })).toBe('vault.locked')
  })

  it('never sends a password to a server with another certificate', async () => {
    const { server, known } = await readOf(() => undefined, {
      trust: { kind: 'fingerprint', value: '00'.repeat(32) },
    })
    expect(known.reading.problem?.code).toBe('vsphere.fingerprint-mismatch')
    expect(server.calls).toEqual([])
  })

  it('tries a refused password once', async () => {
    const server = await start(onPath('session', { status: 401 }))
    const read = reader(server)
    await read(['vm-1'])
    expect((await read(['vm-1'])).reading.problem?.code).toBe('vsphere.tags-login')
    expect(server.calls).toHaveLength(1)
  })

  it('gives up a server that knows none of many VMs', async () => {
    const server = await start(onPath('association', { status: 404 }))
    const known = await reader(server)(Array.from({ length: 2_000 }, (_, at) => `vm-${at}`))
    expect(known.reading.problem?.code).toBe('vsphere.tags-unavailable')
    expect(server.calls.length).toBeLessThan(300)
  })

  it('keeps what an earlier reading told, with its age', async () => {
    let isDown = false
    let now = 0
    const server = await start(() => (isDown ? { status: 503 } : undefined))
    const read = reader(server, { clock: { now: () => now } })
    await read(['vm-1'])
    isDown = true
    now = 60_000
    expect(await read(['vm-1'])).toMatchObject({
      reading: { at: AT, problem: { code: 'vsphere.tags-unavailable' } },
      byVm: new Map([['vm-1', [SHOP]]]),
    })
    isDown = false
    expect((await read(['vm-1'])).reading).toEqual({ at: '1970-01-01T00:01:00.000Z' })
  })

  it('takes any JSON for an answer, or says what is wrong with it', async () => {
    let json: unknown
    const server = await start(({ path, method }) =>
      path.includes('tagging') && method !== 'DELETE' ? { json } : undefined,
    )
    const read = () => reader(server)(['vm-1'])
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        json = value
        const { reading } = await read()
        expect(reading.at ?? reading.problem?.code).toMatch(/^1970|vsphere\.answer-broken/)
      }),
      { numRuns: 50 },
    )
  })
})
