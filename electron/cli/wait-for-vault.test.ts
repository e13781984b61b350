import { afterEach, describe, expect, it } from 'vitest'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import { anEntry, lockedVault, type VaultScript } from './test-support/invented-vault.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const PASS = 'correct horse battery'
const vms = [inventedVm('vm-1', 'web-01')]
const running = inventedView(vms, 'running', 0.5)
const waiting = { ...running, waitsForVault: true }
const vault: VaultScript = {
  status: lockedVault('passphrase'),
  passphrase: PASS,
  entries: [anEntry(), anEntry({ id: 'ocp', owner: 'ocp', providerId: 'ocp', kind: 'cluster' })],
}
const LAB = ['migrate', '--lab', '--vm', 'web-01', '--target-namespace', 'demo', '--yes']

describe('a migrate that waits for the vault', () => {
  it('says so once, and asks on its own terminal until it is open', async () => {
    const script = { vms, vault, views: [running, waiting, waiting], untilVaultIsOpen: true }
    const ran = await palletjack(script, LAB, { isTTY: true, typed: `wrong\r${PASS}\r` })
    expect(ran.exitCode, ran.context.err()).toBe(0)
    const said = ran.context.out()
    expect(said.match(/it waits until then, and loses nothing/g)).toHaveLength(1)
    expect(ran.context.err()).toContain('This does not open the vault.')
    expect(ran.backend.vault.map(({ what }) => what)).toEqual(['unlock', 'unlock'])
  })

  it('is canceled by Ctrl-C at the question', async () => {
    const script = { vms, vault, views: [waiting], untilCanceled: true }
    const ran = await palletjack(script, LAB, { isTTY: true, typed: 'half\u0003' })
    expect([ran.exitCode, ran.backend.canceled]).toEqual([130, true])
  })

  it('says how to go on where there is no terminal', async () => {
    const script = { vms, vault, views: [waiting, waiting, running, inventedView(vms, 'succeeded')] }
    const { exitCode, context, backend } = await palletjack(script, LAB)
    expect([exitCode, backend.vault]).toEqual([0, []])
    expect(context.out().match(/There is no terminal here/g)).toHaveLength(1)
    expect(context.out()).toContain(`kill -9 ${process.pid}`)
  })
})

describe('migrate between known providers', () => {
  const ENDS = ['migrate', '--provider', 'vc', '--target', 'ocp', '--vm', 'web-01']
  const more = ['--target-namespace', 'demo', '--yes']
  const views = [inventedView(vms, 'succeeded')]

  it('needs the passphrase of the vault only, and leaves the providers known', async () => {
    const args = [...ENDS, ...more, '--vault-passphrase-fd', descriptor(PASS)]
    const { exitCode, context, backend } = await palletjack({ known, vms, vault, views }, args)
    expect(exitCode, context.err()).toBe(0)
    expect([backend.unlocked, backend.removed]).toEqual([['', ''], []])
    expect(backend.vault).toHaveLength(1)
  })

  it('takes one end by name and the other by address, which is forgotten', async () => {
    const args = [
      'migrate',
      '--provider',
      'vc',
      '--cluster',
      'https://api.example',
      '--vm',
      'web-01',
      ...more,
    ]
    const secrets = ['--password-fd', descriptor('pw'), '--token-fd', descriptor('t0ken')]
    const { exitCode, context, backend } = await palletjack({ known, vms, views }, [...args, ...secrets])
    expect(exitCode, context.err()).toBe(0)
    expect([backend.unlocked, backend.removed]).toEqual([['pw'], ['target']])
  })

  it.each([
    [['migrate', '--provider', 'vc', '--vm', 'web-01', ...more], /Not named: the target/],
    [[...ENDS, ...more, '--vcenter', 'vc.example'], /known already/],
    [[...LAB, '--provider', 'vc'], /--provider does not go with it/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, context } = await palletjack({ known, vms, vault }, args)
    expect([exitCode, context.created]).toEqual([2, []])
    expect(context.err()).toMatch(message)
  })
})
