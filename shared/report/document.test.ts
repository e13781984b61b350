import { describe, expect, it } from 'vitest'
import { jsonReport } from './document.ts'
import { reportDocumentSchema } from './model.ts'
import { aDigest, aReport } from './test-support/invented-report.ts'

const parse = (change = {}): unknown => JSON.parse([...jsonReport(aDigest(change))].join(''))

describe('the JSON report', () => {
  it('keeps to its schema, nothing more and nothing less', () => {
    const document = parse()
    expect(reportDocumentSchema.strict().parse(document)).toEqual(document)
  })

  it('tells every finding with rule, object, category, evidence and remedy', () => {
    expect(parse()).toMatchObject({
      format: 'palletjack-preflight',
      version: 1,
      generator: { name: 'Palletjack', version: '0.1.0' },
      findings: aReport().findings,
      unknownProperties: ['vms.guestDisks'],
    })
  })

  it('leaves out the run before where there was none, and holds empty lists', () => {
    const document = parse({ previous: undefined, findings: [], disks: [] })
    expect(document).not.toHaveProperty('previous')
    expect(document).toMatchObject({ findings: [], diskEstimates: [] })
    expect(reportDocumentSchema.parse(document)).toEqual(document)
  })
})
