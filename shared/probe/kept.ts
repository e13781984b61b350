/** What finished probes saw, kept with its time, and how much of it still counts. */
import { formatDuration } from '../units.ts'
import type { ProbedServer, VddkProbe } from './model.ts'
import type { ServerToProbe } from './servers.ts'

/** Routes, rules and images change unseen; after a week nobody relies on what was true then (ms). */
export const PROBE_COUNTS_MS = 7 * 24 * 60 * 60 * 1000

/** Common to both probes: when and where from. */
interface Kept {
  /** When the probe ended, ISO 8601. */
  readonly at: string
  /** Address of the cluster: a provider that was edited may be another one. */
  readonly targetUrl: string
  readonly namespace: string
}

/** One server as the network probe saw it last. */
export interface KeptLook extends Kept {
  /** What the pod was attached to: `pod`, or "namespace/name" of a transfer network. */
  readonly way: string
  readonly image: string
  readonly server: ProbedServer
}

/** One VDDK image as the probe saw it last. */
export interface KeptImageProbe
  extends Kept, Pick<VddkProbe, 'image' | 'pull' | 'library' | 'libraryVersion'> {}

/** What counts of the looks at the servers of one source. */
export interface ProbedNetwork {
  readonly looks: readonly KeptLook[]
  /** By the server's id: why what was seen of it does not count. One sentence each. */
  readonly uncounted: Readonly<Record<string, string>>
}

/** What is known, or in one sentence why nothing is. */
export type Counted<T> = { readonly value: T } | { readonly missing: string }

/** What a result has to be about to count. */
interface Asked {
  readonly targetUrl: string
  /** Left out: no plan chooses one, and the namespace that was probed last counts. */
  readonly namespace: string | undefined
  /** Ms since 1970. */
  readonly now: number
}

export interface AskedNetwork extends Asked {
  readonly way: string
  /** As a probe would look at them now. */
  readonly servers: readonly ServerToProbe[]
}

/** The newest look at each server from the namespace and over the network that is asked about. */
export function countedLooks(kept: readonly KeptLook[], asked: AskedNetwork): Counted<ProbedNetwork> {
  const { targetUrl, way, servers, now } = asked
  const here = newestFirst(kept.filter((one) => one.targetUrl === targetUrl))
  const namespace = asked.namespace ?? (here.find((one) => one.way === way) ?? here[0])?.namespace
  const looks: KeptLook[] = []
  const uncounted: Record<string, string> = {}
  for (const wire of servers) {
    const ofServer = here.filter(({ server }) => server.id === wire.id)
    const look = ofServer.find((one) => one.namespace === namespace && one.way === way)
    const fault = look ? faultOf(look, wire, now) : elsewhere(ofServer[0])
    if (fault !== undefined) uncounted[wire.id] = fault
    else if (look) looks.push(look)
  }
  if (looks.length === 0 && Object.keys(uncounted).length === 0)
    return { missing: 'no network probe has run from this cluster to this source' }
  return { value: { looks, uncounted } }
}

function faultOf(look: KeptLook, wire: ServerToProbe, now: number): string | undefined {
  if (!isSame(look.server, wire))
    return 'It had another name, or other ports and addresses, when it was probed.'
  return isOld(look, now)
    ? `It was probed last ${ageOf(look, now)} ago, which is too old to count.`
    : undefined
}

function elsewhere(other: KeptLook | undefined): string | undefined {
  return other && `It was probed from namespace ${other.namespace} over ${wayWords(other.way)} only.`
}

function isSame({ host, cluster }: ProbedServer, wire: ServerToProbe): boolean {
  const words = (ports: readonly { readonly port: number; readonly address?: string | undefined }[]) =>
    ports.map(({ port, address }) => `${port}@${address ?? ''}`).join(' ')
  return host === wire.host && words(cluster.ports) === words(wire.ports)
}

export interface AskedImage extends Asked {
  /** What the plan would use; empty where the target names none. */
  readonly image: string
}

/**
 * The probe of the image that would be used. Pull secrets belong to a namespace, so that a probe elsewhere tells what
 * is in the image, and not whether it can be pulled here.
 */
export function countedImage(kept: readonly KeptImageProbe[], asked: AskedImage): Counted<KeptImageProbe> {
  const { targetUrl, namespace, image, now } = asked
  if (image === '') return { missing: 'the target names no VDDK image' }
  const here = newestFirst(kept.filter((one) => one.targetUrl === targetUrl))
  const ofImage = here.filter((one) => one.image === image)
  const [newest] = ofImage
  if (!newest)
    return {
      missing: here[0]
        ? `${image} was never probed, only ${here[0].image}`
        : `${image} was never probed on this cluster`,
    }
  const probe = namespace === undefined ? newest : ofImage.find((one) => one.namespace === namespace)
  const shown = probe ?? newest
  if (isOld(shown, now)) {
    const untold = notCounted(`It was probed last ${ageOf(shown, now)} ago, which is too old to count.`)
    return { value: { ...shown, pull: untold, library: untold, libraryVersion: '' } }
  }
  if (probe) return { value: probe }
  const untold = notCounted(
    `It was probed in namespace ${newest.namespace} only, with the pull secrets there.`,
  )
  return { value: { ...newest, pull: untold } }
}

function notCounted(detail: string): KeptImageProbe['pull'] {
  return { state: 'unknown', detail }
}

function newestFirst<T extends Kept>(kept: readonly T[]): readonly T[] {
  return [...kept].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

function isOld({ at }: Kept, now: number): boolean {
  // What cannot be read as a time is as old as can be.
  return !(now - Date.parse(at) <= PROBE_COUNTS_MS)
}

function ageOf({ at }: Kept, now: number): string {
  return formatDuration(Math.max(0, now - Date.parse(at)))
}

/** "2 h 5 min before this was judged (2026-11-27T10:00Z), in namespace demo over the pod network". */
export function probedWhen(kept: Kept & { readonly way?: string }, now: number): string {
  const { at, namespace, way } = kept
  const over = way === undefined ? '' : ` over ${wayWords(way)}`
  return `${ageOf(kept, now)} before this was judged (${at.replace(/:\d\d(?:\.\d+)?Z$/, 'Z')}), in namespace ${namespace}${over}`
}

function wayWords(way: string): string {
  return way === 'pod' ? 'the pod network' : `the network ${way}`
}
