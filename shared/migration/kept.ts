/** Disks that stay on the target after a failed conversion, so that it can be tried again without another copy. */
import type { Plan } from '../plan/model.ts'
import type { Problem } from '../problem.ts'
import type { Phase } from './model.ts'
import type { VmRecord } from './record.ts'

const AFTER_COPY: readonly Phase[] = ['CreateGuestConversionPod', 'ConvertGuest', 'CreateVM']

/** Code of the problem of a source that was powered on again: its copy is not what it holds. */
export const SOURCE_ON = 'migration.source-on'

/** Where a VM that failed now goes on when it is tried again with its copied disks; undefined: it keeps none. */
export function retryPhase(
  { phase, mayRun }: Pick<VmRecord, 'phase' | 'mayRun'>,
  { options }: Pick<Plan, 'options'>,
  problem: Pick<Problem, 'code'>,
): NonNullable<VmRecord['kept']>['phase'] | undefined {
  if (problem.code === SOURCE_ON) return undefined
  // Whatever the plan says of conversions: what may run by now is not removed by itself.
  if (mayRun && phase === 'CreateVM') return 'CreateVM'
  if (!options.keepDisksOnConversionFailure || !AFTER_COPY.includes(phase)) return undefined
  // A guest that was converted must not be converted again.
  return phase === 'CreateVM' ? 'CreateVM' : 'CreateGuestConversionPod'
}

/** A problem with what becomes of the copied disks, where they are kept. */
export function fateOf(
  problem: Problem,
  record: Pick<VmRecord, 'phase' | 'source' | 'mayRun'>,
  plan: Pick<Plan, 'options'>,
): Problem {
  const phase = retryPhase(record, plan, problem)
  if (phase === undefined) return problem
  const again =
    phase === 'CreateVM'
      ? 'Then finish it with the kept disks, or discard them to have the source as it was.'
      : 'Then try the conversion again without another copy, or discard the disks to have the source as it was. A conversion that broke off may have changed them: where the second try fails too, copy them anew.'
  return {
    ...problem,
    meaning: `The copied disks of ${record.source.name} are kept on the target; its source was only read, and stays powered off.`,
    remedy: `${problem.remedy.replace(/,? ?(then )?start again\.$/i, '.')} ${again}`,
  }
}
