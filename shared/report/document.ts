/** The JSON report, in pieces. */
import type { Digest } from './digest.ts'
import { REPORT_FORMAT, REPORT_VERSION, type ReportDocument } from './model.ts'

type Part = keyof ReportDocument

/** Text of the document, list entries one per line, so that two reports can be compared line by line. */
export function* jsonReport(digest: Digest): Generator<string> {
  const parts = Object.entries(documentOf(digest)).filter(([, value]) => value !== undefined)
  yield '{\n'
  for (const [at, [name, value]] of parts.entries()) {
    const end = at === parts.length - 1 ? '\n' : ',\n'
    yield `${JSON.stringify(name)}: `
    if (Array.isArray(value)) yield* list(value)
    else yield JSON.stringify(value)
    yield end
  }
  yield '}\n'
}

function* list(values: readonly unknown[]): Generator<string> {
  yield values.length === 0 ? '[' : '[\n'
  for (const [at, value] of values.entries())
    yield `  ${JSON.stringify(value)}${at === values.length - 1 ? '\n' : ',\n'}`
  yield ']'
}

function documentOf({ input, stamp, vms }: Digest): { readonly [P in Part]: ReportDocument[P] } {
  return {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    generator: { name: 'Palletjack', version: stamp.version },
    generatedAt: stamp.at,
    summary: input.summary,
    previous: input.previous && { summary: input.previous, gone: [...(input.gone ?? [])] },
    unknownProperties: [...(input.inventory.unknown ?? [])],
    acknowledgements: [...input.acknowledgements],
    forecast: input.forecast,
    vms: [...vms],
    verdicts: [...input.verdicts.values()].flat(),
    findings: [...input.findings],
    rules: [...input.rules],
    diskEstimates: [...input.disks],
  }
}
