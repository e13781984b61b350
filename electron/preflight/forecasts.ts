import type { DiskEstimate, Forecast } from '../../shared/preflight/estimate-model.ts'
import { diskEstimates, forecastSteps } from '../../shared/preflight/forecast.ts'
import { judgedVms } from '../../shared/preflight/engine.ts'
import { inTurns } from '../breath.ts'
import type { Journal } from '../journal/service.ts'
import type { Shown } from './judge.ts'

export interface Forecasts {
  of(shown: Shown): Promise<Forecast>
  disks(shown: Shown): DiskEstimate[]
}

/** Worked out when first asked for, kept as long as the run is held and its waves are grouped the same way. */
export function createForecasts(journal: Pick<Journal, 'waveGrouping'>): Forecasts {
  const known = new WeakMap<Shown, { readonly grouping: string; readonly forecast: Promise<Forecast> }>()
  return {
    of(shown) {
      const grouping = journal.waveGrouping(shown.summary.providerId)
      const key = JSON.stringify(grouping ?? null)
      const before = known.get(shown)
      if (before?.grouping === key) return before.forecast
      const steps = forecastSteps(shown.judged.facts, shown.verdicts.get('vm') ?? [], { grouping })
      const made = { grouping: key, forecast: inTurns(steps) }
      known.set(shown, made)
      return made.forecast
    },
    disks: ({ judged }) => diskEstimates(judgedVms(judged.facts).filter((vm) => !vm.isTemplate)),
  }
}
