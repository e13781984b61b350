/** What a lease means for whoever looks at a run. */
import type { Problem } from '../../shared/problem.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { leaseName, type SeenLease } from './lease-object.ts'

const WATCHES = 'This Palletjack only watches: it changes nothing on the cluster or in vSphere.'
const TAKE_OVER =
  'Leave it to that one, or take the run over here once it is closed or cannot be reached any more.'

/** "Palletjack on host-b (since 02:10) drives this plan." */
function drivesWords({ computer, since }: SeenLease): string {
  return `Palletjack on ${computer}${since === '' ? '' : ` (since ${clock(since)})`} drives this plan.`
}

/** Another one has the lease, so the run waits here. */
export function watchesOnly(seen: SeenLease, isExpired: boolean): Problem {
  const quiet = isExpired ? ` It was last heard at ${clock(seen.heard)}.` : ''
  return {
    code: 'migration.lease-lost',
    message: `${drivesWords(seen)}${quiet}`,
    meaning: WATCHES,
    remedy: TAKE_OVER,
  }
}

/** Another Palletjack drives the plan. */
export const LEASED = 'migration.leased'

/** Another one has the lease, so a start is refused. */
export function leased(planName: string, seen: SeenLease, isExpired: boolean): Problem {
  const heard = seen.heard === '' ? '' : ` It was last heard at ${clock(seen.heard)}.`
  return {
    code: LEASED,
    message: `Palletjack on ${seen.computer} drives ${planName}.${heard}`,
    meaning: isExpired
      ? 'Nothing was started. That one has not renewed its lease in time: it may be gone, or only cut off.'
      : 'Nothing was started.',
    remedy: 'Leave it to that one, or take the plan over once it is closed or cannot be reached any more.',
    detail: `Lease of ${seen.identity}`,
  }
}

/** Nobody has the lease, though this run had one: whoever had it in between may have ended the run. */
export function leaseGone(): Problem {
  return {
    code: 'migration.lease-lost',
    message: 'The lease of this plan is gone: another Palletjack may have ended this run meanwhile.',
    meaning: WATCHES,
    remedy: 'Look at the target first. Then take the run over here if it has not ended there.',
  }
}

export function notAskedYet(trouble: Problem | undefined): Problem {
  const because = trouble ? ` ${trouble.message}` : ''
  return {
    code: 'migration.lease-unknown',
    message: `It is not known yet whether another Palletjack drives this plan.${because}`,
    meaning: 'Nothing is changed until that is known.',
    remedy: trouble?.remedy ?? 'It goes on by itself.',
  }
}

/** `since`: ms. */
export function notRenewed(since: number, trouble: Problem | undefined): Problem {
  const because = trouble ? ` ${trouble.message}` : ''
  const at = clock(new Date(since).toISOString())
  return {
    code: 'migration.lease-unknown',
    message: `The lease of this plan could not be renewed since ${at}.${because}`,
    meaning: 'Nothing is changed until it is known that no other Palletjack drives this plan.',
    remedy: trouble?.remedy ?? 'It goes on by itself.',
  }
}

/** The cluster did not say in time whose the lease is, so another one may have taken it. */
export function notConfirmed(trouble: Problem | undefined): Problem {
  const because = trouble ? ` ${trouble.message}` : ' The cluster takes too long to answer.'
  return {
    code: 'migration.lease-unknown',
    message: `It could not be asked whether this Palletjack still drives the plan.${because}`,
    meaning: 'Nothing is changed, in vSphere neither, until that is known.',
    remedy: trouble?.remedy ?? 'It goes on by itself.',
  }
}

export function settles(): Problem {
  return {
    code: 'migration.lease-lost',
    message: 'The run is being taken over: the other Palletjack gets the time to notice.',
    meaning: 'Nothing is changed for six seconds.',
    remedy: 'It goes on by itself.',
  }
}

/** A run has ended, and its lease is still there. */
export function leaseLeft(problem: Problem, plan: Pick<Plan, 'id' | 'targetNamespace'>): Problem {
  const command = `kubectl -n ${plan.targetNamespace} delete lease ${leaseName(plan.id)}`
  return {
    ...problem,
    meaning: 'The lease of the plan may be left on the target.',
    remedy: `${problem.remedy} Then remove it with: ${command}`,
  }
}

/** The time on this computer's clock; with its date where that is another day. */
function clock(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'an unknown time'
  const time = at.toTimeString().slice(0, 5)
  return at.toDateString() === new Date().toDateString() ? time : `${iso.slice(0, 10)} ${time}`
}

/** What only a person can clear is said as it is. */
export function forPerson(trouble: Problem | undefined): Problem | undefined {
  return trouble?.code === 'vault.locked' || trouble?.code === 'provider.needs-credentials'
    ? trouble
    : undefined
}
