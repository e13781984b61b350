import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationEvent } from '../../shared/migration/model.ts'
import { run } from './program.ts'
import { inventBackend, type Script } from './test-support/invented-backend.ts'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import {
  inventContext,
  type InventedTerminal,
  type InventedContext,
} from './test-support/invented-context.ts'

const vms = [inventedVm('vm-1', 'web-01'), inventedVm('vm-2', 'db-01')]
const at = '2026-01-31T10:00:00.000Z'
const events: MigrationEvent[] = [
  { seq: 1, at, type: 'phase', vm: 'web-01', phase: 'CopyDisks', step: 'DiskTransfer' },
  { seq: 2, at, type: 'progress', vm: 'web-01', bytesCopied: 5, bytesTotal: 10 },
]
const hash = 'a'.repeat(64)
const checksum: DiskChecksum = {
  vm: 'web-01',
  disk: 'Hard disk 1',
  bytes: 10,
  sourceSha256: hash,
  targetSha256: hash,
}
const succeeding: Script = {
  vms,
  events,
  views: [inventedView(vms, 'running', 0.5), inventedView(vms, 'succeeded')],
  checksums: [checksum],
}
const LAB = ['migrate', '--lab', '--vm', 'web-01', 'db-01', '--target-namespace', 'demo']

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((context) => context.dispose()))

function start(script: Script, args: readonly string[], terminal: Omit<InventedTerminal, 'backend'> = {}) {
  const backend = inventBackend(script)
  const context = inventContext({ ...terminal, backend })
  contexts.push(context)
  return { backend, context, exit: run([...args, '--home', context.home], context) }
}

async function settled(
  script: Script,
  args: readonly string[],
  terminal?: Omit<InventedTerminal, 'backend'>,
) {
  const { backend, context, exit } = start(script, args, terminal)
  return { backend, context, exitCode: await exit }
}

describe('migrate --json', () => {
  it('writes the events as they are, then a summary, and nothing else on stdout', async () => {
    const { backend, context, exitCode } = await settled(succeeding, [...LAB, '--yes', '--json'])
    expect(exitCode).toBe(0)
    expect(context.lines()).toEqual([
      ...events,
      { type: 'summary', succeeded: 2, failed: 0, canceled: 0, disks: [checksum] },
    ])
    expect(backend.closed).toBe(true)
  })

  it('passes the plan on as it was asked for', async () => {
    const { backend, context } = await settled(succeeding, [
      ...[...LAB, '--yes', '--json', '--plan-name', 'wave-1', '--hard-power-off', '--seed', 'x'],
      ...[
        '--time-scale',
        '20',
        '--network',
        'VM Network=default/vlan-110',
        '--target-name',
        'db-01=database',
      ],
    ])
    expect(context.created).toMatchObject([
      { shell: 'cli', lab: { seed: 'x', timeScale: 20 }, resumeRuns: true },
    ])
    expect(backend.plans).toMatchObject([
      {
        name: 'wave-1',
        targetNamespace: 'demo',
        type: 'cold',
        vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2', targetName: 'database' }],
        networkMap: [
          { sourceId: 'network-1', target: { kind: 'multus', namespace: 'default', name: 'vlan-110' } },
        ],
        storageMap: [{ sourceId: 'datastore-1', storageClass: 'block' }],
        options: { onShutdownTimeout: 'power-off', restoreSourcePower: true },
      },
    ])
  })

  it('ends with 1 when a VM failed and when a disk differs', async () => {
    const failed = await settled({ ...succeeding, views: [inventedView(vms, 'failed')] }, [
      ...LAB,
      '--yes',
      '--json',
    ])
    expect(failed.exitCode).toBe(1)
    expect(failed.context.lines().at(-1)).toMatchObject({ type: 'summary', failed: 2, disks: [] })
    const differing = { ...succeeding, checksums: [{ ...checksum, targetSha256: 'b'.repeat(64) }] }
    expect((await settled(differing, [...LAB, '--yes', '--json'])).exitCode).toBe(1)
  })

  it.each([
    ['an unknown VM', ['migrate', '--lab', '--vm', 'wbe-01', '--target-namespace', 'demo'], 'input.vm', 2],
    ['an unknown option', [...LAB, '--fast'], 'input.usage', 2],
    ['a bad namespace', [...LAB, '--target-namespace', 'Bad_NS'], 'input.namespace', 2],
    ['nobody to ask', LAB, 'input.yes', 2],
  ])('says %s as a problem and still ends with a summary', async (_, args, code, expected) => {
    const yes = code === 'input.yes' ? [] : ['--yes']
    const { context, exitCode } = await settled(succeeding, [...args, ...yes, '--json'])
    expect(exitCode).toBe(expected)
    const [problem, summary] = context.lines()
    expect(problem).toMatchObject({ type: 'problem', problem: { code } })
    expect(summary).toEqual({ type: 'summary', succeeded: 0, failed: 0, canceled: 0, disks: [] })
    expect(context.lines()).toHaveLength(2)
    expect(context.err()).not.toBe('')
  })

  it('loads nothing for a mistake that can be seen at once', async () => {
    const { context } = await settled(succeeding, [...LAB, '--yes', '--target-namespace', 'Bad_NS'])
    expect(context.created).toEqual([])
  })

  it.each(['labStart', 'start'] as const)('passes on the problem of %s', async (where) => {
    const problem = { code: 'x.y', message: 'It broke.', meaning: 'Nothing was lost.', remedy: 'Mend it.' }
    const { backend, context, exitCode } = await settled({ ...succeeding, problems: { [where]: problem } }, [
      ...LAB,
      '--yes',
    ])
    expect(exitCode).toBe(1)
    expect(context.err()).toBe('It broke. Nothing was lost.\n  Mend it.\n')
    expect(backend.plans).toEqual([])
    expect(backend.closed).toBe(true)
  })

  it('shows a fault of its own as a sentence, without a stack', async () => {
    const context = inventContext()
    contexts.push(context)
    expect(await run([...LAB, '--yes', '--home', context.home], context)).toBe(1)
    expect(context.err()).toContain('no backend in this test')
    expect(context.err()).not.toMatch(/\bat .*\.ts/)
  })
})

describe('migrate --report', () => {
  it('writes the report at the end, and refuses what it cannot write before anything is loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'palletjack-report-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'wave-1.html')
    const { exitCode } = await settled(succeeding, [...LAB, '--yes', '--report', path])
    expect(exitCode).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe('told')
    for (const bad of [path, join(folder, 'wave-1.pdf')]) {
      const refused = await settled(succeeding, [...LAB, '--yes', '--report', bad])
      expect(refused.exitCode).toBe(2)
      expect(refused.context.created).toEqual([])
    }
    const nowhere = await settled(succeeding, [...LAB, '--yes', '--report', join(folder, 'no', 'a.json')])
    expect(nowhere.exitCode).toBe(1)
    expect(nowhere.context.err()).toContain('could not be written')
  })
})

describe('migrate for a person', () => {
  it('tells what will happen, then the checksums and one closing sentence', async () => {
    const { context, exitCode } = await settled(succeeding, [...LAB, '--yes'])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('Shut down for the whole copy: web-01, db-01.')
    expect(context.out()).toContain('agree')
    expect(context.out().trimEnd().split('\n').at(-1)).toBe(
      '2 of 2 VMs migrated to namespace demo in 1 min 12 s. Source and target of its disk agree, byte for byte.',
    )
    expect(context.err()).toBe('')
  })

  it.each([
    ['y\n', 0, 1],
    ['Yes\n', 0, 1],
    ['n\n', 130, 0],
    ['\n', 130, 0],
  ])('asks on a terminal; %j ends with %i', async (keys, expected, plans) => {
    const { backend, context, exit } = start(succeeding, LAB, { isTTY: true })
    context.keyboard.write(keys)
    expect(await exit).toBe(expected)
    expect(context.err()).toContain('Start the migration? [y/N]')
    expect(backend.plans).toHaveLength(plans)
  })
})

describe('migrate with a vCenter and a cluster', () => {
  it('refuses files and values that are wrong before it asks for anything', async () => {
    const real = ['migrate', '--vm', 'web-01', '--target-namespace', 'demo', '--username', 'u', '--yes']
    const bad = [
      [...real, '--vcenter', 'http://vc', '--kubeconfig', 'package.json'],
      [...real, '--vcenter', 'vc', '--kubeconfig', 'no-such-file'],
      [...real, '--vcenter', 'vc', '--kubeconfig', 'package.json', '--fingerprint', 'zz'],
      [...real, '--vcenter', 'vc', '--kubeconfig', 'package.json', '--ca', 'package.json'],
      [...real, '--vcenter', 'vc', '--kubeconfig', 'package.json'],
    ]
    for (const args of bad) {
      const { backend, exitCode, context } = await settled(succeeding, args)
      expect(exitCode).toBe(2)
      expect(context.err().trimEnd().split('\n')).toHaveLength(2)
      expect(backend.added).toEqual([])
    }
  })

  it('connects with the typed password and forgets both ends afterwards', async () => {
    const { backend, context, exit } = start(
      { ...succeeding, checksums: undefined },
      [
        ...[
          'migrate',
          '--vm',
          'web-01',
          '--target-namespace',
          'demo',
          '--vcenter',
          'https://vc.example.com/sdk',
        ],
        ...['--username', 'admin', '--fingerprint', 'ab'.repeat(20), '--kubeconfig', 'package.json', '--yes'],
      ],
      { isTTY: true },
    )
    context.keyboard.write('s3cret\r')
    expect(await exit).toBe(0)
    expect(backend.added).toMatchObject([
      { username: 'admin', password: 's3cret', trust: { kind: 'fingerprint' } },
      { access: { kind: 'kubeconfig' } },
    ])
    expect(backend.removed).toEqual(['source', 'target'])
    expect(context.out() + context.err()).not.toContain('s3cret')
  })

  it('forgets the source again when the target cannot be reached', async () => {
    const problem = { code: 'cluster.unreachable', message: 'No answer.', remedy: 'Check it.' }
    const { backend, context, exit } = start(
      { ...succeeding, problems: { addCluster: problem } },
      [
        ...[
          'migrate',
          '--vm',
          'web-01',
          '--target-namespace',
          'demo',
          '--vcenter',
          'vc',
          '--username',
          'admin',
        ],
        ...['--kubeconfig', 'package.json', '--yes'],
      ],
      { isTTY: true },
    )
    context.keyboard.write('s3cret\r')
    expect(await exit).toBe(1)
    expect(backend.removed).toEqual(['source'])
  })
})

describe('an interrupt', () => {
  const endless: Script = { vms, events, views: [inventedView(vms, 'running', 0.5)], untilCanceled: true }

  it('cancels the run, waits for the clean-up and ends with 130', async () => {
    const { backend, context, exit } = start(endless, [...LAB, '--yes', '--json'])
    await expect.poll(() => context.out()).toContain('progress')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(backend.canceled).toBe(true)
    expect(backend.closed).toBe(true)
    expect(context.err()).toContain('Canceling')
    expect(context.lines().at(-1)).toMatchObject({ type: 'summary', canceled: 2 })
  })

  it('leaves at once when it comes twice, and says what may be left', async () => {
    const { context, exit } = start({ ...endless, cancelHangs: true }, [
      ...LAB,
      '--yes',
      '--plan-name',
      'wave-1',
    ])
    await expect.poll(() => context.out()).toContain('web-01')
    context.interrupt()
    await expect.poll(() => context.out()).toContain('Canceling')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(context.out()).toContain('kubectl -n demo get vm,dv,pvc,pods,secrets -l plan-name=wave-1')
  })

  it('before the run changes nothing', async () => {
    const { backend, context, exit } = start(succeeding, LAB, { isTTY: true })
    await expect.poll(() => context.err()).toContain('Start the migration?')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(backend.plans).toEqual([])
    expect(context.err()).toContain('Nothing was changed.')
  })
})
