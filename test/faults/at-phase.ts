/** What is to be done when a VM of a plan comes to a phase, before the phase does anything. */
import { changePhase } from '../fixtures/changed-phases.ts'
import type { Phase } from '../../shared/migration/model.ts'
import { PHASES } from '../../electron/migration/phases/phases.ts'

interface Awaited {
  readonly phase: Phase
  readonly act: () => Promise<void>
}

/** Several runs of this process look at the same phases: each by the name of its plan. */
const awaited = new Map<string, Awaited>()
let isLooking = false

/** Once: when the first VM comes there for the first time. */
export function atPhase(plan: string, phase: Phase, act: () => Promise<void>): void {
  if (!isLooking) look()
  isLooking = true
  awaited.set(plan, { phase, act })
}

function look(): void {
  for (const phase of Object.keys(PHASES) as Phase[])
    changePhase(phase, (original) => async (context) => {
      const { name } = context.plan
      const mine = awaited.get(name)
      if (mine?.phase === phase) {
        awaited.delete(name)
        await mine.act()
      }
      return original(context)
    })
}
