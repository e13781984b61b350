/** The Lease of a plan: what stands in it, and who made it. Times are those of coordination.k8s.io/v1 (MicroTime). */
import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { labelValue, planSelector } from '../../shared/manifests/labels.ts'
import { sha256Hex } from '../../shared/manifests/sha256.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { KindRef, KubeObject } from '../cluster/service.ts'

export const LEASE: KindRef = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }
/** How long a lease holds without being renewed (ms). */
export const LEASE_MS = 60_000

/** One start of Palletjack. */
export interface Holder {
  readonly computer: string
  readonly pid: number
  /** Tells computers apart that have the same name: of the state directory, and different in a copy of that. */
  readonly seat: string
  /** Tells two starts apart that had the same process id. */
  readonly start: string
}

/** What a lease says about its holder. */
export interface SeenLease {
  /** As it stands there; empty while nobody holds it. */
  readonly identity: string
  readonly computer: string
  /** undefined where somebody else than Palletjack wrote it. */
  readonly pid?: number
  /** Its seat and its start. */
  readonly start?: string
  /** ISO 8601; empty where the lease does not tell. */
  readonly since: string
  readonly heard: string
  readonly transitions: number
}

export function thisStart(computer: string, seat: string): Holder {
  return { computer, seat, pid: process.pid, start: randomBytes(4).toString('hex') }
}

/** Of a state directory: the same for each process that uses it, another one for a copy of it. */
export function seatOf(home: string): string {
  const { ino, birthtimeMs } = statSync(home)
  return sha256Hex(`${ino} ${birthtimeMs}`).slice(0, 8)
}

export function identityOf({ computer, pid, seat, start }: Holder): string {
  return `${computer}/${pid}/${seat}-${start}`
}

export function leaseName(planId: string): string {
  const name = `palletjack-${planId}`
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) ? name : `palletjack-${sha256Hex(planId).slice(0, 16)}`
}

/** A lease that this holder has from `now` (ms) on. */
export function newLease(
  plan: Pick<Plan, 'id' | 'name' | 'targetNamespace'>,
  holder: Holder,
  now: number,
): KubeObject {
  return {
    ...LEASE,
    metadata: {
      name: leaseName(plan.id),
      namespace: plan.targetNamespace,
      labels: { ...planSelector(plan.id), 'plan-name': labelValue(plan.name) },
    },
    spec: heldSpec(holder, now, { since: now, transitions: 0 }),
  }
}

export function heldSpec(
  holder: Holder,
  now: number,
  { since, transitions }: { readonly since: number; readonly transitions: number },
): object {
  return {
    holderIdentity: identityOf(holder),
    leaseDurationSeconds: LEASE_MS / 1000,
    acquireTime: microTime(since),
    renewTime: microTime(now),
    leaseTransitions: transitions,
  }
}

export function readLease({ spec }: KubeObject): SeenLease {
  const fields = (spec ?? {}) as Readonly<Record<string, unknown>>
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '')
  const identity = text('holderIdentity')
  const [computer = '', pid = '', start = '', ...rest] = identity.split('/')
  const isOurs = start !== '' && rest.length === 0 && /^\d+$/.test(pid)
  const transitions = fields['leaseTransitions']
  return {
    identity,
    computer: isOurs ? computer : identity,
    ...(isOurs && { pid: Number(pid), start }),
    since: text('acquireTime'),
    heard: text('renewTime'),
    transitions: typeof transitions === 'number' ? transitions : 0,
  }
}

/** The server takes six digits and no fewer. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
