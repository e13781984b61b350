import { networkProbeJob, defaultProbeImage, networkContainer } from '../../shared/manifests/probe-job.ts'
import { explainStart, pullProblem } from '../../shared/probe/image-words.ts'
import { scriptSeconds } from '../../shared/probe/limits.ts'
import { dnsLook, notTried, portLook, type Viewpoint } from '../../shared/probe/look-words.ts'
import type { Look, NetworkProbe, ProbePath, ProbedServer } from '../../shared/probe/model.ts'
import { readNetworkResults, type ServerResult } from '../../shared/probe/network-results.ts'
import {
  looked,
  migrationDevices,
  pendingServer,
  serversToProbe,
  serverLines,
  type ServerToProbe,
} from '../../shared/probe/servers.ts'
import { fail, ok, orThrow, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { lookFromComputer } from './computer-looks.ts'
import type { JobEnd } from './follow-job.ts'
import { keepNetworkProbe } from './keep.ts'
import type { ProbeLimits } from './limits.ts'
import {
  deadlineSeconds,
  ended,
  openTarget,
  stepOf,
  wayOfDisks,
  type ProbeParts,
  type ProbeProviders,
} from './probe-parts.ts'
import * as problems from './problems.ts'
import { runJob } from './run-job.ts'
import type { NetworkProbeRequest } from './service.ts'

/** Enough for the results of a thousand hosts with their addresses. */
const LOG_BYTES = 512 * 1024

type Show = (change: (view: NetworkProbe) => NetworkProbe) => NetworkProbe

export const emptyNetworkProbe: NetworkProbe = {
  state: 'running',
  step: 'Reads the inventory and what the cluster offers.',
  image: '',
  cleanedUp: false,
  servers: [],
}

/** Throws a ProblemError for what makes the probe impossible before it began. */
export async function probeNetwork(
  { providers, results, hosts, limits }: ProbeParts,
  request: NetworkProbeRequest,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const servers = orThrow(await sourceServers(providers, hosts, request))
  const cluster = orThrow(await openTarget(providers, request))
  const { connection, target } = cluster
  const image = request.image?.trim() || target.probeImage || defaultProbeImage
  const lines = looked(servers)
  const runMs = scriptSeconds(lines) * 1000
  const job = networkProbeJob(
    {
      namespace: request.namespace,
      key: `${request.targetId} ${request.sourceId}`,
      image,
      platform: target.platform,
      deadlineSeconds: deadlineSeconds(limits.imageMs, limits.nodeMs, runMs),
      annotations: wayOfDisks(target, request.transferNetwork),
    },
    serverLines(servers),
  )
  show((view) => ({ ...view, image, servers: servers.map(pendingServer) }))
  const step = (text: string) => show((view) => ({ ...view, step: text }))
  const isLab = providers.list().some(({ id, lab }) => id === request.sourceId && lab)
  const computer = showComputer(isLab ? lines.map(byNameOnly) : lines, limits, show, signal)
  const doing = `Looks up and connects to ${lines.length} servers from inside the cluster.`
  const { value: problem, cleanUp } = await runJob(
    {
      ...{ connection, job, image, limits, runMs, signal },
      onStep: step,
      onStage: (stage) => step(stepOf(stage, image, doing)),
    },
    async (end) => {
      const found = await resultsOf(connection, request.namespace, image, end)
      if (!found.ok) return found.problem
      if (found.value.length !== lines.length) return problems.noResult(0, '', '')
      for (const [index, result] of found.value.entries())
        show((view) => withResult(view, lines[index], 'cluster', result))
      return undefined
    },
  )
  step('Waits for the looks from this computer.')
  await computer
  const last = show((view) => {
    const servers = view.servers.map(withoutPending)
    const step = problem ? problem.message : summary(servers)
    return { ...view, servers, ...ended({ step, problem }, job, cleanUp) }
  })
  if (!signal.aborted && isKnown(providers, request)) keepNetworkProbe(results, request, cluster, last)
}

/** Nothing is kept of a provider that was removed meanwhile. */
function isKnown(providers: ProbeProviders, { sourceId, targetId }: NetworkProbeRequest): boolean {
  const ids = new Set(providers.list().map(({ id }) => id))
  return ids.has(sourceId) && ids.has(targetId)
}

/** The servers of a source: a connected one or an opened inventory file. */
async function sourceServers(
  providers: ProbeProviders,
  hosts: ProbeParts['hosts'],
  { sourceId, hostIds }: NetworkProbeRequest,
): Promise<Result<readonly ServerToProbe[]>> {
  const inventory = await providers.inventory(sourceId)
  if (!inventory.ok) return inventory
  const url = providers.list().find(({ id }) => id === sourceId)?.url ?? ''
  return serversToProbe(url, inventory.value, hostIds, migrationDevices(hosts?.esxiHosts(sourceId) ?? []))
}

/** What the container found: from its last words, else from its log. */
async function resultsOf(
  connection: ClusterConnection,
  namespace: string,
  image: string,
  end: JobEnd,
): Promise<Result<readonly ServerResult[]>> {
  switch (end.kind) {
    case 'problem':
      return fail(end.problem)
    case 'pull-failed':
      return fail(pullProblem(image, end.reason, end.message))
    case 'cannot-start':
      return fail(unfit(image, end.reason, end.message))
    case 'ended':
  }
  const { exitCode, reason, message } = end.stage
  const short = readNetworkResults(message)
  if (short?.kind === 'lacks') return fail(problems.lacksTool(image, short.tool))
  const isWhole = short?.servers.every(({ dns, addresses }) => dns !== 'o' || addresses !== undefined)
  if (short && isWhole === true) return ok(short.servers)
  const log = await connection.podLog(namespace, end.pod, networkContainer, LOG_BYTES)
  const long = log.ok ? readNetworkResults(log.value) : undefined
  if (long?.kind === 'results') return ok(long.servers)
  if (short) return ok(short.servers)
  const words = [message, log.ok ? log.value.slice(-1000) : ''].find((text) => text !== '') ?? ''
  const start = exitCode === 0 ? undefined : explainStart(image, '', words)
  if (start && /exec format error/i.test(words)) return fail(unfit(image, reason, words))
  return fail(problems.noResult(exitCode, reason, words))
}

function unfit(image: string, reason: string, message: string): Problem {
  const explained = explainStart(image, reason, message)
  return {
    code: 'probe.image-unfit',
    message: explained?.message ?? `The container of ${image} does not start.`,
    meaning: 'Nothing was tested from inside the cluster.',
    remedy: explained?.remedy ?? 'Name another image.',
    detail: message.slice(0, 2000),
  }
}

async function showComputer(
  lines: readonly ServerToProbe[],
  limits: ProbeLimits,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(limits.computerMs)])
  await lookFromComputer(lines, inTime, (index, result) =>
    show((view) => withResult(view, lines[index], 'computer', result)),
  )
}

/** Addresses of the lab are those of its own pods: from here they would belong to somebody else's machines. */
function byNameOnly(line: ServerToProbe): ServerToProbe {
  return { ...line, ports: [...new Set(line.ports.map(({ port }) => port))].map((port) => ({ port })) }
}

function withResult(
  view: NetworkProbe,
  line: ServerToProbe | undefined,
  from: Viewpoint,
  result: ServerResult,
): NetworkProbe {
  if (!line) return view
  const path = {
    dns: dnsLook(result.dns, result.addresses ?? [], from),
    ports: line.ports.map(({ port, address }, index) => ({
      port,
      ...(address !== undefined && { address }),
      look: portLook(result.ports[index] ?? '?', port, address ?? line.host, from),
    })),
  }
  return {
    ...view,
    servers: view.servers.map((server) => (server.id === line.id ? { ...server, [from]: path } : server)),
  }
}

/** What is still open when all has ended was not looked at. */
function withoutPending(server: ProbedServer): ProbedServer {
  const close = (look: Look): Look =>
    look.state === 'pending' ? notTried('Not tested: the probe ended before.') : look
  const path = ({ dns, ports }: ProbePath): ProbePath => ({
    dns: close(dns),
    ports: ports.map((port) => ({ ...port, look: close(port.look) })),
  })
  return { ...server, cluster: path(server.cluster), computer: path(server.computer) }
}

function summary(servers: readonly ProbedServer[]): string {
  const looks = servers.flatMap(({ cluster }) => [cluster.dns, ...cluster.ports.map(({ look }) => look)])
  const works = looks.filter(({ state }) => state === 'ok').length
  if (works === looks.length)
    return `The cluster reaches all ${servers.length} servers: every name is found and every port is open.`
  const bad = servers.filter(({ cluster }) =>
    [cluster.dns, ...cluster.ports.map(({ look }) => look)].some(({ state }) => state !== 'ok'),
  )
  return `The cluster does not reach ${bad.length} of ${servers.length} servers as a migration needs it.`
}
