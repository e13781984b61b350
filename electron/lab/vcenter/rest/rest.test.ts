import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestVcenter, type TestClient, type TestVcenter } from '../test-support/test-vcenter.ts'

let lab: TestVcenter
let client: TestClient
beforeAll(async () => {
  lab = await startTestVcenter(24)
  client = lab.client()
})
afterAll(() => lab.close())

type Account = { readonly username: string; readonly password: string }
const basic = ({ username, password }: Account) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})
const admin = () => lab.estate.credentials
const operator = () => lab.estate.accounts.find((one) => one.username.startsWith('operator')) ?? admin()
const idOf = (name: string) => lab.estate.vms.find((vm) => vm.name === name)?.id ?? ''

async function ask(method: string, path: string, token: string, body?: object) {
  const { status, bytes } = await client.http(path, {
    method,
    headers: { 'vmware-api-session-id': token, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status, value: bytes.length > 0 ? (JSON.parse(bytes.toString()) as unknown) : undefined }
}

async function logIn(dialect: 'rest' | 'api', account: Account = admin()): Promise<string> {
  const path = dialect === 'api' ? '/api/session' : '/rest/com/vmware/cis/session'
  const { bytes } = await client.http(path, { method: 'POST', headers: basic(account) })
  const value = JSON.parse(bytes.toString()) as string | { readonly value: string }
  return typeof value === 'string' ? value : value.value
}

const LISTED = '/api/cis/tagging/tag-association?action=list-attached-tags-on-objects'
const objects = (...names: string[]) => ({
  object_ids: names.map((name) => ({ type: 'VirtualMachine', id: idOf(name) })),
})

describe('the REST API of the lab', () => {
  it('opens and ends sessions in both dialects', async () => {
    for (const [dialect, path] of [
      ['api', '/api/session'],
      ['rest', '/rest/com/vmware/cis/session'],
    ] as const) {
      const token = await logIn(dialect)
      expect(lab.vcenter.restSessions()).toBe(1)
      expect((await ask('DELETE', path, token)).status).toBe(204)
      expect(lab.vcenter.restSessions()).toBe(0)
      expect((await ask('GET', path, token)).status).toBe(401)
    }
  })

  it('refuses a wrong password, a request without a session, and what it does not have', async () => {
    const wrong = { ...admin(), password: 'wrong' }
    expect((await client.http('/api/session', { method: 'POST', headers: basic(wrong) })).status).toBe(401)
    expect((await ask('POST', LISTED, 'nothing', objects('web-01'))).status).toBe(401)
    const token = await logIn('api')
    for (const path of [
      '/api/vcenter/vm',
      '/api/cis/tagging/tag/urn:none',
      '/api/cis/tagging/%zz',
      '/rest/x',
    ])
      expect((await ask('GET', path, token)).status, path).toBe(404)
    await ask('DELETE', '/api/session', token)
  })

  it('tells which tags hang on which VM, and what they are', async () => {
    const token = await logIn('api')
    const { value } = await ask('POST', LISTED, token, objects('web-01', 'tpl-rhel9'))
    const [web, template] = value as readonly { readonly tag_ids: readonly string[] }[]
    expect(template?.tag_ids).toEqual([])
    const tags = await Promise.all(
      (web?.tag_ids ?? []).map(async (id) => (await ask('GET', `/api/cis/tagging/tag/${id}`, token)).value),
    )
    expect(tags).toMatchObject([{ name: 'Shop' }, { name: 'Production' }])
    const { category_id } = tags[0] as { readonly category_id: string }
    const category = await ask('GET', `/rest/com/vmware/cis/tagging/category/id:${category_id}`, token)
    expect(category.value).toMatchObject({ value: { name: 'Application', cardinality: 'SINGLE' } })
    await ask('DELETE', '/api/session', token)
  })

  it('hangs a tag on a VM and takes it off', async () => {
    const token = await logIn('rest')
    const tag = lab.estate.tags.find(({ name }) => name === 'never')
    const path = (action: string) =>
      `/rest/com/vmware/cis/tagging/tag-association/id:${tag?.id ?? ''}?~action=${action}`
    const body = { object_id: objects('web-01').object_ids[0] }
    const attached = async () => (await ask('POST', path('list-attached-objects'), token)).value
    expect((await ask('POST', path('attach'), token, body)).status).toBe(204)
    expect(await attached()).toEqual({ value: [{ id: idOf('web-01'), type: 'VirtualMachine' }] })
    await ask('POST', path('detach'), token, body)
    expect(await attached()).toEqual({ value: [] })
    expect((await ask('POST', path('attach'), token, { object_id: 1 })).status).toBe(400)
    await ask('DELETE', '/rest/com/vmware/cis/session', token)
  })

  it('tells nothing of a VM that the user does not see', async () => {
    const token = await logIn('api', operator())
    expect((await ask('POST', LISTED, token, objects('web-01'))).status).toBe(200)
    expect((await ask('POST', LISTED, token, objects('web-01', 'app/billing-01'))).status).toBe(403)
    await ask('DELETE', '/api/session', token)
  })
})
