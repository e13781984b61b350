/** `palletjack vault`: what is stored, and what is done to the vault as a whole. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt } from './outcome.ts'
import { problemText } from './text.ts'
import { agreed, NOT_SET_UP, nothingToCheck, told, waysOf, withVault } from './vault-command.ts'
import type { RawVaultOptions, VaultJob } from './vault-command.ts'
import { proveVault } from './vault-open.ts'
import { statusText } from './vault-text.ts'
import type { CommandContext } from './command-context.ts'

/** Ends with 1 when there is a vault that cannot be used. */
export function vaultShow(context: CommandContext, raw: RawVaultOptions): Promise<ExitCode> {
  return withVault(context, raw, nothingToCheck, async ({ client, interrupts, json, status }) => {
    const entries = await attempt(client.vault.entries(), interrupts.first)
    if (!entries.ok) return entries
    if (json) printJson(context, { vault: status, entries: entries.value })
    else context.stdout.write(statusText(status, entries.value, context.stdout.columns))
    if (status.state !== 'damaged') return ok(EXIT.ok)
    context.stderr.write(problemText(status.problem))
    return ok(EXIT.failed)
  })
}

/** Locks it in every process. */
export function vaultLock(context: CommandContext, raw: RawVaultOptions): Promise<ExitCode> {
  return withVault(context, raw, nothingToCheck, async (job) => {
    const ways = waysOf(job)
    if (!ways.ok) return ways
    const locked = await attempt(job.client.vault.lock())
    if (!locked.ok) return locked
    return told(job, LOCKED, locked.value)
  })
}

const LOCKED =
  'The vault is locked in every process that uses it. What runs goes on until it has to log in again, and then waits.'

/** Puts the generation before a damaged vault in its place. */
export function vaultRestore(context: CommandContext, raw: RawVaultOptions): Promise<ExitCode> {
  return withVault(context, raw, nothingToCheck, async (job) => {
    const { client, json } = job
    const damage = await damageOf(job)
    if (!damage.ok) return damage
    if (!json) context.stderr.write(problemText(damage.value))
    const yes = await agreed(
      job,
      raw.yes === true,
      'Put the generation before it in its place? What was changed last is lost; the damaged file is kept.',
    )
    if (!yes.ok) return yes
    const restored = await attempt(client.vault.restorePrevious())
    if (!restored.ok) return restored
    const { kept } = restored.value
    if (json) printJson(context, { kept })
    else context.stdout.write(`The generation before is in its place. The damaged file is kept as ${kept}.\n`)
    return ok(EXIT.ok)
  })
}

/** That a record was changed or taken out only shows when the vault is opened. */
async function damageOf({ status, client, context, interrupts }: VaultJob): Promise<Result<Problem>> {
  if (status.state === 'unset' || status.state === 'session') return fail(NOT_SET_UP)
  if (status.state === 'damaged') return ok(status.problem)
  if (status.state === 'open') return fail(NOT_DAMAGED)
  if (context.vaultPassphraseFd === undefined && context.stdin.isTTY !== true) return fail(NOT_OPENED)
  const opened = await proveVault(client, status.slots, context, interrupts.first)
  if (opened.ok) return fail(NOT_DAMAGED)
  return opened.problem.code === 'vault.corrupt' ? ok(opened.problem) : opened
}

const NOT_OPENED = {
  code: 'vault.not-damaged',
  message: 'The vault can be read. Whether something was changed in it shows only when it is opened.',
  meaning: 'Nothing was changed.',
  remedy: 'Hand its passphrase over with --passphrase-fd N, or run the command on a terminal.',
}

const NOT_DAMAGED = {
  code: 'vault.not-damaged',
  message: 'The vault is whole.',
  meaning: 'Nothing was changed.',
  remedy: 'To change how it opens, see palletjack vault --help.',
}
