import type { FixChoice, FixStep } from '../../../shared/preflight/fix-model.ts'
import { FIX_IDS, FIXES, type Fix, fixTitle } from '../../../shared/preflight/fixes.ts'
import type { PreflightSummary, RuleInfo } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { Tone } from '../../ui/state-label.tsx'
import { isFile } from '../providers/provider-status.tsx'
import type { Fixing } from './fixing.tsx'

/** Why nothing of a run can be fixed from here now; undefined: it can. */
export function fixFault(
  summary: PreflightSummary,
  source: Provider | undefined,
  fixing: Pick<Fixing, 'state' | 'isOtherBusy' | 'isLeaving'>,
): string | undefined {
  if (!source) return `${summary.source} was removed.`
  if (summary.sourceKind !== 'live' || isFile(source))
    return 'It comes from a file, in which nothing can be fixed.'
  if (source.status.state !== 'connected') return `${source.name} is not connected now.`
  if (fixing.isOtherBusy) return 'Findings of another run are being fixed.'
  if (fixing.state === 'running' || fixing.isLeaving)
    return 'Other findings are being fixed: wait for the end, or cancel.'
  return undefined
}

/** Those of the findings whose rule has a fix. */
export function fixable(ids: readonly string[], rules: ReadonlyMap<string, RuleInfo>): readonly string[] {
  const prefixes = [...rules.values()].filter(({ fix }) => fix).map(({ id }) => `${id}:`)
  return ids.filter((id) => prefixes.some((prefix) => id.startsWith(prefix)))
}

/** The fixes that come up in what can be done. */
export function fixesOf(choices: readonly FixChoice[]): readonly Fix[] {
  return FIX_IDS.filter((id) => choices.some(({ fix }) => fix === id)).map((id) => FIXES[id])
}

/** "Switch on change tracking for 3 VMs"; of several fixes at once "Fix 5 findings". */
export function titleOf(choices: readonly FixChoice[]): string {
  const [only, second] = fixesOf(choices)
  return only && !second ? fixTitle(only.id, choices.length) : `Fix ${formatCount(choices.length, 'finding')}`
}

const WORDS: Readonly<Record<FixStep['state'], { readonly tone: Tone; readonly text: string }>> = {
  waiting: { tone: 'waiting', text: 'Waits for its turn' },
  running: { tone: 'running', text: 'Runs' },
  done: { tone: 'done', text: 'Done' },
  failed: { tone: 'failed', text: 'Failed' },
  skipped: { tone: 'canceled', text: 'Left alone' },
}

export function wordsOf(state: FixStep['state']) {
  return WORDS[state]
}

/** "10 done, 1 failed, 1 left alone". */
export function countText(steps: readonly FixStep[]): string {
  return (['done', 'failed', 'skipped'] as const)
    .map((state) => [steps.filter((step) => step.state === state).length, WORDS[state].text] as const)
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text.toLowerCase()}`)
    .join(', ')
}
