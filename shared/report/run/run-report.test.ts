import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planSchema } from '../../plan/model.ts'
import type { MigrationEvent, MigrationView, VmView } from '../../migration/model.ts'
import { runPage } from './run-page.ts'
import { runReport, type RunReportInput } from './run-report.ts'

/** The part of jsdom that is used here; it brings no types. */
interface Jsdom {
  new (html: string): { readonly window: { readonly document: Document } }
}
const library: string = 'jsdom'
const { JSDOM } = (await import(library)) as { readonly JSDOM: Jsdom }

const at = (minute: number): string => `2026-01-31T10:${String(minute).padStart(2, '0')}:00.000Z`
const round = (number: number, full: boolean, bytes: number) => ({
  ...{ number, full, bytes },
  ...{ startedAt: at(number), endedAt: at(number + 1) },
})

/** A warm run of one VM in which every text that comes from outside is `name`. */
function input(name = 'web-01', change: Partial<VmView> = {}): RunReportInput {
  const vm: VmView = {
    ...{ vmId: 'vm-1', name, targetName: name, hostName: name, diskWay: name },
    ...{ phase: 'Completed', state: 'succeeded', waitReason: '', bytesCopied: 1000, bytesTotal: 1000 },
    steps: [{ name: 'Cutover', description: name, state: 'completed', startedAt: at(4), endedAt: at(9) }],
    disks: [
      {
        key: 2000,
        label: name,
        file: name,
        claim: name,
        bytesCopied: 1,
        bytesTotal: 1,
        state: 'completed',
        reason: '',
      },
    ],
    precopies: [round(1, true, 1000), round(2, false, 50)],
    forecast: { lowMs: 120_000, highMs: 240_000, quality: 'fair', basis: name },
    measured: { downtimeMs: 360_000 },
    forecastError: 0.5,
    left: { code: 'x.left', message: name, remedy: name },
    problem: { code: 'x.y', message: name, meaning: name, remedy: name },
    ...{ startedAt: at(0), endedAt: at(10) },
    ...change,
  }
  const view: MigrationView = {
    ...{ id: 'run-1', planId: 'plan-1', planName: name, type: 'warm', state: 'succeeded', vmCount: 1 },
    ...{ bytesCopied: 1000, bytesTotal: 1000, startedAt: at(0), endedAt: at(10), hosts: [], vms: [vm] },
    estimate: { bytesPerSecond: 0, quality: 'fair', basis: '' },
    targetNamespace: name,
    eta: {
      ...{ at: at(4), lowMs: 120_000, highMs: 240_000, quality: 'fair', basis: name },
      ...{ reallyMs: 300_000, error: 0.25 },
    },
  }
  const plan = planSchema.parse({
    ...{ id: 'plan-1', name, sourceId: 's', targetId: 't', targetNamespace: 'demo', type: 'warm' },
    ...{ vms: [{ vmId: 'vm-1' }], networkMap: [], storageMap: [], options: {}, createdAt: at(0) },
  })
  const events: MigrationEvent[] = [
    { seq: 1, at: at(1), type: 'warning', vm: name, message: name },
    { seq: 2, at: at(2), type: 'progress', vm: name, bytesCopied: 1, message: 'never told' },
    { seq: 3, at: at(3), type: 'migration', message: name },
  ]
  return {
    ...{ view, plan, source: name, target: name, events, stamp: { version: '1', at: at(11) } },
    startedBy: { user: name, computer: name },
    checksums: [{ vm: name, disk: name, bytes: 1, sourceSha256: 'a', targetSha256: 'b' }],
  }
}

describe('runReport', () => {
  it('tells who, what, when, bytes, downtime and warnings', () => {
    const { run, totals, vms, log } = runReport(input())
    expect(run).toMatchObject({ plan: 'web-01', startedBy: { user: 'web-01' }, startedAt: at(0) })
    expect(totals).toMatchObject({ vms: 1, succeeded: 1, bytes: 1050, downtimeMs: 360_000 })
    expect(totals.eta).toMatchObject({ reallyMs: 300_000, error: 0.25 })
    expect(vms[0]).toMatchObject({
      bytes: 1050,
      forecastError: 0.5,
      left: { code: 'x.left' },
      warnings: [{ at: at(1), message: 'web-01' }],
    })
    expect(vms[0]?.disks[0]).toMatchObject({ sourceSha256: 'a', targetSha256: 'b' })
    expect(log).toEqual([{ at: at(3), message: 'web-01' }])
  })

  it('tells what a cold VM copied, and nothing that was not measured', () => {
    const { totals, vms } = runReport(
      input('web-01', {
        precopies: undefined,
        measured: undefined,
        forecast: undefined,
        forecastError: undefined,
      }),
    )
    expect(totals).toMatchObject({ bytes: 1000 })
    expect(totals).not.toHaveProperty('downtimeMs')
    expect(vms[0]).not.toHaveProperty('forecastError')
  })
})

describe('runPage', () => {
  it('shows it in words', () => {
    const text = [...runPage(runReport(input()))].join('')
    for (const words of [
      '1 of 1 VM migrated',
      '6 min',
      '2-4 min',
      'differ',
      'web-01 on',
      'It took 5 min, 25 % longer',
      'It was 50 % longer',
      'x.left',
    ])
      expect(new JSDOM(text).window.document.body.textContent).toContain(words)
  })

  it('has the same elements whatever things are named, and no script', () => {
    const shape = (name: string) => {
      const { document } = new JSDOM([...runPage(runReport(input(name)))].join('')).window
      return [...document.querySelectorAll('*')].map((one) => [
        one.tagName,
        ...[...one.attributes].map((attribute) => attribute.name),
      ])
    }
    const plain = shape('web-01')
    expect(plain.flat()).not.toContain('SCRIPT')
    const hostile = fc.oneof(
      fc.constantFrom(
        '<script>x()</script>',
        '"><img src=x onerror=x()>',
        '</style><b>',
        "' onload='",
        '\u202e',
      ),
      fc.string({ unit: 'binary', minLength: 1 }),
    )
    fc.assert(
      fc.property(hostile, (name) => {
        expect(shape(name)).toEqual(plain)
      }),
      { numRuns: 50 },
    )
  })
})
