import { afterEach, describe, expect, it } from 'vitest'
import { anEditRun, anEsxiHost, aHostEdit } from './test-support/invented-esxi.ts'
import { anEntry, lockedVault, type VaultScript } from './test-support/invented-vault.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const PASS = 'correct horse battery'
const held = { kind: 'password', username: 'root', hasSecret: true } as const
const vault: VaultScript = { status: lockedVault('passphrase'), passphrase: PASS, entries: [anEntry()] }
const LOGIN = ['--vault-passphrase-fd']

function rehearsal(logins: readonly boolean[], more: readonly string[], script = vault) {
  const hosts = logins.map((hasLogin, at) =>
    anEsxiHost({ id: `host-${at}`, name: `esx-${at}`, ...(hasLogin && { login: held }) }),
  )
  const edits = hosts.map(({ id, name }) => aHostEdit({ hostId: id, hostName: name, state: 'done' }))
  const run = anEditRun(edits, { kind: 'rehearsal', state: 'done' })
  const args = ['esxi', 'nfc', 'set', '--provider', 'vc', '--host', 'esx-*', '--dry-run', ...more]
  return palletjack({ known, vault: script, esxi: { hosts, rehearsal: [run] } }, args)
}

describe('the login of a host', () => {
  it('is that of the vault, where no other is typed', async () => {
    const { exitCode, context, backend } = await rehearsal([true, true], [...LOGIN, descriptor(PASS)])
    expect(exitCode, context.err()).toBe(0)
    expect(backend.esxi.map(({ call }) => call)).toEqual(['rehearse'])
  })

  it('is what is typed, for all hosts', async () => {
    const more = [...LOGIN, descriptor(PASS), '--host-password-fd', descriptor('host')]
    const { backend } = await rehearsal([true, false], more)
    expect(backend.esxi[0]).toMatchObject({ call: 'setLogin', input: { hostIds: ['host-0', 'host-1'] } })
  })

  it('is asked for where one has none', async () => {
    const { exitCode, context } = await rehearsal([true, false], [...LOGIN, descriptor(PASS)])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('The password of root at esx-1 is needed')
  })
})
