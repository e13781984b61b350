/** A warm migration from the command line, as a user runs it: a process of its own, on the demo lab. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationEvent } from '../../shared/migration/model.ts'
import type { RunReport } from '../../shared/report/run/model.ts'
import { jsonLines, palletjack, type CliProcess } from '../fixtures/cli-process.ts'

let folder: string
const running: CliProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-e2e-'))
})
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill('SIGKILL')
    await one.ended
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function started(home: string, ...more: string[]): CliProcess {
  const one = palletjack([
    ...[
      'migrate',
      '--lab',
      '--vm',
      'web-01',
      '--type',
      'warm',
      '--target-namespace',
      'demo',
      '--yes',
      '--json',
    ],
    ...['--time-scale', '40', '--home', join(folder, home), ...more],
  ])
  running.push(one)
  return one
}

describe('palletjack migrate --type warm', () => {
  it('copies once and one delta while the VM runs, cuts over and ends with equal disks', async () => {
    const file = join(folder, 'whole.json')
    const run = started('whole', '--deltas', '1', '--cutover', 'now', '--report', file)
    expect(await run.ended, run.err()).toBe(0)
    const lines = jsonLines(run.out())
    const summary = lines.at(-1) as unknown as { disks: DiskChecksum[] }
    expect(summary).toMatchObject({ type: 'summary', succeeded: 1, failed: 0, canceled: 0 })
    expect(summary.disks).toHaveLength(1)
    for (const disk of summary.disks) expect(disk.targetSha256).toBe(disk.sourceSha256)
    const phases = (lines as unknown as MigrationEvent[]).flatMap(({ type, phase }) =>
      type === 'phase' && phase !== undefined ? [phase] : [],
    )
    // All of it, one delta, and the guest goes off only then.
    expect(phases.filter((phase) => phase === 'CreateSnapshot')).toHaveLength(1)
    expect(phases.indexOf('PowerOffSource')).toBeGreaterThan(phases.lastIndexOf('CopyDisks'))
    const report = JSON.parse(readFileSync(file, 'utf8')) as RunReport
    expect(report.run).toMatchObject({ type: 'warm', state: 'succeeded', namespace: 'demo' })
    expect(report.run.startedBy?.user).toBe(userInfo().username)
    const [vm] = report.vms
    expect(vm).toMatchObject({ name: 'web-01', state: 'succeeded' })
    // All of it, the delta, and what changed until the guest was off.
    expect(vm?.rounds.map((round) => round.full)).toEqual([true, false, false])
    expect(vm?.bytes).toBe(vm?.rounds.reduce((sum, round) => sum + round.bytes, 0))
    expect(vm?.measured.downtimeMs).toBeGreaterThan(0)
    expect(vm?.forecast?.basis).toContain('one delta')
    expect(vm?.disks[0]?.targetSha256).toBe(summary.disks[0]?.sourceSha256)
    expect(run.err()).toContain('Copied while they run, shut down for the cutover: web-01.')
  })

  it.each([
    ['nothing says when it cuts over', [], /--cutover now/],
    ['the time has no offset', ['--cutover', '2099-01-31T22:00:00'], /2026-01-31T22:00:00\+01:00/],
    ['the time has passed', ['--cutover', '2020-01-31T22:00:00Z'], /has passed/],
    ['it is to ask, and nobody is there', ['--cutover', 'now', '--on-shutdown-timeout', 'ask'], /power-off/],
  ])('is refused before anything starts where %s', async (_, more, words) => {
    const run = started('refused', ...more)
    expect(await run.ended).toBe(2)
    expect(run.err()).toMatch(words)
    expect(jsonLines(run.out()).at(-1)).toMatchObject({ type: 'summary', succeeded: 0 })
  })
})
