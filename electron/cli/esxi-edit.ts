/** `palletjack esxi nfc set` and `nfc restore`: rehearses, shows the diff, asks, and does it. */
import type { EditRun, EsxiHost, HostEdit } from '../../shared/esxi/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { printJson } from './command.ts'
import { followRun } from './esxi-follow.ts'
import { giveLogins } from './esxi-login.ts'
import { advised } from './esxi-nfc.ts'
import {
  hostsRequest,
  nfcChange,
  type HostsRequest,
  type RawEsxiOptions,
  type RawNfcChange,
} from './esxi-request.ts'
import { chosenHosts, withEsxi, type EsxiJob } from './esxi-source.ts'
import { beforeText, diffText, runText } from './esxi-text.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import { printable, problemText } from './text.ts'
import type { CommandContext } from './command-context.ts'

interface RawWork extends RawEsxiOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export interface RawNfcSet extends RawWork, RawNfcChange {}

export interface RawNfcRestore extends RawWork {
  readonly backup?: string
}

/** Ends with 1 when a host failed; then no further host was begun. */
export function nfcSet(context: CommandContext, raw: RawNfcSet): Promise<ExitCode> {
  return withHosts(
    context,
    raw,
    () => nfcChange(raw),
    (job, hosts, change) => {
      const { client, providerId } = job
      const openSsh = raw.openSsh === true
      const wanted = { providerId, change, openSsh }
      const ids = (list: readonly { readonly hostId: string }[]) => list.map(({ hostId }) => hostId)
      return worked(job, raw, hosts, {
        kind: 'edit',
        rehearse: () => client.esxi.edit({ ...wanted, hostIds: hosts.map(({ id }) => id), rehearse: true }),
        work: (edits) => client.esxi.edit({ ...wanted, hostIds: ids(edits), expected: expectedOf(edits) }),
      })
    },
  )
}

/** Puts a backup back on one host. */
export function nfcRestore(context: CommandContext, raw: RawNfcRestore): Promise<ExitCode> {
  return withHosts(
    context,
    raw,
    () => ok(undefined),
    async (job, hosts) => {
      const [host, another] = hosts
      if (!host || another)
        return inputFault(
          'host',
          `A backup is put back on one host, and ${formatCount(hosts.length, 'host')} are named.`,
          'Name one, and run the command again for the next.',
        )
      const openSsh = raw.openSsh === true
      const backup = await chosenBackup(job, host, raw.backup, openSsh)
      if (!backup.ok) return backup
      const { client, providerId } = job
      const wanted = { providerId, hostId: host.id, backup: backup.value, openSsh }
      return worked(job, raw, hosts, {
        kind: 'restore',
        rehearse: () => client.esxi.restore({ ...wanted, rehearse: true }),
        work: () => client.esxi.restore(wanted),
      })
    },
  )
}

/** The hosts with their logins. `also`: what else was typed. */
function withHosts<T>(
  context: CommandContext,
  raw: RawWork,
  also: () => Result<T>,
  work: (job: EsxiJob, hosts: readonly EsxiHost[], wanted: T) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  const check = (): Result<HostsRequest & { readonly wanted: T }> => {
    const request = hostsRequest(raw)
    if (!request.ok) return request
    const wanted = also()
    if (!wanted.ok) return wanted
    if (raw.dryRun === true || raw.yes === true || canAsk(context, raw.json === true))
      return ok({ ...request.value, wanted: wanted.value })
    return inputFault(
      'yes',
      'There is nobody to ask whether it shall be done.',
      'Look with --dry-run, then give --yes.',
    )
  }
  return withEsxi(context, raw, check, async (job, { choice, login, wanted }) => {
    const hosts = await chosenHosts(job, choice)
    if (!hosts.ok) return hosts
    const given = await giveLogins(job, hosts.value, login, raw.openSsh === true)
    return given.ok ? work(job, hosts.value, wanted) : given
  })
}

interface Work {
  readonly kind: 'edit' | 'restore'
  readonly rehearse: () => PromiseLike<AsyncIterable<EditRun>>
  /** The hosts on which something changes. */
  readonly work: (edits: readonly HostEdit[]) => PromiseLike<AsyncIterable<EditRun>>
}

async function worked(
  job: EsxiJob,
  { dryRun = false, yes = false }: RawWork,
  hosts: readonly EsxiHost[],
  { kind, rehearse, work }: Work,
): Promise<Result<ExitCode>> {
  const { context, json, interrupts } = job
  const rehearsal = await followRun(job, rehearse)
  if (!rehearsal.ok) return rehearsal
  const run = rehearsal.value
  if (!json) context.stdout.write(printable(diffText(run)))
  // What a cut-off edit left on a host is tidied up by a whole edit only.
  const isCutOff = (id: string) => hosts.some((host) => host.id === id && host.unfinished !== undefined)
  const edits = run.hosts.filter(
    ({ state, hostId }) => state === 'done' || (state === 'unchanged' && isCutOff(hostId)),
  )
  if (run.state !== 'done' || dryRun || edits.length === 0) return ended(job, run, dryRun)
  if (!yes) {
    const isStopped = (id: string) => hosts.find((host) => host.id === id)?.ssh?.running === false
    const opened = edits.filter(({ hostId }) => isStopped(hostId)).map(({ hostName }) => hostName)
    context.stderr.write(printable(beforeText({ hosts: edits, kind, opened })))
    const names = edits.map(({ hostName }) => hostName).join(', ')
    const question = kind === 'edit' ? `Edit ${names}?` : `Put the backup back on ${names}?`
    const agreed = await askToGoOn(context, question, interrupts.first)
    if (!agreed.ok) return agreed
  }
  const done = await followRun(job, () => work(edits))
  return done.ok ? ended(job, done.value, false) : done
}

/** Tells how it ended. An interrupted run is told like any other, since hosts may have been edited. */
function ended(job: EsxiJob, run: EditRun, dryRun: boolean): Result<ExitCode> {
  const { context, json } = job
  if (json) printJson(context, { dryRun, run })
  else context.stdout.write(runText(run, context.stdout.columns))
  for (const { hostName, problem } of run.hosts)
    if (problem && problem.code !== 'esxi.canceled')
      context.stderr.write(problemText(advised(job, hostName, problem)))
  if (run.state === 'done') return ok(EXIT.ok)
  if (run.state === 'failed') return ok(EXIT.failed)
  context.stderr.write(`Interrupted. ${printable(run.step)}\n`)
  return ok(EXIT.interrupted)
}

function expectedOf(edits: readonly HostEdit[]): Record<string, string> {
  return Object.fromEntries(
    edits.flatMap(({ hostId, sha256 }) => (sha256 === undefined ? [] : [[hostId, sha256] as const])),
  )
}

/** The path of the backup on the host, so that what is rehearsed is what is put back. */
async function chosenBackup(
  job: EsxiJob,
  { id: hostId, name }: EsxiHost,
  wanted: string | undefined,
  openSsh: boolean,
): Promise<Result<string>> {
  const { client, providerId, interrupts, context } = job
  if (interrupts.first.aborted) return fail(INTERRUPTED)
  context.stderr.write(`Reading ${printable(name)}.\n`)
  const read = await attempt(client.esxi.read({ providerId, hostId, openSsh }), interrupts.first)
  if (!read.ok) return fail(advised(job, name, read.problem))
  const { backups } = read.value
  const newest = backups[0]
  if (!newest)
    return inputFault(
      'backup',
      `There is no backup of the settings on ${name}.`,
      'There is nothing to restore.',
    )
  if (wanted === undefined) return ok(newest.id)
  const found = backups.find(({ id }) => id === wanted || id.endsWith(`/${wanted}`))
  if (found) return ok(found.id)
  return inputFault(
    'backup',
    `${name} has no backup ${wanted}.`,
    `It has ${backups.map(({ id }) => id).join(', ')}.`,
  )
}
