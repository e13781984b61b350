/** Probes as text. Pure. */
import type { Look, NetworkProbe, ProbePath, ProbedServer, VddkProbe } from '../../shared/probe/model.ts'
import { formatCount } from '../../shared/units.ts'
import { fittedTable } from './text.ts'

const MARKS: Readonly<Record<Look['state'], string>> = {
  ok: 'ok',
  failed: 'FAILED',
  pending: 'not looked',
  unknown: 'Unknown',
}

/** Looks from the cluster; those from this computer take another way and prove nothing about the cluster's. */
function clusterLooks({ servers }: NetworkProbe): Look[] {
  return servers.flatMap(({ cluster }) => looksOf(cluster))
}

function looksOf({ dns, ports }: ProbePath): Look[] {
  return [dns, ...ports.map(({ look }) => look)]
}

/** The probe was done, and the cluster reaches all that it looked at. */
export function isReachable(probe: NetworkProbe): boolean {
  const looks = clusterLooks(probe)
  return isDone(probe) && looks.some(isOk) && !looks.some(isFailed)
}

export function isLibraryUsable(probe: VddkProbe): boolean {
  return isDone(probe) && isOk(probe.pull) && isOk(probe.library)
}

function isDone({ state, problem }: Pick<NetworkProbe, 'state' | 'problem'>): boolean {
  return state === 'done' && problem === undefined
}

const isOk = ({ state }: Look): boolean => state === 'ok'
const isFailed = ({ state }: Look): boolean => state === 'failed'

export function networkText(probe: NetworkProbe, width: number | undefined): string {
  const head = ['Server', 'Address', 'Look', 'From the cluster', 'From this computer']
  return `${fittedTable(head, probe.servers.flatMap(serverRows), width)}\n${networkClosing(probe)}\n`
}

function serverRows({ name, host, cluster, computer }: ProbedServer): string[][] {
  return [
    [name, host, 'name', lookText(cluster.dns), lookText(computer.dns)],
    ...cluster.ports.map(({ port, address, look }) => [
      ...['', address ?? '', `TCP ${port}`],
      lookText(look),
      lookText(computerLook(computer, port, address)),
    ]),
  ]
}

/** This computer looks at fewer addresses than the cluster where they are the lab's own. */
function computerLook({ ports }: ProbePath, wanted: number, at: string | undefined): Look | undefined {
  const ofPort = ports.filter(({ port }) => port === wanted)
  return (ofPort.find(({ address }) => address === at) ?? ofPort.find(({ address }) => address === undefined))
    ?.look
}

function lookText(look: Look | undefined): string {
  if (!look) return '-'
  return look.detail === '' ? MARKS[look.state] : `${MARKS[look.state]}: ${look.detail}`
}

function networkClosing(probe: NetworkProbe): string {
  const looks = clusterLooks(probe)
  const failed = looks.filter(isFailed).length
  const computer = 'This computer takes another way; what it sees says nothing about the cluster.'
  if (failed > 0)
    return `${failed} of ${formatCount(looks.length, 'look')} from the cluster failed. ${computer}`
  const unknown = looks.filter(({ state }) => state !== 'ok').length
  if (unknown > 0 || looks.length === 0)
    return `${formatCount(unknown, 'look')} from the cluster could not be done. ${computer}`
  return `The cluster reaches ${formatCount(probe.servers.length, 'server')}.`
}

export function vddkText(
  { image, imageSource, pull, library, libraryVersion }: VddkProbe,
  width: number | undefined,
): string {
  const rows = [
    ['Image', image === '' ? '-' : image],
    ['Named by', imageSource === '' ? '-' : imageSource],
    ['Pull', lookText(pull)],
    ['Library', lookText(library)],
    ['Version', libraryVersion === '' ? '-' : libraryVersion],
  ]
  return `${fittedTable(['Look', 'From the cluster'], rows, width)}\n`
}
