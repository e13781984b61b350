/** `palletjack vault forget`: secrets of one provider or host, or the whole vault. */
import { createInterface } from 'node:readline/promises'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { VaultEntry } from '../../shared/vault/model.ts'
import { placeOf } from '../../shared/vault/secret-ids.ts'
import { canAsk } from './ask.ts'
import { printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import { readRows } from './read-rows.ts'
import { printable, problemText } from './text.ts'
import { agreed, NOT_SET_UP, told, withVault, type RawVaultOptions, type VaultJob } from './vault-command.ts'
import { openVault } from './vault-open.ts'
import type { CommandContext } from './command-context.ts'

export interface RawForgetOptions extends RawVaultOptions {
  readonly all?: boolean
  readonly confirm?: string
}

export const FORGET_EVERYTHING = 'forget everything'

export function vaultForget(
  context: CommandContext,
  name: string | undefined,
  raw: RawForgetOptions,
): Promise<ExitCode> {
  const check = () => forgetRequest(name, raw, canAsk(context, raw.json === true))
  return withVault(context, raw, check, (job, wanted) =>
    wanted === undefined ? forgetAll(job, raw.confirm) : forgetOne(job, wanted, raw.yes === true),
  )
}

/** The name, or undefined for all. */
function forgetRequest(
  name: string | undefined,
  { all, confirm }: RawForgetOptions,
  hasTerminal: boolean,
): Result<string | undefined> {
  if (all !== true) {
    if (confirm !== undefined)
      return inputFault('confirm', '--confirm goes with --all.', 'Leave it out, or add --all.')
    if (name !== undefined && name.trim() !== '') return ok(name.trim())
    return inputFault(
      'name',
      'Nothing is named.',
      'Give the name of a provider or of an ESXi host, or --all for the whole vault.',
    )
  }
  if (name !== undefined)
    return inputFault('all', 'A name and --all were given.', 'Leave out the name or --all.')
  if (confirm === FORGET_EVERYTHING || (confirm === undefined && hasTerminal)) return ok(undefined)
  return inputFault(
    'confirm',
    'Forgetting everything cannot be undone, so nothing less than the whole sentence is taken for it.',
    `Add --confirm "${FORGET_EVERYTHING}".`,
  )
}

async function forgetOne(job: VaultJob, name: string, isAgreed: boolean): Promise<Result<ExitCode>> {
  const { client, context, interrupts, json } = job
  const entries = await attempt(client.vault.entries(), interrupts.first)
  if (!entries.ok) return entries
  const known = entriesOf(entries.value, name)
  const searched = known.length > 0 ? ok(known) : await entriesOfHost(job, entries.value, name)
  if (!searched.ok) return searched
  const found = searched.value
  if (found.length === 0) return unknown(name, entries.value)
  if (!json)
    for (const { owner, what } of found) context.stderr.write(`  ${printable(`${owner}: ${what}`)}\n`)
  const yes = await agreed(job, isAgreed, `Forget ${these(found.length)}?`)
  if (!yes.ok) return yes
  const opened = await openVault(client, context, interrupts.first)
  if (!opened.ok) return opened
  const forgotten = await attempt(client.vault.forget({ ids: found.map(({ id }) => id) }))
  if (!forgotten.ok) return forgotten
  if (json) printJson(context, { forgotten: found.map(({ owner, what }) => ({ owner, what })) })
  else
    context.stdout.write(
      `${formatCount(found.length, 'secret')} forgotten. What is connected stays so until it has to log in again.\n`,
    )
  return ok(EXIT.ok)
}

function these(count: number): string {
  return count === 1 ? 'this secret' : `these ${count} secrets`
}

/** All of a provider, or else all of a host that is called by its id. */
export function entriesOf(entries: readonly VaultEntry[], name: string): VaultEntry[] {
  const wanted = name.toLowerCase()
  const ofProvider = entries.filter(({ owner }) => owner.toLowerCase() === wanted)
  return ofProvider.length > 0 ? ofProvider : entries.filter((entry) => hostOf(entry) === name)
}

function hostOf({ id }: VaultEntry): string | undefined {
  const place = placeOf(id)
  return place?.of === 'host' ? place.hostId : undefined
}

/** Only a vCenter tells what its hosts are called, so each one with logins of hosts is asked. */
async function entriesOfHost(
  { client, context, interrupts }: VaultJob,
  entries: readonly VaultEntry[],
  name: string,
): Promise<Result<VaultEntry[]>> {
  const { first } = interrupts
  const ofHosts = entries.filter((entry) => hostOf(entry) !== undefined)
  if (ofHosts.length === 0) return ok([])
  const opened = await openVault(client, context, first)
  if (!opened.ok) return opened
  const found: VaultEntry[] = []
  for (const id of new Set(ofHosts.flatMap(({ providerId }) => providerId ?? []))) {
    const connected = await attempt(client.providers.reconnect({ id }), first)
    const query = { providerId: id, kind: 'hosts' as const, where: '', fields: ['name'], sort: [] }
    const read = connected.ok ? await readRows(client, query, first) : connected
    if (first.aborted) return fail(INTERRUPTED)
    if (!read.ok) {
      context.stderr.write(problemText(read.problem))
      continue
    }
    const isMeant = (called: unknown) => String(called).toLowerCase() === name.toLowerCase()
    const ids = read.value.rows.filter(({ values }) => isMeant(values['name'])).map((row) => row.id)
    found.push(...ofHosts.filter((one) => one.providerId === id && ids.includes(hostOf(one) ?? '')))
  }
  return ok(found)
}

function unknown(name: string, entries: readonly VaultEntry[]) {
  const owners = [...new Set(entries.map(({ owner }) => owner))].filter((one) => one !== '').sort()
  return inputFault(
    'name',
    `The vault holds nothing of a provider or host named "${name}".`,
    owners.length === 0 ? 'It holds nothing.' : `It holds secrets of ${owners.slice(0, 10).join(', ')}.`,
  )
}

async function forgetAll(job: VaultJob, confirm: string | undefined): Promise<Result<ExitCode>> {
  const { client, status } = job
  if (status.state === 'unset' || status.state === 'session') return fail(NOT_SET_UP)
  const typed = confirm === undefined ? await askSentence(job) : ok(confirm)
  if (!typed.ok) return typed
  const forgotten = await attempt(client.vault.forgetAll({ confirm: FORGET_EVERYTHING }))
  if (!forgotten.ok) return forgotten
  return told(
    job,
    'The vault is gone, with every generation of it. Providers and plans are still known.',
    forgotten.value,
  )
}

async function askSentence({ context, interrupts }: VaultJob): Promise<Result<void>> {
  const { stdin, stderr } = context
  stderr.write('This removes the vault and every secret in it. Nothing brings it back.\n')
  const terminal = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await terminal.question(`Type "${FORGET_EVERYTHING}" to go on: `, {
      signal: interrupts.first,
    })
    if (answer.trim() === FORGET_EVERYTHING) return ok(undefined)
    return fail({ ...INTERRUPTED, message: 'That was something else.' })
  } catch (error) {
    if (interrupts.first.aborted) return fail(INTERRUPTED)
    throw error
  } finally {
    terminal.close()
  }
}
