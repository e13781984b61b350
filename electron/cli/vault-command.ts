/** What the commands of `palletjack vault` share. */
import type { Client } from '../../shared/contract/contract.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Proof, VaultSlot, VaultStatus } from '../../shared/vault/model.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { guarded, printJson, withClient } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { inputFault } from './outcome.ts'
import { descriptor } from './source-request.ts'
import { proveVault, vaultStatus } from './vault-open.ts'
import type { DescriptorFlag } from './password.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** As commander hands them over. */
export interface RawVaultOptions {
  readonly passphraseFd?: string
  readonly yes?: boolean
  readonly json?: boolean
  readonly home?: string
}

export interface VaultJob {
  /** Its descriptor is that of the vault's passphrase, however it was named. */
  readonly context: CommandContext
  readonly client: Client
  readonly interrupts: Interrupts
  readonly json: boolean
  /** As of the start. */
  readonly status: VaultStatus
}

/** Checks what was typed with `check` before anything is loaded; then hands the vault, as it is, to `work`. */
export function withVault<T>(
  outer: CommandContext,
  raw: RawVaultOptions,
  check: (context: CommandContext) => Result<T>,
  work: (job: VaultJob, request: T) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  const json = raw.json === true
  return guarded(outer, json, async (interrupts) => {
    const fd = descriptor(raw.passphraseFd, '--passphrase-fd')
    if (!fd.ok) return fd
    if (fd.value !== undefined && outer.vaultPassphraseFd !== undefined)
      return inputFault(
        'passphrase-fd',
        '--passphrase-fd and --vault-passphrase-fd are the same here.',
        'Keep one of them.',
      )
    const context = fd.value === undefined ? outer : { ...outer, vaultPassphraseFd: fd.value }
    const request = check(context)
    if (!request.ok) return request
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const status = await vaultStatus(client, interrupts.first)
      if (!status.ok) return status
      return work({ context, client, interrupts, json, status: status.value }, request.value)
    })
  })
}

/** For commands without options of their own. */
export const nothingToCheck = (): Result<undefined> => ok(undefined)

/** Several secrets of one command, each from a descriptor of its own. */
export function descriptors<Name extends string>(
  context: CommandContext,
  wanted: Readonly<Record<Name, readonly [flag: DescriptorFlag, text: string | undefined]>>,
): Result<Partial<Record<Name, number>>> {
  const taken = new Map<number, string>()
  if (context.vaultPassphraseFd !== undefined) taken.set(context.vaultPassphraseFd, '--passphrase-fd')
  const found: Partial<Record<Name, number>> = {}
  for (const name of Object.keys(wanted) as Name[]) {
    const [flag, text] = wanted[name]
    const fd = descriptor(text, flag)
    if (!fd.ok) return fd
    if (fd.value === undefined) continue
    const other = taken.get(fd.value)
    if (other !== undefined)
      return inputFault(
        'same-descriptor',
        `${other} and ${flag} name the same file descriptor.`,
        `Use two, for example ${other} 3 ${flag} 4 3<one 4<other.`,
      )
    taken.set(fd.value, flag)
    found[name] = fd.value
  }
  return ok(found)
}

/** The ways into a vault that is there and whole; else the problem that says what is in the way. */
export function waysOf({ status }: Pick<VaultJob, 'status'>): Result<readonly VaultSlot[]> {
  if (status.state === 'damaged') return fail(status.problem)
  return status.state === 'locked' || status.state === 'open' ? ok(status.slots) : fail(NOT_SET_UP)
}

export const NOT_SET_UP: Problem = {
  code: 'vault.not-set-up',
  message: 'No vault is set up in this state directory: credentials end with each process.',
  meaning: 'Nothing was changed.',
  remedy: 'Make one with palletjack vault create, or name another directory with --home.',
}

export interface Owner {
  readonly proof: Proof
  readonly slots: readonly VaultSlot[]
}

/** Asks for what opens the vault, whoever set up the keychain: what follows is for its owner only. */
export async function askOwner(job: VaultJob): Promise<Result<Owner>> {
  const slots = waysOf(job)
  if (!slots.ok) return slots
  const proof = await proveVault(job.client, slots.value, job.context, job.interrupts.first)
  return proof.ok ? ok({ proof: proof.value, slots: slots.value }) : proof
}

/** A question, unless --yes was given; without a terminal the option is needed. */
export async function agreed(job: VaultJob, isAgreed: boolean, question: string): Promise<Result<void>> {
  const { context, json, interrupts } = job
  if (isAgreed) return ok(undefined)
  if (canAsk(context, json)) return askToGoOn(context, question, interrupts.first)
  return inputFault('yes', 'There is nobody to ask here.', 'Add --yes to do it without a question.')
}

/** The end of a command that changed something. */
export function told({ context, json }: VaultJob, sentence: string, vault: VaultStatus): Result<ExitCode> {
  if (json) printJson(context, { vault })
  else context.stdout.write(`${sentence}\n`)
  return ok(EXIT.ok)
}
