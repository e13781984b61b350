/** Checked providers as text. Pure. */
import type { ConnectionCheck, Provider } from '../../shared/provider/model.ts'
import { formatCount } from '../../shared/units.ts'
import { fittedTable, printable } from './text.ts'

export interface CheckedProvider {
  readonly name: string
  readonly kind: Provider['kind']
  readonly checks: readonly ConnectionCheck[]
}

export type Worst = 'ok' | 'warning' | 'failed'

/** A skipped step says nothing, neither good nor bad. */
export function worstOf(providers: readonly CheckedProvider[]): Worst {
  const states = new Set(providers.flatMap(({ checks }) => checks.map((check) => check.state)))
  if (states.has('failed')) return 'failed'
  return states.has('warning') ? 'warning' : 'ok'
}

/** Words that differ in length and case, so that they are told apart without colour. */
const MARKS: Readonly<Record<ConnectionCheck['state'], string>> = {
  ok: 'ok',
  warning: 'Warning',
  failed: 'FAILED',
  skipped: '-',
}

export const KINDS: Readonly<Record<Provider['kind'], string>> = { vsphere: 'vSphere', cluster: 'cluster' }

/** A table for each provider, what to do about each step that is not ok, and a closing sentence. */
export function checksText(providers: readonly CheckedProvider[], width: number | undefined): string {
  return [...providers.map((one) => providerText(one, width)), closing(providers)].join('\n')
}

function providerText({ name, kind, checks }: CheckedProvider, width: number | undefined): string {
  const rows = checks.map(({ title, state, message }) => [title, MARKS[state], message])
  const advice = checks.filter(({ state }) => state === 'warning' || state === 'failed').flatMap(adviceLines)
  return [
    `${printable(name)} (${KINDS[kind]})`,
    fittedTable(['Step', 'Result', 'What was seen'], rows, width),
    ...advice,
    '',
  ].join('\n')
}

function adviceLines({ title, remedy, details }: ConnectionCheck): string[] {
  const lines = details.map((line) => `    ${printable(line)}`)
  if (remedy === undefined && lines.length === 0) return []
  return [`  ${printable(`${title}: ${remedy ?? 'in detail:'}`)}`, ...lines]
}

function closing(providers: readonly CheckedProvider[]): string {
  const states = providers.flatMap(({ checks }) => checks.map(({ state }) => state))
  const failed = states.filter((state) => state === 'failed').length
  const warnings = states.filter((state) => state === 'warning').length
  const rest = warnings === 0 ? '' : `; ${formatCount(warnings, 'warning')}`
  return `${failed === 0 ? 'Nothing failed' : `${formatCount(failed, 'step')} failed`}${rest}.\n`
}
