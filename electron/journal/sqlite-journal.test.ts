import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aDisk, aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { orderedDisks } from '../../shared/manifests/disks.ts'
import { reviewOf } from '../../shared/plan/reviewed.ts'
import { newRecords } from '../migration/records.ts'
import { SCHEMA_STEPS } from './schema.ts'
import { openJournal } from './sqlite-journal.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'journal-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const plan = { ...aPlan(), id: 'plan-1', createdAt: '2026-01-01T00:00:00.000Z' }
const stored = {
  id: 'run-1',
  plan,
  state: 'running',
  startedAt: '2026-01-01T00:00:00.000Z',
  createdNamespace: false,
  ownerPid: 1,
} as const

describe('journal', () => {
  it('says so when the file is no database, and leaves it as it is', () => {
    writeFileSync(
      join(home, 'journal.sqlite'),
      'this is not a database, but long enough to look like one'.repeat(20),
    )
    expect(() => openJournal(home)).toThrow('cannot be opened')
    expect(readFileSync(join(home, 'journal.sqlite'), 'utf8')).toContain('not a database')
  })

  it('remembers across a restart', () => {
    const first = openJournal(home)
    first.putPlan(plan)
    first.putMigration(stored)
    const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
    first.putVmRecord('run-1', record!)
    first.putVmRecord('run-1', { ...record!, phase: 'CopyDisks' })
    first.close()
    const second = openJournal(home)
    expect(second.plans()).toEqual([plan])
    expect(second.migration('run-1')).toEqual(stored)
    expect(second.vmRecords('run-1')).toMatchObject([{ vmId: 'vm-1', phase: 'CopyDisks' }])
    second.close()
  })

  it('keeps what the VMs of a plan were when it was reviewed, until the plan is removed', () => {
    const journal = openJournal(home)
    const reviewed = (at: string) => reviewOf(plan.vms, anInventory({ vms: [aVm()] }), at)
    journal.putPlan(plan, reviewed('2026-01-01T00:00:00.000Z'))
    journal.putPlan({ ...plan, archivedAt: '2026-01-02T00:00:00.000Z' })
    expect(journal.planReview('plan-1')).toEqual(reviewed('2026-01-01T00:00:00.000Z'))
    const review = reviewed('2026-01-03T00:00:00.000Z')
    journal.putStart({ review, migration: stored, records: [] })
    expect(journal.planReview('plan-1')).toEqual(review)
    journal.removePlan('plan-1')
    journal.putPlan(plan)
    expect(journal.planReview('plan-1')).toBeUndefined()
    journal.close()
  })

  it('keeps the VMs of a run in the order in which they were put', () => {
    const journal = openJournal(home)
    const vms = ['vm-9', 'vm-1', 'vm-5'].map((id) => aVm({ id, name: id }))
    const records = newRecords({ ...plan, vms: vms.map((vm) => ({ vmId: vm.id })) }, anInventory({ vms }))
    for (const record of records) journal.putVmRecord('run-1', record)
    for (const record of [...records].reverse())
      journal.putVmRecord('run-1', { ...record, phase: 'CopyDisks' })
    expect(journal.vmRecords('run-1').map((record) => record.vmId)).toEqual(['vm-9', 'vm-1', 'vm-5'])
    journal.close()
  })

  it('numbers the events of each run from 1', () => {
    const journal = openJournal(home)
    const event = { at: 'now', type: 'migration', state: 'running' } as const
    expect([1, 2, 3].map(() => journal.appendEvent('run-1', event).seq)).toEqual([1, 2, 3])
    expect(journal.appendEvent('run-2', event).seq).toBe(1)
    expect(journal.events('run-1', 1, 10).map((one) => one.seq)).toEqual([2, 3])
    expect(journal.events('run-1', 0, 2)).toHaveLength(2)
    journal.close()
  })

  it('is readable by its owner only', () => {
    openJournal(home).close()
    expect(statSync(join(home, 'journal.sqlite')).mode & 0o777).toBe(0o600)
  })

  it('opens files of every earlier schema', () => {
    for (let version = 0; version < SCHEMA_STEPS.length; version++) {
      const old = new DatabaseSync(join(home, 'journal.sqlite'))
      SCHEMA_STEPS.slice(0, version).forEach((step) => old.exec(step))
      old.exec(`PRAGMA user_version = ${version}`)
      old.close()
      const journal = openJournal(home)
      expect(journal.plans()).toEqual([])
      journal.close()
      rmSync(home, { recursive: true })
      home = mkdtempSync(join(tmpdir(), 'journal-'))
    }
  })

  it('reads what the seventh schema held under earlier names', () => {
    const old = new DatabaseSync(join(home, 'journal.sqlite'))
    SCHEMA_STEPS.slice(0, 7).forEach((step) => old.exec(step))
    old.exec('PRAGMA user_version = 7')
    const insert = (table: string, ...values: string[]) =>
      old.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values)
    const file = { takenAt: '2026-01-01T00:00:00.000Z', url: 'vCenter', vms: 3, hosts: 1, kind: 'rvtools' }
    const provider = { id: 'file', name: 'A file', lab: false, version: '8.0.3', thumbprint: '' }
    const vcenter = { ...provider, id: 'vc' }
    insert('provider', 'file', JSON.stringify({ ...provider, snapshot: file }))
    insert('provider', 'vc', JSON.stringify(vcenter))
    const look = { at: '2026-01-01', namespace: 'shop', way: 'pod', server: { id: 'vcenter', host: 'vc' } }
    const [cluster, computer] = [{ dns: 'ok' }, { dns: 'failed' }]
    const kept = JSON.stringify({ ...look, server: { ...look.server, cluster, desk: computer } })
    insert('probe_look', 'ocp', 'vc', 'shop', 'pod', 'vcenter', kept)
    const disks = [
      aDisk({ key: 2010, unitNumber: 10 }),
      aDisk({ key: 2009, unitNumber: 9 }),
      aDisk({ key: 16000, bus: 'sata', controllerKey: 15000 }),
      aDisk({ key: 31000, bus: 'nvme', controllerKey: 31000 }),
      aDisk({ key: 3000, bus: 'ide', controllerKey: 200 }),
    ]
    const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
    const records = [
      { ...record!, source: aVm({ disks }) },
      { ...record!, vmId: 'vm-2', source: aVm({ disks: [] }) },
    ]
    const put = old.prepare('INSERT INTO migration_vm VALUES (?, ?, ?, ?)')
    for (const [at, one] of records.entries()) put.run('run-1', one.vmId, at, JSON.stringify(one))
    const waiver = { by: 'me', at: '2026-01-01', reason: 'known' }
    for (const id of [
      'name-taken:vm-1',
      'plan-vm-gone:p:vm-gone vm-1',
      'plan-pod-network-twice:vm-1',
      'usb:vm-1:7',
    ])
      insert('preflight_waiver', 'vc', id, JSON.stringify(waiver))
    old.close()

    const journal = openJournal(home)
    expect(journal.providers()).toEqual([{ ...provider, inventoryFile: file }, vcenter])
    expect(journal.probeLooks('ocp', 'vc')).toEqual([
      { ...look, server: { ...look.server, cluster, computer } },
    ])
    expect(journal.vmRecords('run-1')).toEqual([
      { ...records[0], source: aVm({ disks: orderedDisks({ disks }) }) },
      records[1],
    ])
    expect([...journal.waivers('vc', '', 10)]).toEqual(
      ['pod-network-twice:vm-1', 'target-name-taken:vm-1', 'usb:vm-1:7', 'vm-gone:p:vm-gone vm-1'].map(
        (id) => [id, waiver],
      ),
    )
    journal.close()
  })

  it.each([
    [true, 'power-off'],
    [false, 'give-up'],
  ])('reads a plan that allowed a hard power-off or not: %s is %s', (hardPowerOff, onShutdownTimeout) => {
    const old = new DatabaseSync(join(home, 'journal.sqlite'))
    const before = SCHEMA_STEPS.findIndex((step) => step.includes('onShutdownTimeout'))
    SCHEMA_STEPS.slice(0, before).forEach((step) => old.exec(step))
    old.exec(`PRAGMA user_version = ${before}`)
    const { onShutdownTimeout: _new, keepDisksOnConversionFailure: _too, ...rest } = plan.options
    const options = { ...rest, hardPowerOff }
    const put = (table: string, id: string, value: object) =>
      old.prepare(`INSERT INTO ${table} VALUES (?, '2026', ?)`).run(id, JSON.stringify(value))
    put('plan', plan.id, { ...plan, options })
    put('migration', stored.id, { ...stored, plan: { ...plan, options } })
    old.close()

    const journal = openJournal(home)
    const now = { ...rest, onShutdownTimeout }
    expect(journal.plan(plan.id)?.options).toEqual({ ...now, keepDisksOnConversionFailure: true })
    // A run goes on by the rules that it was started with.
    expect(journal.migration(stored.id)?.plan.options).toEqual({
      ...now,
      keepDisksOnConversionFailure: false,
    })
    journal.close()
  })

  it('refuses a file of a newer version and leaves it as it is', () => {
    const newer = new DatabaseSync(join(home, 'journal.sqlite'))
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(() => openJournal(home)).toThrow('newer Palletjack')
    const again = new DatabaseSync(join(home, 'journal.sqlite'))
    expect(again.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
    again.close()
  })
})
