/** A source that runs again although the run shut it down: its copy is not what it holds. */
import { SOURCE_ON } from '../../shared/migration/kept.ts'
import type { Problem } from '../../shared/problem.ts'
import type { PhaseContext } from './context.ts'

/** Before the target is made of the copy. Undefined too where nobody can tell now: the source is not needed any more. */
export async function sourceRunsAgain({ ends, record }: PhaseContext): Promise<Problem | undefined> {
  const source = ends.source()
  if (!source.ok) return undefined
  const state = await source.value.powerState(record.vmId)
  return state.ok && state.value !== 'poweredOff' ? sourceOn(record.source.name) : undefined
}

export function sourceOn(name: string): Problem {
  return {
    code: SOURCE_ON,
    message: `${name} was powered on again after it had been shut down for its migration.`,
    meaning:
      'What it has written since is not in the copy, which is removed from the target. It runs on where it is.',
    remedy: 'Find out who powered it on (a person, vSphere HA, a schedule), then start again.',
  }
}
