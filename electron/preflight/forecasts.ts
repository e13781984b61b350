import type { DiskEstimate, Forecast } from '../../shared/preflight/estimate-model.ts'
import { diskEstimates, forecast } from '../../shared/preflight/forecast.ts'
import { judgedVms } from '../../shared/preflight/engine.ts'
import type { Shown } from './judge.ts'

export interface Forecasts {
  of(shown: Shown): Forecast
  disks(shown: Shown): DiskEstimate[]
}

/** Worked out when first asked for, kept as long as the run is held. */
export function createForecasts(): Forecasts {
  const known = new WeakMap<Shown, Forecast>()
  return {
    of(shown) {
      const made = known.get(shown) ?? forecast(shown.judged.facts, shown.verdicts.get('vm') ?? [])
      known.set(shown, made)
      return made
    },
    disks: ({ judged }) => diskEstimates(judgedVms(judged.facts).filter((vm) => !vm.isTemplate)),
  }
}
