import { afterEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createProgress, wrapped } from './progress.ts'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import {
  inventContext,
  type InventedTerminal,
  type InventedContext,
} from './test-support/invented-context.ts'

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((one) => one.dispose()))

function terminal(options?: InventedTerminal): InventedContext {
  const invented = inventContext(options)
  contexts.push(invented)
  return invented
}

const vms = [inventedVm('vm-1', 'web-01'), inventedVm('vm-2', 'database-01')]

/** What is left on a terminal's last frame, without its control sequences. */
function frame(text: string): string {
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
}

describe('createProgress without a terminal', () => {
  it('writes a line per quarter of a disk, each once', () => {
    const context = terminal()
    const progress = createProgress(context.stdout, true)
    for (const share of [0, 0.1, 0.3, 0.31, 0.8, 1, 1])
      progress.view(inventedView(vms.slice(0, 1), 'running', share))
    expect(context.out()).toBe(
      [
        'web-01 Hard disk 1: 30 % of 64.0 MiB',
        'web-01 Hard disk 1: 80 % of 64.0 MiB',
        'web-01 Hard disk 1: 100 % of 64.0 MiB',
        '',
      ].join('\n'),
    )
  })

  it('tells a wait that is in no log, each kind once', () => {
    const context = terminal()
    const progress = createProgress(context.stdout, true)
    const [vm] = vms
    const wait = (waitReason: string) => {
      const view = inventedView([vm!], 'running', 0)
      progress.view({ ...view, vms: view.vms.map((one) => ({ ...one, waitReason })) })
    }
    wait('waits for a slot on esx-01: 10 of 10 copies run')
    wait('waits for a slot on esx-01: 9 of 10 copies run')
    progress.event({
      seq: 1,
      at: '2026-01-31T10:00:00.000Z',
      type: 'wait',
      vm: 'web-01',
      message: 'is told once',
    })
    wait('is told once')
    expect(context.out()).toBe(
      'web-01: waits for a slot on esx-01: 10 of 10 copies run\nweb-01: is told once\n',
    )
  })

  it("hands no terminal what steers it, in a server's own words", () => {
    const context = terminal()
    const progress = createProgress(context.stdout, true)
    const at = '2026-01-31T10:00:00.000Z'
    progress.event({ seq: 1, at, type: 'warning', message: 'The cluster warns: \u001b]0;owned\u0007' })
    progress.say('app\u001b[2Jl')
    expect(context.out()).toBe('The cluster warns: ?]0;owned?\napp?[2Jl\n')
  })

  it('tells waits and problems, and leaves the ticking of bytes out', () => {
    const context = terminal()
    const progress = createProgress(context.stdout, true)
    const at = '2026-01-31T10:00:00.000Z'
    progress.event({ seq: 1, at, type: 'wait', vm: 'web-01', message: 'esx-01 runs 10 of 10 copies' })
    progress.event({ seq: 2, at, type: 'progress', vm: 'web-01', bytesCopied: 1, bytesTotal: 2 })
    progress.event({
      seq: 3,
      at,
      type: 'problem',
      vm: 'web-01',
      problem: { code: 'x', message: 'It broke.', meaning: 'Nothing was lost.', remedy: 'Mend it.' },
    })
    expect(context.out()).toBe(
      'web-01: esx-01 runs 10 of 10 copies\nweb-01: It broke. Nothing was lost.\n  Mend it.\n',
    )
  })
})

describe('createProgress on a terminal', () => {
  it('draws on one that reports a size of 0 by 0', () => {
    const context = terminal({ isTTY: true })
    Object.assign(context.stdout, { columns: 0, rows: 0 })
    const progress = createProgress(context.stdout, true)
    progress.view(inventedView(vms, 'running', 0.5))
    progress.say('a remark above the bars')
    progress.stop()
    expect(frame(context.out())).toContain('a remark above the bars')
    expect(frame(context.out())).toContain('database-01 Hard disk 1')
  })

  it('draws a bar per disk and one for the run, and gives the cursor back', () => {
    const context = terminal({ isTTY: true })
    const progress = createProgress(context.stdout, true)
    progress.view(inventedView(vms, 'running', 0.5))
    progress.say('a remark above the bars')
    progress.stop()
    const shown = frame(context.out())
    expect(shown).toMatch(/web-01 Hard disk 1 {6}█{12}░{12} {2}50 % of 64\.0 MiB/)
    expect(shown).toMatch(/database-01 Hard disk 1 █{12}░{12}/)
    expect(shown).toMatch(/wave-1 .*of 128\.0 MiB {2}24\.0 MiB\/s/)
    expect(shown).toContain('a remark above the bars\n')
    expect(context.out()).toContain('\u001b[?25h')
  })

  it('keeps what a disk waits for on its line, whatever the cluster says', () => {
    const context = terminal({ isTTY: true })
    const progress = createProgress(context.stdout, true)
    const view = inventedView(vms, 'running', 0)
    const waitReason = 'denied: \u001b[2J\nsecond line'
    progress.view({
      ...view,
      vms: view.vms.map((vm) => ({
        ...vm,
        waitReason,
        disks: vm.disks.map((disk) => ({ ...disk, state: 'pending' as const })),
      })),
    })
    progress.say('\u001b[2J')
    progress.stop()
    expect(context.out()).not.toContain('\u001b[2J')
    expect(frame(context.out())).toContain('denied: ?[2J second line')
  })

  it('draws one bar for the run where the disks do not fit on the screen', () => {
    const many = Array.from({ length: 60 }, (_, index) => inventedVm(`vm-${index}`, `vm-${index}`))
    const context = terminal({ isTTY: true })
    const progress = createProgress(context.stdout, true)
    progress.view(inventedView(many, 'running', 0.5))
    progress.stop()
    expect(frame(context.out())).toContain('wave-1')
    expect(frame(context.out())).not.toContain('Hard disk')
  })

  it('draws nothing that moves when it is told not to', () => {
    const context = terminal({ isTTY: true })
    const progress = createProgress(context.stdout, false)
    progress.view(inventedView(vms, 'running', 0.5))
    progress.stop()
    expect(context.out()).not.toContain('\u001b')
    expect(context.out()).toContain('web-01 Hard disk 1: 50 %')
  })
})

describe('wrapped', () => {
  it('keeps every line within the width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const result = wrapped(text, columns)
        for (const line of result.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
        expect(result.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      }),
    )
  })

  it('breaks between words', () => {
    expect(wrapped('the remedy is long\nshort', 12)).toBe('the remedy\nis long\nshort')
  })
})
