/** Which VMs of a warm run can cut over, and how long that is guessed to take. */
import type { Downtime, MigrationView, VmView } from '../../../shared/migration/model.ts'
import { formatRange } from '../../../shared/units.ts'
import { qualityWord } from './forecast.ts'
import { isIdle } from './idle.ts'
import { isCancelable } from './vm-status.ts'

/** A time can be said, changed or withdrawn: its cutover has not begun. */
export function isMovable(vm: VmView): boolean {
  return isCancelable(vm) && vm.steps.find((step) => step.name === 'Cutover')?.state === 'pending'
}

/** Its cutover could begin at once, and nobody has said when. */
export function isReady(vm: VmView): boolean {
  return isMovable(vm) && isIdle(vm) && vm.cutoverAt === undefined
}

const QUALITIES = ['rough', 'fair', 'good'] as const

/** For all of these together; undefined where nothing is known of any. The view knows it for all that are ready. */
export function downtimeOf(vms: readonly VmView[], view?: MigrationView): Downtime | undefined {
  const known = vms.flatMap((vm) => vm.downtime ?? [])
  const first = known[0]
  if (!first) return undefined
  const idle = view?.vms.filter(isIdle) ?? []
  if (view?.downtime && idle.length === vms.length && vms.every(isIdle)) return view.downtime
  return {
    lowMs: Math.min(...known.map((one) => one.lowMs)),
    highMs: Math.max(...known.map((one) => one.highMs)),
    quality: QUALITIES.find((quality) => known.some((one) => one.quality === quality)) ?? 'rough',
    basis: known.length === 1 ? first.basis : known.reduce((a, b) => (b.highMs > a.highMs ? b : a)).basis,
  }
}

/** "6-9 min (fair guess)" */
export function downtimeText(downtime: Downtime): string {
  return `${formatRange(downtime.lowMs, downtime.highMs)} (${qualityWord(downtime)})`
}
