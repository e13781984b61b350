/** `palletjack vault disk-passphrases`: what opens the encrypted disks of a VM. */
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import { MAX_PASSPHRASES } from '../../shared/vault/disk-passphrases.ts'
import { printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { findKnown, unlockKnown } from './known.ts'
import { attempt, inputFault } from './outcome.ts'
import { DISK_PASSPHRASE, readSecret } from './password.ts'
import { pickVms, type NamedVm } from './pick-vms.ts'
import { readNames } from './read-rows.ts'
import { descriptor } from './source-request.ts'
import { printable } from './text.ts'
import { waysOf, withVault, type RawVaultOptions, type VaultJob } from './vault-command.ts'
import { openVault } from './vault-open.ts'
import type { Asking, CommandContext } from './command-context.ts'

export interface RawDiskOptions extends RawVaultOptions {
  readonly provider: string
  readonly diskPassphraseFd?: readonly string[]
}

/** They replace those that were given before. */
export function vaultDisks(context: CommandContext, name: string, raw: RawDiskOptions): Promise<ExitCode> {
  const check = (inner: CommandContext) => diskDescriptors(inner, raw.diskPassphraseFd ?? [])
  return withVault(context, raw, check, async (job, fds) => {
    const { client, interrupts, json } = job
    // In memory only they would be gone with this command.
    const ways = waysOf(job)
    if (!ways.ok) return ways
    const vm = await findVm(job, raw.provider, name)
    if (!vm.ok) return vm
    const passphrases = await readAll(job.context, fds, vm.value.name, interrupts.first)
    if (!passphrases.ok) return passphrases
    const { providerId, id: vmId } = vm.value
    const input = { providerId, vmId, passphrases: passphrases.value }
    const kept = await attempt(client.vault.setDiskPassphrases(input))
    if (!kept.ok) return kept
    const count = passphrases.value.length
    if (json) printJson(context, { vm: vm.value.name, passphrases: count })
    else context.stdout.write(`${printable(keptText(vm.value.name, count))}\n`)
    return ok(EXIT.ok)
  })
}

function keptText(vm: string, count: number): string {
  return `${formatCount(count, 'passphrase')} of the disks of ${vm} kept. Its conversion tries each on every encrypted disk.`
}

/** Each from a descriptor of its own, which is not that of the vault either. */
function diskDescriptors(
  { vaultPassphraseFd }: CommandContext,
  texts: readonly string[],
): Result<readonly number[]> {
  if (texts.length > MAX_PASSPHRASES)
    return inputFault(
      'disk-passphrases',
      `A VM has at most ${MAX_PASSPHRASES} passphrases.`,
      'Leave out those that no disk has.',
    )
  const fds: number[] = []
  for (const text of texts) {
    const fd = descriptor(text, '--disk-passphrase-fd')
    if (!fd.ok) return fd
    if (fd.value === undefined) continue
    if (fd.value === vaultPassphraseFd || fds.includes(fd.value))
      return inputFault(
        'same-descriptor',
        `File descriptor ${fd.value} is named twice.`,
        'Use one for each passphrase, for example --disk-passphrase-fd 3 4 3<one 4<other.',
      )
    fds.push(fd.value)
  }
  return ok(fds)
}

/** Opens the vault, logs its provider in with what that holds, and looks for the VM. */
async function findVm(
  { client, context, interrupts: { first } }: VaultJob,
  providerName: string,
  name: string,
): Promise<Result<NamedVm & { readonly providerId: string }>> {
  const provider = await findKnown(client, providerName, first)
  if (!provider.ok) return provider
  const { id: providerId, kind, credential } = provider.value
  if (kind !== 'vsphere' || credential === 'none')
    return inputFault(
      'wrong-kind',
      `${provider.value.name} is no vCenter or ESXi host.`,
      'Name the one that the VM is moved from.',
    )
  const opened = await openVault(client, context, first)
  if (!opened.ok) return opened
  const connected = await unlockKnown(client, provider.value, { kubeconfig: undefined }, context, first)
  if (!connected.ok) return connected
  return pickOne(client, providerId, name, first)
}

async function pickOne(client: Client, providerId: string, name: string, signal: AbortSignal) {
  const vms = await readNames(client, { providerId, kind: 'vms', where: '' }, signal)
  if (!vms.ok) return vms
  const picked = pickVms(vms.value, [name])
  if (!picked.ok) return picked
  const vm = picked.value.get(name)
  if (!vm) throw new Error(`${name} was picked and is not there`)
  return ok({ ...vm, providerId })
}

async function readAll(
  context: Asking,
  fds: readonly number[],
  vm: string,
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const passphrases: string[] = []
  for (const fd of fds.length === 0 ? [undefined] : fds) {
    const read = await readSecret(DISK_PASSPHRASE, context, fd, `the disks of ${vm}`, signal)
    if (!read.ok) return read
    passphrases.push(read.value)
  }
  return ok(passphrases)
}
