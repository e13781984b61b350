/** Plants known logins of hosts, does everything that uses them, and looks for them wherever they must not be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EsxiHost, SshLogin } from '../../../shared/esxi/model.ts'
import { hostNamed, loginOf, prepareHosts, WANTED } from '../../fixtures/esxi-hosts.ts'
import { labSuite } from '../../fixtures/lab-suite.ts'
import { encryptedKey, linesOf } from './keys.ts'
import { filesBelow, hitsBelow, hitsIn, needlesOf, type Needle } from './search.ts'

const NAME = 'esx-04.lab.example'
const PASSPHRASE = 'passphrase-of-a-canary'
const WRONG = 'wrong-password-of-a-canary'

const world = labSuite('file')
const encrypted = encryptedKey(PASSPHRASE)
let host: EsxiHost
let needles: readonly Needle[]
/** Every answer that a page could have been given. */
const answers: string[] = []

beforeAll(async () => {
  await prepareHosts(world, world.lab)
  host = await hostNamed(world, NAME)
  const line = ssh2.utils.parseKey(encrypted, PASSPHRASE)
  if (line instanceof Error) throw line
  world.lab.esxi(NAME).authorizeKey(`${line.type} ${line.getPublicSSH().toString('base64')} canary`)
  needles = needlesOf({
    ...{ 'password of the host': loginOf(world.lab, NAME).password, 'wrong password': WRONG },
    ...{ 'passphrase of the key': PASSPHRASE, ...linesOf(encrypted) },
  })
  await world.client.vault.create({ passphrase: 'a vault for hosts', device: false })
})

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
    expect(answers.flatMap((answer, index) => hitsIn(`answer ${index}`, answer, needles))).toEqual([])
  })

  it('is in no command that a host was given', () => {
    const commands = world.lab.esxi(NAME).commands()
    expect(commands.length).toBeGreaterThan(50)
    expect(hitsIn('commands', commands.join('\n'), needles)).toEqual([])
  })

  it('is in no file of the state directory', async () => {
    const home = join(world.home, 'state')
    const names = filesBelow(home).map((file) => file.replace(/.*\//, ''))
    expect(names).toEqual(expect.arrayContaining(['journal.sqlite', 'vault.json']))
    const told = filesBelow(home).map((file) => readFileSync(file, 'latin1'))
    expect(told.join('')).toContain(NAME)
    expect(hitsBelow(home, needles)).toEqual([])
    await world.stop()
    expect(hitsBelow(home, needles)).toEqual([])
  })
})
