/** The HTML report: one file that loads nothing, in pieces, so that an estate of any size is never held twice. */
import type { Digest } from '../digest.ts'
import { changes } from './changes.ts'
import { mark, patterns } from './charts.ts'
import { findings, type FindingLimits } from './findings.ts'
import { guests } from './guests.ts'
import { limits } from './limits.ts'
import { managerPage } from './manager.ts'
import { markup, outside, type Markup } from './markup.ts'
import { people } from './people.ts'
import { policy } from './policy.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { times } from './times.ts'
import { PAPER, type Extent } from './table.ts'
import { verdicts } from './verdicts.ts'
import { time } from './words.ts'

export interface HtmlOptions extends FindingLimits, Extent {
  /** VMs in the table of verdicts, worst first. */
  readonly vms: number
}

/** Few elements, so that it opens at once: the script shows what is data. */
export const ON_SCREEN: HtmlOptions = {
  ...{ vms: Infinity, rows: 1_000, most: 10_000 },
  ...{ commands: 500, names: true, plain: 100, paper: PAPER.most },
}
/** Paper is read, not searched: nobody turns a thousand pages for a VM that has nothing. No script runs in it. */
export const ON_PAPER: HtmlOptions = {
  ...PAPER,
  ...{ commands: 20, names: false, plain: Infinity, paper: PAPER.most },
}

/** Readable without a script; the script adds filters, sorting, and the rows of long tables beyond the first. */
export function* htmlReport(digest: Digest, options: HtmlOptions = ON_SCREEN): Generator<string> {
  const hasScript = options.plain !== Infinity
  yield head(digest, hasScript).markup
  yield contents().markup
  yield '<main>'
  yield* managerPage(digest)
  yield* changes(digest, options)
  yield* verdicts(digest, options)
  yield* findings(digest, options)
  yield* guests(digest, options)
  yield* times(digest, options)
  yield* people(digest, options)
  yield* limits(digest, options)
  yield '</main>\n'
  if (hasScript) yield `<script>${SCRIPT}</script>\n`
  yield '</body></html>\n'
}

function head({ input: { summary }, stamp }: Digest, script: boolean): Markup {
  const title = `Preflight of ${summary.source}`
  return markup`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="${policy(script ? SCRIPT : undefined)}"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/><title>${title}</title><style>${{ markup: STYLE }}</style></head><body>${patterns()}<header>${mark()}<div><h1>Preflight of ${outside(summary.source)}${summary.target === undefined ? undefined : markup` for ${outside(summary.target)}`}</h1><p>Rules ran ${time(summary.at)}. Written ${time(stamp.at)} by Palletjack ${stamp.version}.</p></div></header>
`
}

function contents(): Markup {
  const links = SECTIONS.map(([id, title]) => markup`<a href="#${id}">${title}</a>`)
  return markup`<nav aria-label="Contents">${links}</nav>`
}

const SECTIONS = [
  ['summary', 'Summary'],
  ['changes', 'Changes'],
  ['verdicts', 'VMs'],
  ['places', 'Hosts, networks, datastores'],
  ['findings', 'Findings'],
  ['guests', 'Guest systems'],
  ['hosts', 'Host budgets'],
  ['waves', 'Waves'],
  ['disks', 'Disks'],
  ['acknowledgements', 'Checks by hand'],
  ['waivers', 'Waivers'],
  ['unknown', 'Unknown'],
] as const
