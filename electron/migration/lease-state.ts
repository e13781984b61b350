/** What is known of the lease of a plan. */
import type { DrivenBy } from '../../shared/migration/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { isQuiet, type Heard } from './lease-times.ts'

export type LeaseState =
  /** Not known yet. */
  | { readonly kind: 'asked' }
  /** Ours. `sentAt`: ms, of the last renewal; `seenAt`: of the last look. */
  | { readonly kind: 'held'; readonly since: string; readonly sentAt: number; readonly seenAt: number }
  /** This login may not keep leases, or the cluster has none. */
  | { readonly kind: 'without'; readonly problem: Problem }
  | { readonly kind: 'other'; readonly heard: Heard }
  | { readonly kind: 'gone' }

/** `computer` is this one; `now` in ms. */
export function drivenByOf(state: LeaseState, computer: string, now: number): DrivenBy | undefined {
  switch (state.kind) {
    case 'held':
      return { state: 'us', computer, since: state.since }
    case 'other': {
      const { computer: other, since, heard } = state.heard.seen
      return {
        state: isQuiet(state.heard, now) ? 'quiet' : 'other',
        computer: other,
        ...(since !== '' && { since }),
        ...(heard !== '' && { lastHeard: heard }),
      }
    }
    case 'gone':
      return { state: 'nobody', computer: '' }
    default:
      return undefined
  }
}
