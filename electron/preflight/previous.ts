/** What is new, and what is gone, since the run before. */
import type { RawFinding } from '../../shared/preflight/engine.ts'
import type { Breath } from '../breath.ts'
import type { KeptFinding } from './judge.ts'
import type { RunShelf } from './shelf.ts'

/** Findings of a run, by id: true for those that were found, false for what was not known. */
export type KnownIds = ReadonlyMap<string, boolean>

/** Undefined for a run that is not kept any more: there is nothing to compare with. */
export async function knownIds(
  runId: string,
  shelf: RunShelf,
  breathe: Breath,
): Promise<KnownIds | undefined> {
  const finder = await shelf.get(runId)
  if (!finder.ok) return undefined
  const known = new Map<string, boolean>()
  for (const { id, state } of finder.value.shown.findings) {
    known.set(id, state === 'found')
    if (known.size % 1_000 === 0) await breathe()
  }
  return known
}

/** Without a run before nothing is new (everything would be), beyond what was new when it was compared. */
export async function compare(
  raw: readonly (RawFinding & { readonly isNew?: boolean })[],
  previous: KnownIds | undefined,
  breathe: Breath,
): Promise<{ findings: KeptFinding[]; resolved: number }> {
  const findings: KeptFinding[] = []
  const ids = new Set<string>()
  for (const finding of raw) {
    ids.add(finding.id)
    const isNew = previous ? isNews(finding, previous.get(finding.id)) : (finding.isNew ?? false)
    findings.push({ ...finding, isNew })
    if (findings.length % 1_000 === 0) await breathe()
  }
  let resolved = 0
  for (const [id, found] of previous ?? []) if (found && !ids.has(id)) resolved++
  return { findings, resolved }
}

/** What could not be told before and is found now is news, too. */
function isNews({ state }: RawFinding, wasFound: boolean | undefined): boolean {
  return wasFound === undefined || (state === 'found' && !wasFound)
}
