/** When a run will be over, said once, so that it can be told afterwards how good that was. */
import type { Plan } from '../plan/model.ts'
import { forecastAll } from './downtime.ts'
import { forecastError } from './measured.ts'
import type { Estimate, Eta } from './model.ts'
import type { VmRecord } from './record.ts'

/** What was said, and when. */
export type ToldEta = Omit<Eta, 'reallyMs' | 'error'>

export interface EtaFacts {
  readonly type: Plan['type']
  readonly records: readonly VmRecord[]
  readonly estimate: Estimate
  readonly limitOf: (hostId: string) => { readonly limit: number }
  /** Wall clock in ms. */
  readonly now: number
}

/** Undefined while it is too early: no rate was measured yet, or the cutover of some VM has not begun. */
export function tellEta(facts: EtaFacts): ToldEta | undefined {
  return facts.type === 'cold' ? coldEta(facts) : warmEta(facts)
}

function coldEta({ estimate, now }: EtaFacts): ToldEta | undefined {
  const { remainingLowMs: lowMs, remainingHighMs: highMs, quality, basis } = estimate
  if (lowMs === undefined || highMs === undefined || quality === 'rough') return undefined
  return { at: new Date(now).toISOString(), lowMs, highMs, quality, basis }
}

/** From what was said of each VM as its cutover began. */
function warmEta({ records, limitOf, now }: EtaFacts): ToldEta | undefined {
  const open = records.filter(({ endedAt }) => endedAt === undefined)
  const told = open.flatMap(({ hostId, hostName, disks, warm }) =>
    warm?.cutoverStartedAt !== undefined && warm.forecast
      ? [{ hostId, hostName, disks: disks.length, downtime: left(warm.forecast, warm.cutoverStartedAt, now) }]
      : [],
  )
  const all = told.length === open.length ? forecastAll(told, limitOf) : undefined
  return all && { at: new Date(now).toISOString(), ...all }
}

function left<T extends { lowMs: number; highMs: number }>(span: T, since: string, now: number): T {
  const gone = Math.max(0, now - Date.parse(since))
  return { ...span, lowMs: Math.max(0, span.lowMs - gone), highMs: Math.max(0, span.highMs - gone) }
}

/** With what came of it, once the run is over. */
export function etaView(eta: ToldEta, records: readonly VmRecord[], isOver: boolean): Eta {
  const arrived = records.flatMap(({ steps, state }) => {
    const made = steps.find(({ name }) => name === 'VirtualMachineCreation')
    return state === 'succeeded' && made?.endedAt !== undefined ? [Date.parse(made.endedAt)] : []
  })
  if (!isOver || arrived.length === 0) return eta
  const reallyMs = Math.max(0, Math.max(...arrived) - Date.parse(eta.at))
  return { ...eta, reallyMs, error: forecastError(eta, reallyMs) }
}
