/** From the options of `palletjack preflight fix` to a checked request. Contacts nothing. */
import { userInfo } from 'node:os'
import { fixOf, FIX_IDS, FIXES, type Fix } from '../../shared/preflight/fixes.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'
import { knownSubject, type KnownSubject } from './subject-request.ts'

/** As commander hands them over, those of `preflight` itself included. */
export interface RawFixOptions {
  readonly provider?: string
  readonly rule?: string
  readonly vm?: readonly string[]
  readonly by?: string
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly passwordFd?: string
  readonly json?: boolean
  readonly home?: string
}

export interface FixRequest {
  readonly source: KnownSubject
  readonly rule: string
  readonly fix: Fix
  /** Names or whole paths; none: all that the rule finds. */
  readonly vms: readonly string[]
  readonly by: string
  readonly yes: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

const OWN: ReadonlySet<string> = new Set<keyof RawFixOptions>([
  'provider',
  'rule',
  'vm',
  'by',
  'yes',
  'dryRun',
  'passwordFd',
  'json',
  'home',
])

/** `isAsked`: a person at the terminal can be asked. */
export function fixRequest(raw: RawFixOptions, isAsked: boolean): Result<FixRequest> {
  const stray = Object.entries(raw).find(([key, value]) => !OWN.has(key) && value !== undefined)?.[0]
  if (stray !== undefined)
    return inputFault(
      'stray',
      `${flagOf(stray)} does not go with preflight fix, which works on a known vCenter or ESXi host alone.`,
      `Leave out ${flagOf(stray)}.`,
    )
  const { provider, rule, vm = [], yes = false, dryRun = false } = raw
  if (provider === undefined)
    return inputFault(
      'source-missing',
      'The source is not named.',
      'Give --provider NAME (see provider list).',
    )
  if (rule === undefined) return inputFault('rule-missing', 'No rule is named.', `Give --rule: ${RULES}.`)
  const fix = fixOf(rule)
  if (!fix) return inputFault('rule', `Palletjack has no fix for a rule ${rule}.`, `It has for ${RULES}.`)
  if (!yes && !dryRun && !isAsked)
    return inputFault(
      'yes',
      'There is nobody to ask whether it shall be done.',
      'Look with --dry-run, then give --yes.',
    )
  const by = (raw.by ?? userInfo().username).trim()
  if (by === '' || by.length > 100)
    return inputFault('by', '--by is empty or longer than 100 letters.', 'Give the name of who does it.')
  const source = knownSubject(
    provider,
    { ...(raw.passwordFd !== undefined && { passwordFd: raw.passwordFd }) },
    { only: 'vsphere', selector: `--provider "${provider}"` },
  )
  if (!source.ok) return source
  return ok({ source: source.value, rule, fix, vms: vm, by, yes, dryRun, json: raw.json === true })
}

const RULES = FIX_IDS.flatMap((id) => FIXES[id].rules).join(' or ')

/** "--dry-run" for dryRun. */
function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
