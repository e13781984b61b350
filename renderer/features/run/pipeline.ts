import type { Precopy, StepView, VmView } from '../../../shared/migration/model.ts'

/** How long a step has taken so far, ms; undefined before it began. */
export function stepElapsed(step: StepView, now: number): number | undefined {
  if (step.startedAt === undefined) return undefined
  const end = step.endedAt === undefined ? now : Date.parse(step.endedAt)
  return Math.max(0, end - Date.parse(step.startedAt))
}

export interface Segment {
  readonly name: StepView['name']
  readonly state: StepView['state']
  readonly x: number
  readonly width: number
}

/** Width of a step that has not begun, px: a stub, since nobody knows its time. */
const STUB = 9
const LEAST = 4
const GAP = 2
const LEAST_ROUND = 2

/**
 * The steps laid out to time on `width` px: `scaleMs` fills all of it but the stubs, so that the rows of a
 * table can be compared.
 */
export function segments(steps: readonly StepView[], now: number, scaleMs: number, width: number): Segment[] {
  const room = width - STUB * steps.length
  let x = 0
  return steps.map((step) => {
    const elapsed = stepElapsed(step, now)
    const own = elapsed === undefined ? STUB - GAP : Math.max(LEAST, (elapsed / Math.max(1, scaleMs)) * room)
    const segment = { name: step.name, state: step.state, x, width: own }
    x += own + GAP
    return segment
  })
}

/** The copies of a warm migration inside the step that copies, to time; between them the line is thin. */
export function roundBars(
  rounds: readonly Precopy[],
  step: StepView,
  { x, width }: Pick<Segment, 'x' | 'width'>,
  now: number,
): { readonly number: number; readonly x: number; readonly width: number }[] {
  const elapsed = stepElapsed(step, now)
  if (step.startedAt === undefined || elapsed === undefined) return []
  const from = Date.parse(step.startedAt)
  const at = (iso: string) =>
    x + width * Math.min(1, Math.max(0, (Date.parse(iso) - from) / Math.max(1, elapsed)))
  const last = from + elapsed
  return rounds
    .filter((round) => Date.parse(round.startedAt) < last)
    .map((round) => {
      const start = Math.min(at(round.startedAt), x + width - LEAST_ROUND)
      const end = round.endedAt === undefined ? x + width : at(round.endedAt)
      return { number: round.number, x: start, width: Math.max(LEAST_ROUND, end - start) }
    })
}

/** The longest time that any VM's steps have taken together, ms. */
export function longest(vms: readonly VmView[], now: number): number {
  return Math.max(
    1,
    ...vms.map((vm) => vm.steps.reduce((sum, step) => sum + (stepElapsed(step, now) ?? 0), 0)),
  )
}
