import type { MigrationSummary } from '../../../shared/migration/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { type LockedEnd, waitsForVault } from '../../app/locked-runs.ts'

/** Which providers wait for the vault; undefined when none does. */
export function waitingWords(providers: readonly Provider[]): string | undefined {
  const names = providers.filter((one) => one.status.state === 'locked').map((one) => one.name)
  if (names.length === 0) return undefined
  return `${listed(names)} ${names.length === 1 ? 'waits' : 'wait'} for it. What is known can be looked at.`
}

/** Which runs stand still until the vault is unlocked; empty when none does. */
export function haltedWords(ends: readonly LockedEnd[]): readonly string[] {
  const names = new Map(
    ends.filter(waitsForVault).flatMap((end) => end.runs.map((run) => [run.id, run.planName] as const)),
  )
  if (names.size === 0) return []
  const one = names.size === 1
  return [
    `${listed([...names.values()])} ${one ? 'stands' : 'stand'} still until it is unlocked, and ${one ? 'goes' : 'go'} on where ${one ? 'it' : 'they'} stopped.`,
  ]
}

/** How many runs go on while the vault is locked; empty when none does. */
export function goingWords(runs: readonly MigrationSummary[], ends: readonly LockedEnd[]): readonly string[] {
  const halted = new Set(ends.flatMap((end) => end.runs.map((run) => run.id)))
  const going = runs.filter((run) => run.endedAt === undefined && !halted.has(run.id)).length
  if (going === 0) return []
  const [goes, has] = going === 1 ? ['goes', 'session it has'] : ['go', 'sessions they have']
  return [`${formatCount(going, 'run')} ${goes} on with the ${has}.`]
}

/** "a", "a and b", "a, b and c"; of many the first three and how many more. */
function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
