import type { MigrationSummary } from '../../../shared/migration/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { LockedEnd } from '../../app/locked-runs.ts'

/** Which providers wait for the vault; undefined when none does. */
export function waitingWords(providers: readonly Provider[]): string | undefined {
  const names = providers.filter((one) => one.status.state === 'locked').map((one) => one.name)
  if (names.length === 0) return undefined
  return `${listed(names)} ${names.length === 1 ? 'waits' : 'wait'} for it. What is known can be looked at.`
}

/** What becomes of the open runs while the vault is locked. */
export function runWords(runs: readonly MigrationSummary[], ends: readonly LockedEnd[]): readonly string[] {
  const open = runs.filter((run) => run.endedAt === undefined)
  const halted = open.filter((run) => ends.some((end) => end.runs.some((one) => one.id === run.id)))
  const going = open.length - halted.length
  return [
    ...(going > 0
      ? [
          `${formatCount(going, 'run')} ${going === 1 ? 'goes' : 'go'} on with the ${going === 1 ? 'session' : 'sessions'} ${going === 1 ? 'it has' : 'they have'}.`,
        ]
      : []),
    ...(halted.length > 0
      ? [
          `${listed(halted.map((run) => run.planName))} ${halted.length === 1 ? 'stands' : 'stand'} still and ${halted.length === 1 ? 'goes' : 'go'} on where ${halted.length === 1 ? 'it' : 'they'} stopped.`,
        ]
      : []),
  ]
}

/** "a", "a and b", "a, b and c"; of many the first three and how many more. */
function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
