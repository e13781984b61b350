/**
 * Whether OpenShift lets a conversion pod in: a pod of user 107 with the seccomp profile file that virt-v2v needs.
 * Fields: SecurityContextConstraints of security.openshift.io/v1.
 */
import { ok, type Result } from '../../shared/problem.ts'
import type { ConversionSecurity } from '../../shared/target/model.ts'
import type { Objects } from './objects.ts'
import { listAt, numberAt, textAt, valueAt } from './read.ts'
import type { Served } from './served.ts'
import type { KubeObject } from './service.ts'
import { kinds } from './target-kinds.ts'

/** The constraint that the Forklift operator installs. */
const forkliftConstraint = 'forklift-controller-scc'
const qemuUser = 107
const profile = 'localhost/profiles/unshare.json'

export async function conversionSecurity(objects: Objects, served: Served): Promise<ConversionSecurity> {
  if (!served.known) return 'unknown'
  if (!served.group('security.openshift.io')) {
    // OpenShift always has the group; one that hides it tells nothing.
    return served.group('config.openshift.io') ? 'unknown' : 'free'
  }
  const constraints = await readConstraints(objects)
  if (!constraints.ok) return 'unknown'
  const fitting = constraints.value.filter(letsConversionIn)
  if (fitting.length === 0) return 'refused'
  // Forklift's own first: the others are somebody else's.
  const [best] = fitting.map((one) => one.metadata.name ?? '').sort(forkliftFirst)
  return (await mayUse(objects, best ?? '')) ? 'forklift' : 'unknown'
}

/** All constraints; where they may not be listed, the one that is known by name. */
async function readConstraints(objects: Objects): Promise<Result<readonly KubeObject[]>> {
  const all = await objects.list(kinds.securityConstraints, undefined)
  if (all.ok) return ok(all.value.items)
  const one = await objects.get(kinds.securityConstraints, undefined, forkliftConstraint)
  // That one is absent says nothing of those that may not be listed.
  return one.ok && one.value ? ok([one.value]) : all
}

/**
 * True for a constraint made for such a pod. One that allows privileged containers would let it in as well, but to
 * use that is for a person to decide.
 */
export function letsConversionIn(constraints: KubeObject): boolean {
  if (valueAt(constraints, 'allowPrivilegedContainer') === true) return false
  const profiles = listAt(constraints, 'seccompProfiles')
  const seccomp = profiles.includes('*') || profiles.includes(profile)
  return (
    seccomp && admitsUser(valueAt(constraints, 'runAsUser')) && admitsGroup(valueAt(constraints, 'fsGroup'))
  )
}

function admitsUser(strategy: unknown): boolean {
  switch (textAt(strategy, 'type')) {
    case 'RunAsAny':
    case 'MustRunAsNonRoot':
      return true
    case 'MustRunAs':
      return numberAt(strategy, 'uid') === qemuUser
    case 'MustRunAsRange':
      return isBetween(numberAt(strategy, 'uidRangeMin'), numberAt(strategy, 'uidRangeMax'))
    default:
      return false
  }
}

/** Without a strategy the server fills in RunAsAny. */
function admitsGroup(strategy: unknown): boolean {
  if (textAt(strategy, 'type') !== 'MustRunAs') return true
  return listAt(strategy, 'ranges').some((range) => isBetween(numberAt(range, 'min'), numberAt(range, 'max')))
}

/** A range that is left out is the namespace's own, far above any system user. */
function isBetween(min: number | undefined, max: number | undefined): boolean {
  return min !== undefined && max !== undefined && min <= qemuUser && qemuUser <= max
}

/** Only a clear no counts: that it may not be asked says nothing. */
async function mayUse(objects: Objects, name: string): Promise<boolean> {
  const review = await objects.create({
    ...kinds.accessReview,
    metadata: {},
    spec: {
      resourceAttributes: {
        group: 'security.openshift.io',
        resource: 'securitycontextconstraints',
        verb: 'use',
        name,
      },
    },
  })
  return !review.ok || valueAt(review.value.status, 'allowed') !== false
}

function forkliftFirst(a: string, b: string): number {
  return Number(b === forkliftConstraint) - Number(a === forkliftConstraint) || a.localeCompare(b, 'en')
}
