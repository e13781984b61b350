import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readRecoveryCode } from '../../shared/vault/recovery-code.ts'
import { anEntry, lockedVault, type VaultScript } from './test-support/invented-vault.ts'
import { descriptor, file, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const PASS = 'correct horse battery'
const NEW = 'another horse battery'
const CODE = /^ {2}([0-9A-Z]{4}(-[0-9A-Z]{4}){7})$/m
const set: VaultScript = { status: lockedVault('passphrase', 'recovery'), passphrase: PASS }

const vault = (
  script: VaultScript,
  args: readonly string[],
  terminal: Parameters<typeof palletjack>[2] = {},
) => palletjack({ vault: script }, ['vault', ...args], terminal)
const pass = (text = PASS) => ['--passphrase-fd', descriptor(text)]
const typing = (typed: string) => ({ isTTY: true, typed })

describe('vault status', () => {
  it('tells that there is none', async () => {
    const { exitCode, context } = await vault({}, ['status'])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('No vault is set up')
  })

  it('tells how it opens and what is stored, without opening it', async () => {
    const entry = anEntry({ lastUsedAt: '2026-01-30T11:00:00.000Z', lastUsedFor: 'to log in', plans: ['w1'] })
    const status = lockedVault('passphrase', 'device')
    const { exitCode, context, backend } = await vault({ status, entries: [entry] }, ['status'])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain("  this computer's keychain (gnome_libsecret), set up 2026-01-30")
    expect(context.out()).toMatch(/│ vc +│ Password of admin │ 2026-01-30.*│ .* to log in +│ w1/)
    expect(backend.vault).toEqual([])
    const json = await vault({ status, entries: [entry] }, ['status', '--json'])
    expect(json.context.lines()).toEqual([{ vault: status, entries: [entry] }])
  })

  it('ends with 1 where it is damaged, and says what can be done', async () => {
    const problem = { code: 'vault.corrupt', message: 'It is damaged.', remedy: 'Restore it.' }
    const { exitCode, context } = await vault({ status: { state: 'damaged', problem, hasPrevious: true } }, [
      'status',
    ])
    expect(exitCode).toBe(1)
    expect(context.out()).toContain('palletjack vault restore')
  })
})

describe('vault create', () => {
  it('asks twice, and shows the recovery code once, on the terminal', async () => {
    const { exitCode, context, backend } = await vault(
      {},
      ['create', '--recovery-code', '--keychain'],
      typing(`${PASS}\r${PASS}\r`),
    )
    expect(exitCode).toBe(0)
    const code = CODE.exec(context.out())?.[1] ?? ''
    expect(readRecoveryCode(code)).toBeDefined()
    expect(backend.vault).toEqual([
      { what: 'create', input: { passphrase: PASS, device: true, recoveryCode: code } },
    ])
    expect(context.err()).toBe('Passphrase of the vault: \nPassphrase of the vault, once more: \n')
    expect(context.out()).not.toContain(PASS)
  })

  it('asks again for one that is short, and where the two differ', async () => {
    const keys = `short\r${PASS}\rother horse battery\r${PASS}\r${PASS}\r`
    const { exitCode, context, backend } = await vault({}, ['create'], typing(keys))
    expect(exitCode).toBe(0)
    expect(context.err()).toContain('shorter than 12 letters')
    expect(context.err()).toContain('The two were not the same.')
    expect(backend.vault).toMatchObject([{ input: { passphrase: PASS } }])
  })

  it('gives up on Ctrl-C, and makes nothing', async () => {
    const { exitCode, backend } = await vault({}, ['create'], typing('correct\u0003'))
    expect(exitCode).toBe(130)
    expect(backend.vault).toEqual([])
  })

  it('takes it from a descriptor, and writes the code to a new file for this user only', async () => {
    const path = file('')
    const code = `${path}-code`
    const made = await vault({}, ['create', ...pass(), '--recovery-code-file', code, '--json'])
    expect(made.exitCode).toBe(0)
    expect(statSync(code).mode & 0o777).toBe(0o600)
    const text = readFileSync(code, 'utf8').trim()
    expect(made.backend.vault).toMatchObject([{ input: { passphrase: PASS, recoveryCode: text } }])
    expect(made.context.out() + made.context.err()).not.toContain(text)
    const again = await vault({}, ['create', ...pass(), '--recovery-code-file', code])
    expect([again.exitCode, again.context.created]).toEqual([2, []])
    expect(readFileSync(code, 'utf8').trim()).toBe(text)
  })

  it.each([[[]], [['--json']]])('never prints a code where no terminal shows it: %j', async (more) => {
    const terminal = { isTTY: more.length > 0 }
    const { exitCode, context } = await vault({}, ['create', '--recovery-code', ...more], terminal)
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('--recovery-code-file')
    expect(context.created).toEqual([])
  })

  it('leaves no code of a vault that was not made', async () => {
    const code = join(file(''), '..', 'code')
    const { exitCode } = await vault({ refused: ['create'] }, [
      ...['create', ...pass(), '--recovery-code-file', code],
    ])
    expect([exitCode, existsSync(code)]).toEqual([1, false])
  })

  it.each([
    [set, ['create', '--passphrase-fd', '3'], 1, 'There is a vault already'],
    [{}, ['create', '--passphrase-fd', 'x'], 2, '--passphrase-fd has to be the number'],
    [{}, ['create'], 2, 'there is no terminal'],
  ])('refuses %j %j', async (script, args, code, message) => {
    const { exitCode, context, backend } = await vault(script, args)
    expect([exitCode, backend.vault]).toEqual([code, []])
    expect(context.err()).toContain(message)
  })

  it('says that a short one is short', async () => {
    const { exitCode, context } = await vault({}, ['create', ...pass('short')])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('shorter than 12')
  })
})

describe('what opens the vault', () => {
  it('is changed by who knows the old passphrase', async () => {
    const { exitCode, backend } = await vault(set, ['passphrase'], typing(`${PASS}\r${NEW}\r${NEW}\r`))
    expect(exitCode).toBe(0)
    const proof = { by: 'passphrase', passphrase: PASS }
    expect(backend.vault).toEqual([
      { what: 'unlock', input: proof },
      { what: 'setPassphrase', input: { proof, passphrase: NEW } },
    ])
  })

  it('is changed by who has the recovery code', async () => {
    const code = '9DTP-B275-0YCS-F45F-J62B-SE01-RSWJ-S0ZW'
    const args = ['passphrase', ...pass(code), '--new-passphrase-fd', descriptor(`${NEW}\n`)]
    const { exitCode, backend } = await vault({ ...set, code }, args)
    expect(exitCode).toBe(0)
    expect(backend.vault).toMatchObject([{}, { input: { proof: { by: 'recovery', code }, passphrase: NEW } }])
  })

  it('is asked three times at most', async () => {
    const { exitCode, context, backend } = await vault(set, ['passphrase'], typing('a\rb\rc\rd\r'))
    expect(exitCode).toBe(1)
    expect(backend.vault.map(({ what }) => what)).toEqual(['unlock', 'unlock', 'unlock'])
    expect(context.err().match(/This does not open the vault/g)).toHaveLength(3)
  })

  it('is read once from a descriptor', async () => {
    const { exitCode, backend } = await vault(set, ['recovery-code', ...pass('wrong'), '--remove'])
    expect([exitCode, backend.vault.length]).toEqual([1, 1])
  })

  it('never comes twice from one descriptor', async () => {
    const args = ['passphrase', '--passphrase-fd', '3', '--new-passphrase-fd', '3']
    const { exitCode, context } = await vault(set, args)
    expect([exitCode, context.created]).toEqual([2, []])
    expect((await vault(set, ['lock', '--passphrase-fd', '3'])).exitCode).toBe(2)
    const both = await vault(set, ['rotate', '--passphrase-fd', '3', '--vault-passphrase-fd', '4'])
    expect(both.context.err()).toContain('Keep one of them')
  })

  it('gets a new recovery code', async () => {
    const { exitCode, context, backend } = await vault(set, ['recovery-code'], typing(`${PASS}\r`))
    expect(exitCode).toBe(0)
    const code = CODE.exec(context.out())?.[1]
    expect(backend.vault[1]).toMatchObject({ what: 'setRecoveryCode', input: { code } })
  })

  it('is no recovery code any more, or no keychain', async () => {
    const gone = await vault(set, ['recovery-code', '--remove', ...pass()])
    expect(gone.backend.vault[1]).toMatchObject({ what: 'removeWay', input: { kind: 'recovery' } })
    const none = await vault(set, ['keychain', 'remove', ...pass()])
    expect([none.exitCode, none.backend.vault]).toEqual([0, []])
    expect(none.context.out()).toContain("not opened by this computer's keychain")
  })

  it('is the keychain where there is one', async () => {
    const { exitCode, context } = await vault(set, ['keychain', 'add', ...pass()])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('(gnome_libsecret) opens the vault too')
    const keychain = { code: 'vault.no-keychain', message: 'No keychain.', remedy: 'Use a passphrase.' }
    const without = await vault({ ...set, keychain }, ['keychain', 'add', ...pass()])
    expect([without.exitCode, without.backend.vault]).toEqual([1, []])
  })
})

describe('vault rotate', () => {
  it('tells what is lost by it, and asks', async () => {
    const no = await vault(set, ['rotate'], typing(`${PASS}\rn\n`))
    expect(no.exitCode).toBe(130)
    expect(no.context.err()).toContain('the recovery code opens the vault no more')
    expect(no.backend.vault.map(({ what }) => what)).toEqual(['unlock'])
  })

  it('asks nobody where nothing is lost, and gives a new code', async () => {
    const { exitCode, context, backend } = await vault(
      set,
      ['rotate', '--recovery-code'],
      typing(`${PASS}\r`),
    )
    expect(exitCode).toBe(0)
    const recoveryCode = CODE.exec(context.out())?.[1]
    expect(backend.vault[1]).toMatchObject({ what: 'rotate', input: { recoveryCode } })
  })

  it('needs --yes where something is lost and nobody can be asked', async () => {
    const refused = await vault(set, ['rotate', ...pass()])
    expect(refused.exitCode).toBe(2)
    expect(refused.context.err()).toContain('--recovery-code-file')
    const done = await vault(set, ['rotate', ...pass(), '--yes'])
    expect(done.exitCode).toBe(0)
    expect(done.context.out()).toContain('opened by the recovery code no more')
  })
})
