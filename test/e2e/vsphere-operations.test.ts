/** Operations of the vSphere client on the lab's vCenter, over a real socket. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createLabClock } from '../../electron/lab/clock.ts'
import { createEstate } from '../../electron/lab/estate/create-estate.ts'
import type { EstateDisk, EstateVm } from '../../electron/lab/estate/model.ts'
import { createLabCertificate, type LabCertificate } from '../../electron/lab/tls.ts'
import { startVcenter, type Vcenter } from '../../electron/lab/vcenter/server.ts'
import type { PrivilegeReport, VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Result } from '../../shared/problem.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const service = createVsphereService()
const estate = createEstate({ seed: 'vsphere-operations', vms: 40, hosts: 4 })
let certificate: LabCertificate
let vcenter: Vcenter | undefined
let session: VsphereSession

const vsphere = async (timeScale: number) =>
  startVcenter({ estate, certificate, ...estate.credentials, clock: createLabClock(timeScale) })

async function logIn(to: Vcenter | undefined, account = estate.credentials): Promise<VsphereSession> {
  const trust = { kind: 'fingerprint', value: certificate.sha256 } as const
  const endpoint = { url: to?.url ?? '', username: account.username, trust }
  return value(await service.connect(endpoint, lending(account.password)))
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.value
}

beforeAll(async () => {
  certificate = await createLabCertificate('vcenter.lab.example')
  vcenter = await vsphere(50)
  session = await logIn(vcenter)
})

afterAll(async () => {
  await service.closeAll()
  await vcenter?.close()
})

/** A VM that no other test takes: running, with Tools, and with a disk that snapshots take part in. */
const taken = new Set<string>()
function takeVm(fits: (vm: EstateVm) => boolean = () => true): EstateVm {
  const isPlain = (disk: EstateDisk) =>
    disk.mode === 'persistent' && disk.rdm === 'none' && disk.sharing === 'sharingNone'
  const vm = estate.vms.find(
    (each) =>
      !taken.has(each.id) &&
      each.powerState === 'poweredOn' &&
      each.connectionState === 'connected' &&
      each.tools === 'running' &&
      each.snapshots.length === 0 &&
      each.disks.length > 0 &&
      each.disks.every(isPlain) &&
      fits(each),
  )
  if (!vm) throw new Error('no such VM in the estate')
  taken.add(vm.id)
  return vm
}

const plain = (name: string) => ({ name, description: 'of a test', quiesce: false })

describe('snapshots in the lab', () => {
  it('are made, listed and removed', async () => {
    const vm = takeVm()
    const first = value(await session.createSnapshot(vm.id, { ...plain('one'), quiesce: true }))
    const second = value(await session.createSnapshot(vm.id, plain('two')))
    expect(value(await session.snapshots(vm.id))).toMatchObject([
      { id: first, name: 'one', quiesced: true, current: false },
      { id: second, name: 'two', quiesced: false, current: true, parentId: first },
    ])
    expect(value(await session.createSnapshot(vm.id, plain('two')))).toBe(second)
    await session.removeSnapshot(first)
    expect(value(await session.snapshots(vm.id)).map(({ id }) => id)).toEqual([second])
    expect(await session.removeSnapshot(second)).toMatchObject({ ok: true })
    expect(await session.removeSnapshot(second)).toMatchObject({ ok: true })
    expect(value(await session.snapshots(vm.id))).toEqual([])
    expect(await session.consolidateDisks(vm.id)).toMatchObject({ ok: true })
  })

  it('are canceled half-way and leave nothing', async () => {
    // Slow enough for a cancel to come in time.
    const slow = await vsphere(1)
    onTestFinished(() => slow.close())
    const own = await logIn(slow)
    onTestFinished(() => own.close())
    const vm = takeVm()
    const stop = new AbortController()
    const made = await own.createSnapshot(vm.id, plain('never'), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(made).toMatchObject({ ok: false, problem: { code: 'vsphere.task-canceled' } })
    expect(value(await own.snapshots(vm.id))).toEqual([])
  })

  it('that are waited for too briefly are taken up by the next call', async () => {
    const slow = await vsphere(2)
    onTestFinished(() => slow.close())
    const own = await logIn(slow)
    onTestFinished(() => own.close())
    const vm = takeVm()
    expect(await own.createSnapshot(vm.id, plain('late'), { limitMs: 1 })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-timeout' },
    })
    const id = value(await own.createSnapshot(vm.id, plain('late')))
    expect(value(await own.snapshots(vm.id)).map((each) => each.id)).toEqual([id])
  })

  it('without Tools to quiesce say so', async () => {
    const vm = takeVm()
    vm.tools = 'notRunning'
    expect(await session.createSnapshot(vm.id, { ...plain('q'), quiesce: true })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.quiesce-failed' },
    })
    expect(await session.createSnapshot(vm.id, plain('q'))).toMatchObject({ ok: true })
  })
})

describe('changed blocks in the lab', () => {
  it('are exactly where a guest wrote between two snapshots', async () => {
    const vm = takeVm()
    const [disk] = vm.disks
    if (!disk) throw new Error('no disk')
    value(await session.setChangeTracking(vm.id, true))
    const first = value(await session.createSnapshot(vm.id, plain('first')))
    const changeId = value(await session.changeIds(first)).get(disk.key) ?? ''
    const all = value(
      await session.changedAreas({ vmId: vm.id, snapshotId: first, diskKey: disk.key, changeId: '*' }),
    )
    expect(all.capacityBytes).toBe(disk.capacityBytes)
    expect(all.areas.length).toBeGreaterThan(0)

    // More places than one answer holds, far from each other.
    const places = Array.from({ length: 100 }, (_, i) => i * 256 * 1024)
    const image = estate.image(disk.file)
    for (const place of places) image?.write(place, Buffer.from('changed'))
    const second = value(await session.createSnapshot(vm.id, plain('second')))
    const query = { vmId: vm.id, snapshotId: second, diskKey: disk.key, changeId }
    const { areas } = value(await session.changedAreas(query))
    expect(areas.map(({ start }) => start)).toEqual(places)
    expect(areas.every(({ length }) => length >= 7 && length <= 256 * 1024)).toBe(true)

    // The history ends when tracking does, which is when the VM next stands still.
    value(await session.setChangeTracking(vm.id, false))
    value(await session.createSnapshot(vm.id, plain('untracked')))
    value(await session.setChangeTracking(vm.id, true))
    const third = value(await session.createSnapshot(vm.id, plain('third')))
    expect(await session.changedAreas({ ...query, snapshotId: third })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.change-history-invalid' },
    })
  })
})

describe('power in the lab', () => {
  it('goes off and on with its tasks', async () => {
    const vm = takeVm()
    const told: number[] = []
    value(await session.powerOff(vm.id, { onProgress: (percent) => told.push(percent) }))
    expect(value(await session.powerState(vm.id))).toBe('poweredOff')
    value(await session.powerOn(vm.id))
    expect(vm.powerState).toBe('poweredOn')
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })
})

describe('services of a host in the lab', () => {
  it('are listed, stopped and started again', async () => {
    const host = estate.hosts.find((each) => each.connectionState === 'connected')?.id ?? ''
    const before = value(await session.hostServices(host)).find(({ key }) => key === 'TSM-SSH')
    expect(before).toMatchObject({ key: 'TSM-SSH', running: true })
    expect(
      value(await session.setHostService(host, 'TSM-SSH', { running: false, policy: 'off' })),
    ).toMatchObject({ running: false, policy: 'off' })
    expect(value(await session.setHostService(host, 'TSM-SSH', { running: true, policy: 'on' }))).toEqual({
      ...before,
      policy: 'on',
    })
  })
})

describe('rights in the lab', () => {
  const account = (name: string) => {
    const found = estate.accounts.find(({ username }) => username.startsWith(name))
    if (!found) throw new Error(`no account ${name}`)
    return found
  }
  const missingOf = (reports: readonly PrivilegeReport[], use: string) =>
    reports.find((report) => report.use === use)?.missing ?? []

  it('of the administrator are complete', async () => {
    const reports = value(await session.privileges())
    expect(reports.map(({ missing }) => missing)).toEqual([[], [], [], []])
    expect(reports[0]?.checked.objects).toBe(reports[0]?.checked.of)
  })

  it('of one who may look are those for the inventory', async () => {
    const own = await logIn(vcenter, account('auditor'))
    onTestFinished(() => own.close())
    const reports = value(await own.privileges())
    expect(missingOf(reports, 'inventory')).toEqual([])
    expect(missingOf(reports, 'cold')).toContainEqual(
      expect.objectContaining({ privilege: 'VirtualMachine.Interact.PowerOff' }),
    )
    expect(missingOf(reports, 'host-edit').map(({ privilege }) => privilege)).toEqual([
      'Host.Config.NetService',
    ])
    expect(await own.powerOff(takeVm().id)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.no-permission' },
    })
  })

  it('that are missing on one folder name the folder', async () => {
    const own = await logIn(vcenter, account('operator'))
    onTestFinished(() => own.close())
    const reports = value(await own.privileges(['inventory', 'warm']))
    expect(missingOf(reports, 'inventory')).toEqual([])
    const snapshot = missingOf(reports, 'warm').find(({ privilege }) => privilege.endsWith('CreateSnapshot'))
    expect(snapshot?.count).toBe(1)
    expect(snapshot?.objects).toEqual([expect.stringMatching(/\/Databases$/)])
  })
})

describe('the clock of the lab', () => {
  it('is ours', async () => {
    expect(Math.abs(value(await session.clockSkewMs()))).toBeLessThan(60_000)
  })
})
