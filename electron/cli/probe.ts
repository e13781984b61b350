/** `palletjack probe`: looks from inside the cluster, each a Job that is removed in every case. */
import type { Client } from '../../shared/contract/contract.ts'
import type { NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { guarded, printJson, tellProblem } from './command.ts'
import { followProbe } from './follow-probe.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { inputFault } from './outcome.ts'
import { probeRequest, type ProbeRequest, type RawProbeOptions } from './probe-request.ts'
import { isLibraryUsable, isReachable, networkText, vddkText } from './probe-text.ts'
import { readRows } from './read-rows.ts'
import { loadSubject, type LoadedSubject } from './load-subjects.ts'
import { connectedProvider, withSubjects } from './subjects.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** Ends with 1 when the cluster does not reach something. */
export function probeNetwork(context: CommandContext, raw: RawProbeOptions): Promise<ExitCode> {
  return probed(context, raw, false, async (client, request, { sourceId, targetId }, interrupts) => {
    const hostIds = await hostIdsOf(client, sourceId, request.hosts, interrupts.first)
    if (!hostIds.ok) return hostIds
    const { namespace, image, transferNetwork } = request
    const input = { sourceId, targetId, namespace, image, transferNetwork, hostIds: hostIds.value }
    const open = (signal: AbortSignal) => client.probes.network(input, { signal })
    const last = await followProbe<NetworkProbe>(open, context, namespace, interrupts)
    if (!last.ok) return last
    tell(context, raw, last.value, networkText(last.value, context.stdout.columns))
    return ok(isReachable(last.value) ? EXIT.ok : EXIT.failed)
  })
}

/** Ends with 1 when the image cannot be pulled or does not hold the library. */
export function probeVddk(context: CommandContext, raw: RawProbeOptions): Promise<ExitCode> {
  return probed(context, raw, true, async (client, request, { targetId }, interrupts) => {
    const { namespace, image } = request
    const open = (signal: AbortSignal) => client.probes.vddk({ targetId, namespace, image }, { signal })
    const last = await followProbe<VddkProbe>(open, context, namespace, interrupts)
    if (!last.ok) return last
    tell(context, raw, last.value, vddkText(last.value, context.stdout.columns))
    return ok(isLibraryUsable(last.value) ? EXIT.ok : EXIT.failed)
  })
}

interface ProbedEnds {
  /** Empty where no source is needed. */
  readonly sourceId: string
  readonly targetId: string
}

function probed(
  context: CommandContext,
  raw: RawProbeOptions,
  targetOnly: boolean,
  work: (
    client: Client,
    request: ProbeRequest,
    ends: ProbedEnds,
    interrupts: Interrupts,
  ) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const request = probeRequest(raw, targetOnly)
    if (!request.ok) return request
    const loaded: LoadedSubject[] = []
    for (const subject of request.value.subjects) {
      const one = loadSubject(subject)
      if (!one.ok) return one
      loaded.push(one.value)
    }
    return withSubjects(context, raw.home, loaded, interrupts, async (client, providers) => {
      const target = connectedProvider(providers, 'cluster')
      if (!target.ok) return target
      const source = targetOnly ? ok({ id: '' }) : connectedProvider(providers, 'vsphere')
      if (!source.ok) return source
      const ends = { sourceId: source.value.id, targetId: target.value.id }
      return work(client, request.value, ends, interrupts)
    })
  })
}

/** Why the probe could not be done is a part of its JSON; a person is told like of any other problem. */
function tell(
  context: CommandContext,
  raw: RawProbeOptions,
  probe: NetworkProbe | VddkProbe,
  text: string,
): void {
  if (raw.json === true) printJson(context, probe)
  else context.stdout.write(text)
  if (probe.problem) tellProblem(context, false, probe.problem)
}

async function hostIdsOf(
  client: Client,
  providerId: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Result<string[] | undefined>> {
  if (names.length === 0) return ok(undefined)
  const query = { providerId, kind: 'hosts' as const, where: '', fields: ['name'], sort: [] }
  const read = await readRows(client, query, signal)
  if (!read.ok) return read
  const hosts = read.value.rows.map(({ id, values }) => ({ id, name: String(values['name']) }))
  const ids: string[] = []
  for (const name of names) {
    const found = hosts.find((host) => host.name.toLowerCase() === name.toLowerCase())
    if (!found) return unknownHost(name, hosts)
    ids.push(found.id)
  }
  return ok(ids)
}

function unknownHost(name: string, hosts: readonly { readonly name: string }[]) {
  const some = hosts.slice(0, 10).map((host) => host.name)
  return inputFault(
    'host',
    `The source has no host named "${name}".`,
    `Its hosts are ${some.join(', ')}${hosts.length > some.length ? ` and ${hosts.length - some.length} more` : ''}.`,
  )
}
