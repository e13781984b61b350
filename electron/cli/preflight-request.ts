/** From the options of `palletjack preflight` to a checked request. Contacts nothing and reads no file. */
import { extname } from 'node:path'
import { REPORT_FORMATS, type ReportFormat } from '../../shared/report/formats.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { givenLabFlags } from './lab-options.ts'
import { inputFault } from './outcome.ts'
import { sourceFlags } from './source-request.ts'
import { halves, knownSubject, subject, type RawSubjectOptions, type Subject } from './subject-request.ts'
import { descriptorClash, isTargetNamed, targetFlags } from './target-request.ts'

/** As commander hands them over. */
export interface RawPreflightOptions extends RawSubjectOptions {
  readonly inventory?: string
  readonly rvtools?: string
  /** Names of known providers. */
  readonly provider?: string
  readonly target?: string
  /** Name of a known plan, which tells both. */
  readonly plan?: string
  readonly format?: string
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
}

export interface PreflightCommand {
  /** The source first, then the target if one is named; or a plan, which stands for both. */
  readonly subjects: readonly Subject[]
  /** Left out: a table, or with `json` an object, on standard output. */
  readonly report?: ReportRequest
  readonly json: boolean
}

export interface ReportRequest {
  readonly format: ReportFormat
  /** Left out: standard output. */
  readonly file?: string
  readonly force: boolean
}

/** `isTerminal`: standard output is one. */
export function preflightRequest(raw: RawPreflightOptions, isTerminal: boolean): Result<PreflightCommand> {
  const report = reportRequest(raw, isTerminal)
  if (!report.ok) return report
  const subjects = subjectsOf(raw)
  if (!subjects.ok) return subjects
  return ok({
    subjects: subjects.value,
    json: raw.json === true,
    ...(report.value === undefined ? {} : { report: report.value }),
  })
}

function reportRequest(raw: RawPreflightOptions, isTerminal: boolean): Result<ReportRequest | undefined> {
  const { out: file, json } = raw
  const force = raw.force === true
  if (file === '') return inputFault('out', '--out is empty.', 'Check what the shell made of it.')
  if (file === undefined && force)
    return inputFault('stray', '--force is about a file.', 'Name the file with --out, or leave --force out.')
  const named = raw.format ?? (file === undefined ? undefined : extname(file).slice(1).toLowerCase())
  if (named === undefined) return ok(undefined)
  const format = REPORT_FORMATS.find((one) => one === named)
  if (format === undefined)
    return inputFault(
      'format',
      raw.format === undefined
        ? `The name ${file ?? ''} does not tell the format.`
        : `There is no format "${named}".`,
      `Give --format ${REPORT_FORMATS.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`,
    )
  if (file !== undefined) return ok({ format, file, force })
  if (json === true)
    return inputFault(
      'two-outputs',
      '--json and the report would both go to standard output.',
      'Name a file for the report with --out, or leave --json out.',
    )
  if (isTerminal && (format === 'pdf' || format === 'xlsx'))
    return inputFault('out-missing', `A terminal cannot show ${format}.`, 'Name a file with --out.')
  return ok({ format, force })
}

const SOURCES = '--inventory FILE, --rvtools FILE, --provider NAME, --vcenter URL, --plan NAME or --lab'

function subjectsOf(raw: RawPreflightOptions): Result<Subject[]> {
  if (raw.plan !== undefined) return planSubject(raw.plan, raw)
  const given = Object.entries({
    '--inventory': raw.inventory,
    '--rvtools': raw.rvtools,
    '--provider': raw.provider,
    '--vcenter': raw.vcenter,
    '--lab': raw.lab === true ? '' : undefined,
  }).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))
  if (given.length === 0) return inputFault('source-missing', 'The source is not named.', `Give ${SOURCES}.`)
  if (given.length > 1)
    return inputFault('two-sources', `${given.join(' and ')} both name a source.`, `Give one of ${SOURCES}.`)
  const clash = descriptorClash(raw)
  if (clash) return clash
  if (raw.lab === true) return labOf(raw)
  const { ofSource, ofTarget } = halves(raw, raw.vcenter === undefined)
  const source = sourceOf(raw, ofSource)
  if (!source.ok) return source
  const target = targetOf(raw, ofTarget)
  return target.ok ? ok([source.value, ...target.value]) : target
}

/** The plan tells its two ends; what unlocks them may be given. */
export function planSubject(
  name: string,
  raw: RawSubjectOptions & Pick<RawPreflightOptions, 'inventory' | 'rvtools' | 'provider' | 'target'>,
): Result<Subject[]> {
  const named = {
    '--inventory': raw.inventory,
    '--rvtools': raw.rvtools,
    '--provider': raw.provider,
    '--target': raw.target,
    '--lab': raw.lab === true ? '' : undefined,
    ...sourceFlags(raw),
    ...targetFlags(raw),
    '--password-fd': undefined,
    '--token-fd': undefined,
    '--kubeconfig': undefined,
  }
  const extra = Object.entries(named).find(([, value]) => value !== undefined)?.[0] ?? givenLabFlags(raw)[0]
  if (extra !== undefined)
    return inputFault(
      'plan-and-named',
      `--plan tells the source and the target, so ${extra} does not go with it.`,
      `Leave out --plan or ${extra}.`,
    )
  const clash = descriptorClash(raw)
  if (clash) return clash
  const known = knownSubject(name, raw)
  return known.ok ? ok([{ ...known.value, kind: 'plan' }]) : known
}

function labOf(raw: RawPreflightOptions): Result<Subject[]> {
  if (raw.target !== undefined)
    return inputFault(
      'lab-and-real',
      '--lab brings its own vCenter and cluster, so --target does not go with it.',
      'Leave out --lab or --target.',
    )
  const lab = subject(undefined, raw)
  return lab.ok ? ok([lab.value]) : lab
}

function sourceOf(raw: RawPreflightOptions, ofSource: RawSubjectOptions): Result<Subject> {
  if (raw.provider !== undefined)
    return knownSubject(raw.provider, ofSource, {
      only: 'vsphere',
      selector: `--provider "${raw.provider}"`,
    })
  const flag = raw.inventory === undefined ? '--rvtools' : '--inventory'
  const path = raw.inventory ?? raw.rvtools
  if (path === undefined) return subject(undefined, ofSource)
  const extra =
    Object.entries(sourceFlags(ofSource)).find(([, value]) => value !== undefined)?.[0] ??
    givenLabFlags(ofSource)[0]
  if (extra !== undefined)
    return inputFault(
      'file-and-real',
      `${flag} reads a file, so ${extra} does not go with it.`,
      `Leave out ${flag} or ${extra}.`,
    )
  return ok({ kind: 'file', file: { path, flag } })
}

/** None is fine: what is about the target is then unknown. */
function targetOf(raw: RawPreflightOptions, ofTarget: RawSubjectOptions): Result<Subject[]> {
  if (raw.target === undefined && !isTargetNamed(ofTarget)) {
    const flags = { ...targetFlags(ofTarget), '--ca': ofTarget.ca }
    const stray = Object.entries(flags).find(([, value]) => value !== undefined)?.[0]
    return stray === undefined
      ? ok([])
      : inputFault(
          'stray',
          `${stray} is about a target cluster, and none is named.`,
          `Leave ${stray} out, or name the cluster with --target, --kubeconfig or --cluster.`,
        )
  }
  const target =
    raw.target === undefined
      ? subject(undefined, ofTarget)
      : knownSubject(raw.target, ofTarget, { only: 'cluster', selector: `--target "${raw.target}"` })
  return target.ok ? ok([target.value]) : target
}
