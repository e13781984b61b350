import type { MigrationSummary } from '../../shared/migration/model.ts'
import { formatCount } from '../../shared/units.ts'
import { StateLabel } from '../ui/state-label.tsx'

type Asks = Pick<MigrationSummary, 'questions' | 'readyForCutover' | 'endedAt'>

/** What a run waits for that only a person can say; undefined where it waits for nobody. */
export function asksText({ questions = 0, readyForCutover = 0, endedAt }: Asks): string | undefined {
  if (endedAt !== undefined) return undefined
  if (questions > 0) return `${formatCount(questions, 'VM')} ${questions === 1 ? 'asks' : 'ask'} you`
  return readyForCutover > 0 ? `${formatCount(readyForCutover, 'VM')} ready to cut over` : undefined
}

/** The same with its shape, or what is shown instead. */
export function RunAsks({ run, otherwise }: { readonly run: MigrationSummary; readonly otherwise: string }) {
  const asks = asksText(run)
  return asks === undefined ? otherwise : <StateLabel tone="ask">{asks}</StateLabel>
}
