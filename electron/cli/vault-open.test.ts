import { afterEach, describe, expect, it } from 'vitest'
import type { Problem } from '../../shared/problem.ts'
import { anEntry, lockedVault, type VaultScript } from './test-support/invented-vault.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'
import { proofOf } from './vault-open.ts'

afterEach(tidy)

const PASS = 'correct horse battery'
const holding: VaultScript = {
  status: lockedVault('passphrase', 'recovery'),
  passphrase: PASS,
  entries: [anEntry(), anEntry({ id: 'kc', owner: 'kc', providerId: 'kc', kind: 'cluster' })],
}
const withKeychain = { ...holding, status: lockedVault('passphrase', 'device') }
const CHECK = ['provider', 'check', 'vc']
const keychain: Problem = { code: 'vault.keychain-changed', message: 'It changed.', remedy: 'Use it.' }

const checked = (
  vault: VaultScript,
  more: readonly string[] = [],
  terminal: Parameters<typeof palletjack>[2] = {},
) => palletjack({ known, vault }, [...CHECK, ...more], terminal)

describe('a known provider whose login is in the vault', () => {
  it('needs the passphrase of the vault, and no password', async () => {
    const { exitCode, context, backend } = await checked(holding, [], { isTTY: true, typed: `${PASS}\r` })
    expect(exitCode).toBe(0)
    expect(context.err()).toContain('Passphrase of the vault (or its recovery code): ')
    expect(context.err()).not.toContain('Password of')
    expect([backend.unlocked, backend.kept]).toEqual([[''], [undefined]])
  })

  it('takes it from the descriptor of every command', async () => {
    const args = ['--vault-passphrase-fd', descriptor(`${PASS}\n`)]
    const { exitCode, backend } = await checked(holding, args)
    expect([exitCode, backend.unlocked]).toEqual([0, ['']])
    const before = await palletjack({ known, vault: holding }, [
      ...['--vault-passphrase-fd', descriptor(PASS)],
      ...CHECK,
    ])
    expect(before.exitCode).toBe(0)
    const wrong = await checked(holding, ['--vault-passphrase-fd', 'three'])
    expect([wrong.exitCode, wrong.context.created]).toEqual([2, []])
  })

  it('opens the vault by the keychain without a question', async () => {
    const { exitCode, context, backend } = await checked(withKeychain)
    expect([exitCode, context.err()]).toEqual([0, ''])
    expect(backend.vault).toEqual([{ what: 'unlock', input: { by: 'device' } }])
  })

  it('asks where the keychain does not open it, or shall not', async () => {
    const terminal = { isTTY: true, typed: `${PASS}\r` }
    const changed = await checked({ ...withKeychain, keychain }, [], terminal)
    expect(changed.exitCode).toBe(0)
    expect(changed.context.err()).toContain('It changed.')
    const off = await checked({ ...withKeychain, openAtStart: false }, [], terminal)
    expect(off.backend.vault).toMatchObject([{ input: { by: 'passphrase' } }])
  })

  it('says what to hand over where there is no terminal', async () => {
    const { exitCode, context, backend } = await checked(holding)
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('The login of vc is in the vault, which is locked')
    expect(context.err()).toContain('--vault-passphrase-fd 3 3<file')
    expect(context.err()).toContain('--password-fd')
    expect([backend.vault, backend.unlocked]).toEqual([[], []])
  })

  it('passes on that the passphrase is wrong', async () => {
    const { exitCode, context } = await checked(holding, ['--vault-passphrase-fd', descriptor('wrong')])
    expect(exitCode).toBe(1)
    expect(context.err() + context.out()).toContain('This does not open the vault.')
  })

  it('is unlocked with what is handed over, for this command alone, where nobody opens the vault', async () => {
    const { exitCode, backend } = await checked(holding, ['--password-fd', descriptor('pw')])
    expect([exitCode, backend.unlocked, backend.kept, backend.vault]).toEqual([0, ['pw'], [false], []])
    const args = ['--password-fd', descriptor('pw'), '--vault-passphrase-fd', descriptor(`${PASS}\n`)]
    expect((await checked(holding, args)).backend.kept).toEqual([true])
  })

  it('needs no file of a kubeconfig', async () => {
    const terminal = { isTTY: true, typed: `${PASS}\r` }
    const { exitCode } = await palletjack({ known, vault: holding }, ['provider', 'check', 'kc'], terminal)
    expect(exitCode).toBe(0)
  })
})

describe('a known provider whose login is not in the vault', () => {
  it('is asked for it, once the vault is open to keep it', async () => {
    const terminal = { isTTY: true, typed: `${PASS}\rpw\r` }
    const { exitCode, backend } = await checked({ ...holding, entries: [] }, [], terminal)
    expect([exitCode, backend.unlocked, backend.kept]).toEqual([0, ['pw'], [true]])
  })

  it('says that the login is missing where there is no terminal', async () => {
    const { exitCode, context } = await checked({ ...holding, entries: [] })
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('The password of admin at vc is needed')
  })
})

describe('what is typed', () => {
  const code = '9DTP-B275-0YCS-F45F-J62B-SE01-RSWJ-S0ZW'
  const both = ['passphrase', 'recovery'].map((kind) => ({ id: kind, kind, createdAt: '' }) as const)
  const slots = both as Parameters<typeof proofOf>[0]

  it.each([code, ` ${code.toLowerCase()} `, code.replaceAll('-', ''), code.replace('9', '8')])(
    'is a recovery code when it looks like one: %s',
    (typed) => expect(proofOf(slots, typed)).toEqual({ by: 'recovery', code: typed.trim() }),
  )

  it('is a passphrase else, and where no code opens the vault', () => {
    expect(proofOf(slots, PASS)).toEqual({ by: 'passphrase', passphrase: PASS })
    expect(proofOf(slots.slice(0, 1), code)).toEqual({ by: 'passphrase', passphrase: code })
    expect(proofOf(slots.slice(1), PASS)).toEqual({ by: 'recovery', code: PASS })
  })
})
