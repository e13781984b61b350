import { readFileSync, statSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { inventedVm } from './test-support/invented-data.ts'
import { anEntry, lockedVault, type VaultScript } from './test-support/invented-vault.ts'
import { descriptor, file, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const PASS = 'correct horse battery'
const NEW = 'another horse battery'
const set: VaultScript = { status: lockedVault('passphrase', 'recovery'), passphrase: PASS }

const vault = (
  script: VaultScript,
  args: readonly string[],
  terminal: Parameters<typeof palletjack>[2] = {},
) => palletjack({ vault: script }, ['vault', ...args], terminal)
const pass = (text = PASS) => ['--passphrase-fd', descriptor(text)]
const typing = (typed: string) => ({ isTTY: true, typed })

describe('copies of the vault', () => {
  it('are written for this user only, under a passphrase of their own', async () => {
    const path = `${file('')}-copy`
    const args = ['export', path, ...pass(), '--copy-passphrase-fd', descriptor(`${NEW}\n`)]
    const { exitCode, context, backend } = await vault(set, args)
    expect(exitCode, context.err()).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe('sealed')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(backend.vault[1]).toEqual({ what: 'exportCopy', input: { passphrase: NEW } })
    expect((await vault(set, args)).context.created).toEqual([])
  })

  it('hold the providers that are named', async () => {
    const args = ['export', `${file('')}-copy`, '--provider', 'lab-vcenter', '--force']
    const some = await vault(set, args, typing(`${PASS}\r${NEW}\r${NEW}\r`))
    expect(some.exitCode).toBe(0)
    expect(some.backend.vault[1]).toMatchObject({ input: { providerIds: ['source'] } })
    const unknown = await vault(set, ['export', `${file('')}-no`, '--provider', 'nobody', ...pass()])
    expect([unknown.exitCode, unknown.backend.vault]).toEqual([2, []])
  })

  it('are read, and what was left is told', async () => {
    const path = file('a copy')
    const outcome = { added: [], left: [{ name: 'vc', reason: 'It is known here.' }] }
    const args = ['import', path, ...pass(), '--copy-passphrase-fd', descriptor(`${NEW}\n`)]
    const { exitCode, context, backend } = await vault({ ...set, outcome }, args)
    expect(exitCode).toBe(1)
    expect(context.out()).toBe('0 providers added.\nvc was left as it is: It is known here.\n')
    expect(backend.vault[1]).toEqual({
      what: 'importCopy',
      input: { content: 'a copy', passphrase: NEW },
    })
  })

  it('need a vault to go to, and a file', async () => {
    const none = await vault({}, ['import', file('x'), ...pass()])
    expect([none.exitCode, none.backend.vault]).toEqual([1, []])
    expect(none.context.err()).toContain('palletjack vault create')
    expect((await vault(set, ['import', '/nowhere/copy', ...pass()])).exitCode).toBe(2)
  })
})

describe('vault disk-passphrases', () => {
  const vms = [inventedVm('vm-1', 'web-01'), inventedVm('vm-2', 'db-01')]
  const entries = [anEntry()]
  const disks = (args: readonly string[], terminal = {}, script: VaultScript = { ...set, entries }) =>
    palletjack({ vms, known, vault: script }, ['vault', 'disk-passphrases', ...args], terminal)
  const fd = (text: string) => descriptor(text)

  it('are kept for the VM that is named, each from a descriptor of its own', async () => {
    const args = [
      'db-01',
      '--provider',
      'vc',
      ...pass(),
      '--disk-passphrase-fd',
      fd('of one\n'),
      fd('of the other'),
    ]
    const { exitCode, context, backend } = await disks(args)
    expect(exitCode, context.err()).toBe(0)
    expect(backend.vault.at(-1)).toEqual({
      what: 'setDiskPassphrases',
      input: { providerId: 'vc', vmId: 'vm-2', passphrases: ['of one', 'of the other'] },
    })
    expect(context.out()).toContain('2 passphrases of the disks of db-01 kept.')
    expect(context.out() + context.err()).not.toContain('of one')
  })

  it('are asked for on a terminal', async () => {
    const { exitCode, backend } = await disks(['web-01', '--provider', 'vc'], typing(`${PASS}\rof one\r`))
    expect(exitCode).toBe(0)
    expect(backend.vault.at(-1)).toMatchObject({ input: { vmId: 'vm-1', passphrases: ['of one'] } })
  })

  it.each([
    [['web-1', '--provider', 'vc'], 'web-01'],
    [['web-01', '--provider', 'ocp'], 'no vCenter'],
    [['web-01', '--provider', 'vc', '--disk-passphrase-fd', '7', '7'], 'named twice'],
    [['web-01', '--provider', 'vc', '--disk-passphrase-fd', 'x'], '--disk-passphrase-fd'],
  ])('refuses %j', async (args, said) => {
    const { exitCode, context, backend } = await disks([...args, ...pass()])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain(said)
    expect(backend.vault.map(({ what }) => what)).not.toContain('setDiskPassphrases')
  })

  it('need a vault, as they would be gone with the command', async () => {
    const { exitCode, context } = await disks(['web-01', '--provider', 'vc'], {}, {})
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('palletjack vault create')
  })
})

describe('vault forget', () => {
  const entries = [
    anEntry(),
    anEntry({ id: 'vc/esxi/host-1/ssh', kind: 'esxi-login', what: 'SSH password of root on host-1' }),
    anEntry({ id: 'ocp', owner: 'ocp', providerId: 'ocp', kind: 'cluster', what: 'Token' }),
  ]
  const full = { ...set, entries }

  it.each([
    ['vc', ['vc', 'vc/esxi/host-1/ssh']],
    ['OCP', ['ocp']],
    ['host-1', ['vc/esxi/host-1/ssh']],
  ])('forgets what is of %s', async (name, ids) => {
    const { exitCode, context, backend } = await vault(full, ['forget', name, '--yes', ...pass()])
    expect(exitCode, context.err()).toBe(0)
    expect(backend.vault.at(-1)).toEqual({ what: 'forget', input: { ids } })
  })

  it('asks, and forgets nothing after a no', async () => {
    const { exitCode, backend } = await vault(full, ['forget', 'vc'], typing('n\n'))
    expect([exitCode, backend.vault]).toEqual([130, []])
    const alone = await vault(full, ['forget', 'vc', ...pass()])
    expect([alone.exitCode, alone.backend.vault]).toEqual([2, []])
  })

  it('knows nothing of another name', async () => {
    const { exitCode, context } = await vault({ ...set, entries: entries.slice(2) }, ['forget', 'x', '--yes'])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('It holds secrets of ocp.')
  })

  it.each([
    [['forget', '--all', '--yes']],
    [['forget', '--all', '--confirm', 'yes']],
    [['forget', '--all', 'vc', '--confirm', 'forget everything']],
    [['forget', 'vc', '--confirm', 'forget everything']],
    [['forget']],
  ])('refuses %j', async (args) => {
    const { exitCode, context } = await vault(full, args)
    expect([exitCode, context.created]).toEqual([2, []])
  })

  it('forgets everything after the whole sentence, and does not need to open it', async () => {
    const given = await vault(full, ['forget', '--all', '--confirm', 'forget everything'])
    expect([given.exitCode, given.backend.vault.map(({ what }) => what)]).toEqual([0, ['forgetAll']])
    const typed = await vault(full, ['forget', '--all'], typing('forget everything\n'))
    expect([typed.exitCode, typed.backend.vault.length]).toEqual([0, 1])
    const other = await vault(full, ['forget', '--all', '--yes'], typing('y\n'))
    expect([other.exitCode, other.backend.vault]).toEqual([130, []])
  })
})

describe('vault lock and restore', () => {
  it('locks what is there', async () => {
    const { exitCode, context, backend } = await vault(set, ['lock'])
    expect([exitCode, backend.vault]).toEqual([0, [{ what: 'lock' }]])
    expect(context.out()).toContain('locked in every process')
    expect((await vault({}, ['lock'])).exitCode).toBe(1)
  })

  it('restores a damaged one only, and says where that is kept', async () => {
    const problem = { code: 'vault.corrupt', message: 'It is damaged.', remedy: 'Restore it.' }
    const damaged = { status: { state: 'damaged', problem, hasPrevious: true } } as const
    const { exitCode, context } = await vault(damaged, ['restore', '--yes'])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('kept as /state/vault.json.damaged')
    const unopened = await vault(set, ['restore', '--yes'])
    expect([unopened.exitCode, unopened.backend.vault]).toEqual([1, []])
    expect(unopened.context.err()).toContain('--passphrase-fd')
    const whole = await vault(set, ['restore', '--yes', ...pass()])
    expect([whole.exitCode, whole.backend.vault.map(({ what }) => what)]).toEqual([1, ['unlock']])
  })

  it('restores one that shows its damage only to who opens it', async () => {
    const script = { ...set, isTampered: true }
    const { exitCode, context, backend } = await vault(script, ['restore', '--yes', ...pass()])
    expect(exitCode, context.err()).toBe(0)
    expect(backend.vault.map(({ what }) => what)).toEqual(['unlock', 'restorePrevious'])
    expect((await vault(script, ['restore', '--yes', ...pass('wrong')])).exitCode).toBe(1)
  })
})
