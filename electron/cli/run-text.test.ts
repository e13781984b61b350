import { describe, expect, it } from 'vitest'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import {
  checksumTable,
  closingSentence,
  consequencesText,
  eventLine,
  idleText,
  isSuccess,
} from './run-text.ts'
import { idleView } from './test-support/steered.ts'

const vms = [inventedVm('vm-1', 'web-01'), inventedVm('vm-2', 'db-01')]
const hash = 'a'.repeat(64)
const disk = (targetSha256: string): DiskChecksum => ({
  vm: 'web-01',
  disk: 'Hard disk 1',
  bytes: 64 * 1024 * 1024,
  sourceSha256: hash,
  targetSha256,
})
const ended = { migrationId: 'run-1', interrupted: false, abandoned: false }

describe('closingSentence', () => {
  it('says how many, where, how long, and what the checksums say', () => {
    const view = inventedView(vms, 'succeeded')
    expect(closingSentence({ ...ended, view, disks: [disk(hash), disk(hash)] })).toBe(
      '2 of 2 VMs migrated to namespace demo in 1 min 12 s. Source and target agree on all 2 disks, byte for byte.',
    )
    expect(closingSentence({ ...ended, view, disks: [disk(hash), disk('b')] })).toContain(
      '1 of 2 disks differ from the source.',
    )
    expect(closingSentence({ ...ended, view: inventedView(vms, 'canceled'), disks: [] })).toBe(
      '0 of 2 VMs migrated to namespace demo in 1 min 12 s, 2 canceled.',
    )
  })
})

describe('the end of a warm run', () => {
  const downtime = { lowMs: 120_000, highMs: 840_000, quality: 'rough' as const, basis: 'none' }
  const of = (downtimeMs: number) => ({ forecast: downtime, measured: { downtimeMs } })

  it('says how long the longest downtime was, and what was forecast', () => {
    const view = inventedView([], 'succeeded')
    const warm = vms.map((vm, at) => ({
      ...inventedView([vm], 'succeeded').vms[0]!,
      ...of(60_000 * (at + 3)),
    }))
    expect(closingSentence({ ...ended, view: { ...view, vms: warm }, disks: [] })).toMatch(
      /demo in 1 min 12 s\. Longest downtime: 4 min \(db-01, forecast 2-14 min\)\.$/,
    )
  })

  it('says what is left and what to do about it', () => {
    const view = inventedView(vms, 'canceled')
    const left = { code: 'x.y', message: 'A snapshot of web-01 is left.', remedy: 'Remove it in vSphere.' }
    const [first, ...more] = view.vms
    expect(
      closingSentence({ ...ended, view: { ...view, vms: [{ ...first!, left }, ...more] }, disks: [] }),
    ).toContain(' A snapshot of web-01 is left. Remove it in vSphere.')
  })

  it('shuts nothing down in its first step', () => {
    const event = { seq: 1, at: '', type: 'step' as const, step: 'Initialize' as const, state: 'running' }
    expect(eventLine({ ...event, vm: 'web-01' })).toBe('web-01: prepares source and target')
  })
})

describe('isSuccess', () => {
  it('wants every VM to have succeeded and every hash to agree', () => {
    const view = inventedView(vms, 'succeeded')
    expect(isSuccess({ ...ended, view, disks: [] })).toBe(true)
    expect(isSuccess({ ...ended, view, disks: [disk('b')] })).toBe(false)
    expect(isSuccess({ ...ended, view: inventedView(vms, 'failed'), disks: [] })).toBe(false)
    expect(isSuccess({ ...ended, view: undefined, disks: [] })).toBe(false)
    // Two empty hashes are no proof of anything.
    expect(isSuccess({ ...ended, view, disks: [{ ...disk(''), sourceSha256: '' }] })).toBe(false)
  })
})

describe('checksumTable', () => {
  it('names the verdict of each disk', () => {
    const shown = checksumTable([disk(hash), disk('b'.repeat(64))])
    expect(shown).toMatch(/web-01.*64\.0 MiB.*agree/)
    expect(shown).toMatch(/web-01.*DIFFER/)
  })
})

describe('consequencesText', () => {
  it('tells what stops, what is renamed, what is made, what blocks and what is undone', () => {
    const shown = consequencesText(
      {
        vmCount: 1,
        diskCount: 1,
        diskBytes: 1024,
        stopping: ['Web 01'],
        renamed: [{ from: 'Web 01', to: 'web-01' }],
        createsNamespace: true,
        findings: [
          {
            rule: 'r',
            category: 'Critical',
            object: { kind: 'vm', id: 'vm-1', name: 'Web 01' },
            message: 'It is broken.',
            remedy: 'Mend it.',
          },
        ],
        undo: ['The source disks are only read.'],
      },
      ['Web 01'],
      { targetNamespace: 'demo', type: 'cold' },
    )
    expect(shown.split('\n').map((line) => line.trim())).toEqual([
      'Web 01: 1 disk, 1.0 KiB, into namespace demo, which is made.',
      'Shut down for the whole copy: Web 01.',
      'Web 01 is named web-01 on the target.',
      'Critical: Web 01: It is broken. Mend it.',
      'The source disks are only read.',
      '',
    ])
  })
})

describe('idleText', () => {
  const now = Date.parse('2026-01-31T12:00:00Z')
  const told = (change: Parameters<typeof idleView>[1]) =>
    idleView(2, change).vms.map((vm) => idleText(vm, now))[0]
  const downtime = { lowMs: 360_000, highMs: 540_000, quality: 'fair' as const, basis: '' }
  const nextPrecopyAt = '2026-01-31T12:12:00Z'

  it('says what comes next, and how long a cutover would take', () => {
    expect(told({ nextPrecopyAt, downtime })).toBe(
      'idle, next delta in 12 min; ready to cut over: 6-9 min down',
    )
    expect(told({ nextPrecopyAt, cutoverAt: '2026-01-31T13:00:00Z' })).toBe('idle, cuts over in 1 h')
    expect(told({ nextPrecopyAt, phase: 'CopyDisks' })).toBeUndefined()
  })
})
