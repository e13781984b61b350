/** The lab's settings as typed on a command line. */
import { ok, type Result } from '../../shared/problem.ts'
import type { LabOptions } from '../lab/service.ts'
import { inputFault } from './outcome.ts'

/** As commander hands them over. */
export interface RawLabOptions {
  readonly seed?: string
  readonly vms?: string
  readonly hosts?: string
  readonly timeScale?: string
}

export type LabSettings = Partial<Pick<LabOptions, 'seed' | 'vms' | 'hosts' | 'timeScale'>>

/** Checks the numbers; a setting that was not given is left out. */
export function labSettings(raw: RawLabOptions): Result<LabSettings> {
  if (raw.seed !== undefined && (raw.seed === '' || raw.seed.length > 100))
    return inputFault('seed', 'The seed has to have 1 to 100 characters.', 'Give --seed a short word.')
  const vms = numberIn(raw.vms, '--vms', 3, 20_000, true)
  if (!vms.ok) return vms
  const hosts = numberIn(raw.hosts, '--hosts', 1, 200, true)
  if (!hosts.ok) return hosts
  const timeScale = numberIn(raw.timeScale, '--time-scale', 0.1, 1000, false)
  if (!timeScale.ok) return timeScale
  return ok({
    ...(raw.seed === undefined ? {} : { seed: raw.seed }),
    ...(vms.value === undefined ? {} : { vms: vms.value }),
    ...(hosts.value === undefined ? {} : { hosts: hosts.value }),
    ...(timeScale.value === undefined ? {} : { timeScale: timeScale.value }),
  })
}

/** The lab settings that were given although no lab is asked for. */
export function givenLabFlags(raw: RawLabOptions): string[] {
  const flags = { '--seed': raw.seed, '--vms': raw.vms, '--hosts': raw.hosts, '--time-scale': raw.timeScale }
  return Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))
}

function numberIn(
  text: string | undefined,
  flag: string,
  least: number,
  most: number,
  whole: boolean,
): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return ok(value)
  const kind = whole ? 'whole number' : 'number'
  return inputFault(
    'number',
    `${flag} has to be a ${kind} from ${least} to ${most}, not "${text}".`,
    `Give ${flag} a ${kind} in that range, or leave it out.`,
  )
}
