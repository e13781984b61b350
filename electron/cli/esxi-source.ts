/** The source of a command about ESXi hosts: connects, shows its hosts once, and finds those that are meant. */
import type { Client } from '../../shared/contract/contract.ts'
import type { EsxiHost } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { globMatcher } from '../../shared/query/glob.ts'
import { guarded } from './command.ts'
import { esxiSource, type HostChoice, type RawEsxiSource } from './esxi-request.ts'
import type { ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { nearest } from './pick-vms.ts'
import { readRows } from './read-rows.ts'
import { until } from './stream.ts'
import { loadSubject } from './load-subjects.ts'
import { connectedProvider, withSubjects } from './subjects.ts'
import { printable } from './text.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** A first read of the largest vCenter takes some minutes (ms). */
const FIRST_VIEW_LIMIT_MS = 15 * 60_000

export interface EsxiJob {
  readonly context: CommandContext
  readonly client: Client
  readonly providerId: string
  readonly providerName: string
  readonly isLab: boolean
  readonly interrupts: Interrupts
  readonly json: boolean
  /** All of the source, as of the start. */
  readonly hosts: readonly EsxiHost[]
}

/**
 * Checks what was typed before anything is contacted, connects the source, puts SSH back where an earlier process left
 * it open, and hands its hosts to `work`.
 */
export function withEsxi<T>(
  context: CommandContext,
  raw: RawEsxiSource,
  check: () => Result<T>,
  work: (job: EsxiJob, request: T) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  const json = raw.json === true
  return guarded(context, json, async (interrupts) => {
    const source = esxiSource(raw)
    if (!source.ok) return source
    const request = check()
    if (!request.ok) return request
    const loaded = loadSubject(source.value)
    if (!loaded.ok) return loaded
    return withSubjects(context, raw.home, [loaded.value], interrupts, async (client, providers) => {
      const found = connectedProvider(providers, 'vsphere')
      if (!found.ok) return found
      const { id: providerId, name: providerName } = found.value
      const isLab = source.value.kind === 'lab'
      const base = { context, client, providerId, providerName, isLab, interrupts, json }
      const hosts = await hostsNow(base)
      if (!hosts.ok) return hosts
      const putBack = await putBackLeft(base, hosts.value)
      if (!putBack.ok) return putBack
      return work({ ...base, hosts: putBack.value }, request.value)
    })
  })
}

/** The hosts as of now. */
async function hostsNow({
  client,
  providerId,
  interrupts,
}: Pick<EsxiJob, 'client' | 'providerId' | 'interrupts'>): Promise<Result<readonly EsxiHost[]>> {
  const limit = AbortSignal.timeout(FIRST_VIEW_LIMIT_MS)
  const limited = AbortSignal.any([interrupts.first, limit])
  const read = await attempt(
    (async () => {
      const views = await client.esxi.watch({ providerId }, { signal: limited })
      for await (const hosts of until(views, limited)) return hosts
      return undefined
    })(),
    interrupts.first,
  )
  if (!read.ok) return read
  return read.value === undefined ? fail(noHosts) : ok(read.value)
}

const noHosts: Problem = {
  code: 'cli.inventory-missing',
  message: `The inventory of the source was not read within ${FIRST_VIEW_LIMIT_MS / 60_000} minutes.`,
  meaning: 'Nothing was changed.',
  remedy: 'Run the command again; if that does not help, look at the load of the vCenter.',
}

/** What an earlier process did not live to put back. That it cannot be put back now stops nothing. */
async function putBackLeft(
  job: Omit<EsxiJob, 'hosts'>,
  hosts: readonly EsxiHost[],
): Promise<Result<readonly EsxiHost[]>> {
  const { client, providerId, interrupts, context } = job
  const left = hosts.filter(({ sshLeftOpen }) => sshLeftOpen)
  if (left.length === 0) return ok(hosts)
  const say = (text: string): void => void context.stderr.write(`${printable(text)}\n`)
  for (const { id, name } of left) {
    const closed = await attempt(client.esxi.closeSsh({ providerId, hostIds: [id] }), interrupts.first)
    if (interrupts.first.aborted) return closed.ok ? ok(hosts) : closed
    if (!closed.ok) say(`${name}: ${closed.problem.message} ${closed.problem.remedy}`)
    else if (closed.value.closed > 0)
      say(`${name}: SSH was still open from an earlier run of Palletjack, and is as it was before that.`)
  }
  return hostsNow(job)
}

/**
 * The hosts that are meant, each once: in the order in which they are named, those of one pattern by name. None
 * named: all.
 */
export async function chosenHosts(
  job: EsxiJob,
  { hosts, clusters }: HostChoice,
): Promise<Result<EsxiHost[]>> {
  const sorted = [...job.hosts].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  if (hosts.length + clusters.length === 0)
    return sorted.length > 0
      ? ok(sorted)
      : inputFault('host', 'The source has no hosts.', 'Check its rights.')
  const chosen = new Map<string, EsxiHost>()
  for (const wanted of hosts) {
    const found = matching(sorted, wanted)
    if (found.length === 0) return unknownHost(wanted, sorted)
    for (const host of found) chosen.set(host.id, host)
  }
  if (clusters.length > 0) {
    const members = await membersOf(job, clusters)
    if (!members.ok) return members
    for (const host of sorted) if (members.value.has(host.id)) chosen.set(host.id, host)
  }
  return ok([...chosen.values()])
}

/** By its whole name, or by a pattern with * and ?. Also for what is only known by name, as in the history. */
export function matching<T extends { readonly name: string }>(hosts: readonly T[], wanted: string): T[] {
  const exact = hosts.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (exact.length > 0 || !/[*?]/.test(wanted)) return exact
  const fits = globMatcher(wanted)
  return hosts.filter(({ name }) => fits(name.toLowerCase()))
}

export function unknownHost(wanted: string, hosts: readonly { readonly name: string }[]) {
  const names = hosts.map(({ name }) => name)
  const near = nearest(wanted, names)
  const shown = near.length > 0 ? near : names.slice(0, 10)
  const more = near.length > 0 || names.length <= 10 ? '' : ` and ${names.length - 10} more`
  return inputFault(
    'host',
    /[*?]/.test(wanted)
      ? `No host of the source has a name like "${wanted}".`
      : `The source has no host named "${wanted}".`,
    names.length === 0
      ? 'Check the name.'
      : `${near.length > 0 ? 'Near it' : 'Its hosts'}: ${shown.join(', ')}${more}.`,
  )
}

/** Ids of the hosts of these clusters. */
async function membersOf(
  { client, providerId, interrupts }: EsxiJob,
  clusters: readonly string[],
): Promise<Result<ReadonlySet<string>>> {
  const query = { providerId, kind: 'hosts' as const, where: '', fields: ['name', 'cluster'], sort: [] }
  const read = await readRows(client, query, interrupts.first)
  if (!read.ok) return read
  const rows = read.value.rows.map(({ id, values }) => ({ id, name: words(values['cluster']) }))
  const members = new Set<string>()
  for (const wanted of clusters) {
    const found = matching(rows, wanted)
    if (found.length === 0) return unknownCluster(wanted, rows)
    for (const { id } of found) members.add(id)
  }
  return ok(members)
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function unknownCluster(wanted: string, rows: readonly { readonly name: string }[]) {
  const names = [...new Set(rows.map(({ name }) => name).filter((name) => name !== ''))].sort()
  return inputFault(
    'cluster',
    `The source has no hosts in a cluster named "${wanted}".`,
    names.length === 0 ? 'It has no clusters.' : `Its clusters are ${names.slice(0, 10).join(', ')}.`,
  )
}

/** The options that name the source, for a command that a sentence recommends. */
export function sourceOption({ isLab, providerName }: EsxiJob): string {
  return isLab ? '--lab' : `--provider ${/^[\w.-]+$/.test(providerName) ? providerName : `'${providerName}'`}`
}
