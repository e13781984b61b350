import { afterEach, describe, expect, it } from 'vitest'
import { generateKeyPairSync } from 'node:crypto'
import { anEsxiHost } from './test-support/invented-esxi.ts'
import { descriptor, file, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const SHOWN = `SHA256:${'k'.repeat(43)}`
const OTHER = `SHA256:${'o'.repeat(43)}`
const pinnedAt = '2026-01-30T10:00:00.000Z'
const keyed = anEsxiHost({ hostKey: { type: 'ssh-rsa', sha256: OTHER, pinnedAt } })
const source = () => ['--provider', 'vc', '--password-fd', descriptor('pass')]
const esxi = (hosts = [anEsxiHost()]) => ({ known, esxi: { hosts } })

describe('esxi list', () => {
  it('tells what an earlier process left behind, and tries to put SSH back', async () => {
    const host = anEsxiHost({
      sshLeftOpen: { since: '2026-01-31T09:00:00.000Z' },
      unfinished: { runId: 'run-0', at: '2026-01-31T09:00:00.000Z', step: 'replace' },
      nfc: { values: { maxMemory: 1_000_000_000 }, generation: 'configStore', verifiedAt: pinnedAt },
      lockdownMode: 'lockdownStrict',
    })
    const { exitCode, context, backend } = await palletjack(esxi([host]), ['esxi', 'list', ...source()])
    expect(exitCode, context.err()).toBe(0)
    expect(backend.esxi).toEqual([{ call: 'closeSsh', input: { providerId: 'vc', hostIds: ['host-1'] } }])
    expect(context.err()).toContain('SSH was still open from an earlier run')
    expect(context.out()).toMatch(/running, strict/)
    expect(context.out()).toContain('1,000,000,000')
    expect(context.out()).toContain('an edit was cut off at 2026-01-31 09:00 UTC, at the step "Replace"')
  })

  it('finds hosts by name and pattern, in the order in which they are named', async () => {
    const hosts = ['esx-10', 'esx-2', 'esx-1'].map((name) => anEsxiHost({ id: name, name }))
    const args = ['esxi', 'list', ...source(), '--json', '--host', 'ESX-2', 'esx-*']
    const { context } = await palletjack(esxi(hosts), args)
    expect(context.lines()).toMatchObject([
      { hosts: [{ name: 'esx-2' }, { name: 'esx-1' }, { name: 'esx-10' }] },
    ])
    const slip = await palletjack(esxi(hosts), ['esxi', 'list', ...source(), '--host', 'esx-20'])
    expect(slip.exitCode).toBe(2)
    expect(slip.context.err()).toContain('Near it: esx-10, esx-2, esx-1.')
  })
})

describe('esxi trust', () => {
  const trust = (...more: string[]) => ['esxi', 'trust', 'esx-01.example', ...source(), ...more]

  it.each([
    ['y\r', 0],
    ['n\r', 130],
  ])('shows the key and asks: %j', async (typed, code) => {
    const { exitCode, context, backend } = await palletjack(esxi(), trust(), { isTTY: true, typed })
    expect(exitCode).toBe(code)
    expect(context.err()).toContain(`shows the key ${SHOWN}`)
    expect(context.err()).toContain('ssh-keygen -lf')
    const input = { providerId: 'vc', hostId: 'host-1', sha256: SHOWN, openSsh: false }
    expect(backend.esxi).toEqual(code === 0 ? [{ call: 'trustHostKey', input }] : [])
  })

  it('shows both keys when it is another one than before', async () => {
    const { exitCode, context } = await palletjack(esxi([keyed]), trust(), { isTTY: true, typed: 'y\r' })
    expect(exitCode).toBe(0)
    expect(context.err()).toContain(`shown now: ${SHOWN}`)
    expect(context.err()).toContain(`trusted:   ${OTHER}`)
    expect(context.err()).toContain('Another machine may answer')
  })

  it('takes the key from a script, and asks nobody else', async () => {
    const { exitCode, context, backend } = await palletjack(
      esxi(),
      trust('--key', `${SHOWN}=`, '--open-ssh', '--json'),
    )
    expect(exitCode).toBe(0)
    expect(backend.esxi).toMatchObject([{ input: { sha256: SHOWN, openSsh: true } }])
    expect(context.lines()).toMatchObject([{ hosts: [{ host: 'esx-01.example', trusted: true }] }])
    const nobody = await palletjack(esxi(), trust())
    expect(nobody.exitCode).toBe(2)
    const two = await palletjack(esxi([anEsxiHost(), anEsxiHost({ id: 'host-2', name: 'esx-02.example' })]), [
      ...['esxi', 'trust', 'esx-*', '--key', SHOWN],
      ...source(),
    ])
    expect(two.exitCode).toBe(2)
  })

  it.each(['SHA256:short', 'MD5:aa:bb', SHOWN.slice(7)])('refuses %s as a key', async (key) => {
    const { exitCode, backend } = await palletjack(esxi(), trust('--key', key))
    expect(exitCode).toBe(2)
    expect(backend.unlocked).toEqual([])
  })
})

describe('a login of hosts', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const plain = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
  const locked = privateKey.export({
    type: 'sec1',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'phrase',
  })
  const problem = { code: 'esxi.timeout', message: 'No answer.', remedy: 'Wait.' }
  const show = (...more: string[]) => ['esxi', 'nfc', 'show', ...source(), '--host', '*', ...more]
  const script = { known, esxi: { hosts: [anEsxiHost()], reading: problem } }

  it('is asked for unseen, and told to nobody', async () => {
    const { exitCode, context, backend } = await palletjack(script, show(), {
      isTTY: true,
      typed: 'host-pass\r',
    })
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('Password of root at esx-01.example: ')
    expect(context.err() + context.out()).not.toContain('host-pass')
    expect(backend.esxi[0]).toMatchObject({ input: { login: { kind: 'password', password: 'host-pass' } } })
  })

  it.each([
    [plain, [], '', undefined],
    [locked.toString(), [], 'phrase\r', 'phrase'],
  ])('is a key, and its passphrase only where it has one', async (text, more, typed, passphrase) => {
    const args = show('--key-file', file(text), '--user', 'admin', ...more)
    const { context, backend } = await palletjack(script, args, { isTTY: true, typed })
    const login = { kind: 'key', username: 'admin', privateKey: text, ...(passphrase && { passphrase }) }
    expect(backend.esxi[0], context.err()).toMatchObject({ call: 'setLogin', input: { login } })
    expect(context.err().includes('Passphrase of')).toBe(passphrase !== undefined)
    expect(context.err() + context.out()).not.toContain('phrase\n')
  })

  it('is the agent, as the user of the last login', async () => {
    const host = anEsxiHost({ login: { kind: 'password', username: 'operator', hasSecret: false } })
    const { backend } = await palletjack(
      { known, esxi: { hosts: [host], reading: problem } },
      show('--agent'),
    )
    expect(backend.esxi[0]).toMatchObject({ input: { login: { kind: 'agent', username: 'operator' } } })
  })

  it('is no public key', async () => {
    const { exitCode, context } = await palletjack(script, show('--key-file', file('ssh-rsa AAAA')))
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('.pub')
  })
})
