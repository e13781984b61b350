/** Plants known logins of hosts, does everything that uses them, and looks for them wherever they must not be. */
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EsxiHost, SshLogin } from '../../shared/esxi/model.ts'
import { hostNamed, loginOf, prepareHosts, WANTED } from '../fixtures/esxi-hosts.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const NAME = 'esx-04.lab.example'
const PASSPHRASE = 'passphrase-of-a-canary'
const WRONG = 'wrong-password-of-a-canary'

const world = labSuite('file')
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const encrypted = privateKey
  .export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
  .toString()
let host: EsxiHost
let secrets: string[]
/** Every answer that a page could have been given. */
const answers: string[] = []

beforeAll(async () => {
  await prepareHosts(world, world.lab)
  host = await hostNamed(world, NAME)
  const line = ssh2.utils.parseKey(encrypted, PASSPHRASE)
  if (line instanceof Error) throw line
  world.lab.esxi(NAME).authorizeKey(`${line.type} ${line.getPublicSSH().toString('base64')} canary`)
  secrets = [loginOf(world.lab, NAME).password, WRONG, PASSPHRASE, ...linesOf(encrypted)]
})

/** Any line of the key's body gives it away. */
function linesOf(pem: string): string[] {
  return pem.split('\n').filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line))
}

function forms(secret: string): string[] {
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret)]
}

function expectClean(where: string, text: string): void {
  for (const secret of secrets)
    for (const form of forms(secret)) expect(text.includes(form), where).toBe(false)
}

async function note(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    const answer = await call
    answers.push(JSON.stringify(answer ?? null))
    return answer
  } catch (error) {
    // What a door sends of a failure: the error's own text and the contract's data.
    const data = error instanceof Error && 'data' in error ? error.data : undefined
    answers.push(JSON.stringify({ message: String(error), data }))
    return undefined
  }
}

async function noteAll(stream: PromiseLike<AsyncIterable<unknown>>): Promise<void> {
  await note(
    (async () => {
      for await (const view of await stream) answers.push(JSON.stringify(view))
    })(),
  )
}

async function useAll(login: SshLogin): Promise<void> {
  const { client, sourceId: providerId } = world
  const hostIds = [host.id]
  await note(client.esxi.setLogin({ providerId, hostIds, login }))
  await note(client.esxi.read({ providerId, hostId: host.id }))
  const change = { maxMemory: WANTED }
  await noteAll(client.esxi.edit({ providerId, hostIds, change, rehearse: true }))
  await noteAll(client.esxi.edit({ providerId, hostIds, change }))
  await noteAll(client.esxi.restore({ providerId, hostId: host.id }))
  await note(hostNamed(world, NAME))
  await note(client.esxi.history({ providerId }))
}

describe('a login of a host', () => {
  it('is used in all ways, right and wrong', async () => {
    const { client, sourceId: providerId } = world
    const { username, password } = loginOf(world.lab, NAME)
    await useAll({ kind: 'password', username, password })
    await useAll({ kind: 'key', username, privateKey: encrypted, passphrase: PASSPHRASE })
    expect(await note(client.esxi.read({ providerId, hostId: host.id }))).toMatchObject({ hostName: NAME })
    await useAll({ kind: 'password', username, password: WRONG })
    await useAll({ kind: 'key', username, privateKey: encrypted, passphrase: WRONG })
    await useAll({ kind: 'key', username, privateKey: encrypted.slice(0, -80) })
    const network = { providerId, hostIds: [host.id], device: 'vmk1' }
    for (const tried of [password, WRONG])
      await noteAll(client.esxi.setMigrationNetwork({ ...network, login: { username, password: tried } }))
    await noteAll(client.esxi.checkMigrationNetwork({ providerId, hostIds: [host.id] }))
    const runs = await client.esxi.history({ providerId })
    expect(runs.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(4)
    expect(runs.some(({ state }) => state === 'failed')).toBe(true)
  })

  it('is in no answer of the contract', () => {
    expect(answers.length).toBeGreaterThan(50)
    answers.forEach((text, index) => expectClean(`answer ${index}: ${text.slice(0, 80)}`, text))
  })

  it('is in no command that a host was given', () => {
    const commands = world.lab.esxi(NAME).commands()
    expect(commands.length).toBeGreaterThan(50)
    expectClean('commands', commands.join('\n'))
  })

  it('is in no file of the state directory', async () => {
    const home = join(world.home, 'state')
    const read = () =>
      readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name, parentPath }) => ({ name, text: readFileSync(join(parentPath, name), 'latin1') }))
    const open = read()
    expect(open.map(({ name }) => name)).toContain('journal.sqlite')
    expect(open.map(({ text }) => text).join('')).toContain(NAME)
    await world.stop()
    for (const { name, text } of [...open, ...read()]) expectClean(name, text)
  })

  it('is found by this test when it is there', () => {
    for (const secret of secrets) {
      expect(() => expectClean('planted', `{"x":"${secret}"}`)).toThrow()
      expect(() => expectClean('planted', Buffer.from(secret).toString('base64'))).toThrow()
    }
  })
})
