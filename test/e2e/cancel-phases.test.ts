/** A cancel in each phase: the source is as it was, and nothing of the run is left on either side. */
import { beforeAll, describe, expect, it } from 'vitest'
import { isBeyondCancel, ITINERARIES } from '../../shared/migration/itinerary.ts'
import type { Phase, VmView } from '../../shared/migration/model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { PhaseContext } from '../../electron/migration/context.ts'
import { changePhase } from '../fixtures/changed-phases.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { openRawSoap } from '../fixtures/raw-soap.ts'
import { allIn, runWarm, sourceState } from '../fixtures/warm-run.ts'

const world = labSuite('file', 12, { vms: 70, hosts: 4 })

/** When in a phase the cancel comes: before its work, or as soon as vCenter is at it. */
type Moment = 'before' | 'during'

interface Case {
  readonly phase: Phase
  readonly moment: Moment
}

/** Where vCenter works on a snapshot, it can be canceled in the middle of that. */
const AT_SNAPSHOTS: readonly Phase[] = [
  'CreateInitialSnapshot',
  'RemovePreviousSnapshot',
  'CreateSnapshot',
  'RemovePenultimateSnapshot',
  'CreateFinalSnapshot',
]

const casesOf = (type: Plan['type']): Case[] => [
  ...ITINERARIES[type]
    .filter(({ phase }) => !isBeyondCancel({ phase }))
    .map(({ phase }): Case => ({ phase, moment: 'before' })),
  ...ITINERARIES[type]
    .filter(({ phase }) => AT_SNAPSHOTS.includes(phase))
    .map(({ phase }): Case => ({ phase, moment: 'during' })),
]

/** Each VM is canceled in a phase of its own, by its name. */
const canceledIn = new Map<string, Case>()
/** VMs that their owner powers off as they come to a phase, by name. */
const offAt = new Map<string, Phase>()
/** VMs to whose sources somebody else adds a snapshot right before the cancel. */
const withForeign = new Set<string>()
const FOREIGN = 'nightly backup'
/** Phases whose work on a snapshot was under way when the cancel came. */
const caught = new Set<Phase>()

const phases = new Set(Object.values(ITINERARIES).flatMap((all) => all.map(({ phase }) => phase)))
beforeAll(() => {
  for (const phase of phases)
    changePhase(phase, (original) => async (context) => {
      const { name } = context.record.source
      if (offAt.get(name) === phase) {
        offAt.delete(name)
        await powerOff(context.record.vmId)
      }
      const wanted = canceledIn.get(name)
      if (wanted?.phase !== phase || context.signal.aborted) return original(context)
      if (withForeign.has(context.record.source.name)) await addForeign(context.record.vmId)
      if (wanted.moment === 'before') {
        await cancel(context)
        return original(context)
      }
      const work = { isOver: false }
      const atWork = original(context).finally(() => (work.isOver = true))
      // On a busy machine the work can be over before anybody looks; then the cancel comes right after it.
      while (!work.isOver && !(await isBusy(context.record.vmId)));
      if (!work.isOver) caught.add(phase)
      await cancel(context)
      return atWork
    })
})

/** Resolves as soon as the run has heard of it. The phase goes on with what it is at. */
async function cancel({ manifests, record, signal }: PhaseContext): Promise<void> {
  const heard = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  // Its answer comes once all is removed.
  void world.client.migrations.cancel({ migrationId: manifests.migrationId, vmIds: [record.vmId] })
  await heard
}

async function isBusy(vmId: string): Promise<boolean> {
  const text = await asAdministrator((soap) => soap.call(properties('VirtualMachine', vmId, 'recentTask')))
  const tasks = [...text.matchAll(/type="Task"[^>]*>([^<]+)</g)].map(([, id = '']) => id)
  const states = await Promise.all(
    tasks.map((id) => asAdministrator((soap) => soap.call(properties('Task', id, 'info.state')))),
  )
  return states.some((state) => state.includes('>running<'))
}

async function addForeign(vmId: string): Promise<void> {
  await asAdministrator((soap) =>
    soap.call(
      `<CreateSnapshot_Task><_this type="VirtualMachine">${vmId}</_this><name>${FOREIGN}</name>` +
        '<description>Not of a migration</description><memory>false</memory><quiesce>false</quiesce></CreateSnapshot_Task>',
    ),
  )
  await expect.poll(async () => (await sourceState(world, vmId)).snapshots).toContain(FOREIGN)
}

async function powerOff(vmId: string): Promise<void> {
  await asAdministrator((soap) =>
    soap.call(`<PowerOffVM_Task><_this type="VirtualMachine">${vmId}</_this></PowerOffVM_Task>`),
  )
  await expect.poll(async () => (await sourceState(world, vmId)).power).toBe('poweredOff')
}

let administrator: ReturnType<typeof openRawSoap> | undefined
async function asAdministrator<T>(use: (soap: Awaited<ReturnType<typeof openRawSoap>>) => T): Promise<T> {
  administrator ??= openRawSoap(world.lab.endpoints.vcenter)
  return use(await administrator)
}

const properties = (type: string, id: string, path: string): string =>
  '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
  `<propSet><type>${type}</type><all>false</all><pathSet>${path}</pathSet></propSet>` +
  `<objectSet><obj type="${type}">${id}</obj></objectSet></specSet><options/></RetrievePropertiesEx>`

/** VMs that run and have one small disk, or several. */
async function smallVms(several = false): Promise<string[]> {
  const { vms } = await readInventory(world.client, world.sourceId)
  return vms
    .filter((vm) => /^[a-z]+-\d{4}$/.test(vm.name) && vm.powerState === 'poweredOn')
    .filter((vm) => vm.disks.length > 1 === several && vm.snapshotCount === 0 && vm.changeTracking)
    .sort((a, b) => (a.disks[0]?.capacityBytes ?? 0) - (b.disks[0]?.capacityBytes ?? 0))
    .map((vm) => vm.name)
}

describe.each(['cold', 'warm'] as const)('a cancel of a %s migration', (type) => {
  it('in any phase leaves nothing but the source as it was', { timeout: 300_000 }, async () => {
    const cases = casesOf(type)
    const names = (await smallVms()).slice(0, cases.length)
    expect(names).toHaveLength(cases.length)
    canceledIn.clear()
    names.forEach((name, index) => canceledIn.set(name, cases[index]!))
    // A backup comes in between wherever snapshots of ours may be there.
    withForeign.clear()
    if (type === 'warm')
      for (const [name, { phase, moment }] of canceledIn)
        if (moment === 'before' && AFTER_FIRST.has(phase)) withForeign.add(name)
    const targetNamespace = `gone-${type}`
    const change = { name: type, type, targetNamespace }
    const end = await runWarm(world, names, { deltas: 1, change })
    const ended = await Promise.all(end.vms.map((vm) => endOf(vm)))
    const wanted = names.map((name): Awaited<ReturnType<typeof endOf>> => ({
      ...canceledIn.get(name)!,
      state: 'canceled',
      power: 'poweredOn',
      snapshots: withForeign.has(name) ? [FOREIGN] : [],
    }))
    expect(ended).toEqual(wanted)
    expect(await allIn(world, targetNamespace)).toEqual([])
    // Nothing comes late either.
    for (const vm of end.vms) if (type === 'warm') expect(await isBusy(vm.vmId)).toBe(false)
  })
})

/** Where a VM of several disks has a part of them done, and where one that is off could be powered on. */
const PARTLY: Readonly<Record<Plan['type'], readonly Phase[]>> = {
  cold: ['CreateDataVolumes', 'CopyDisks', 'ConvertGuest'],
  warm: ['CreateDataVolumes', 'CopyDisks', 'AddCheckpoint', 'Finalize'],
}
const OFF: Readonly<Record<Plan['type'], readonly Phase[]>> = {
  cold: ['PowerOffSource', 'CopyDisks', 'CreateVM'],
  warm: ['CreateInitialSnapshot', 'CopyDisks', 'CreateFinalSnapshot', 'CreateVM'],
}

describe.each(['cold', 'warm'] as const)('a cancel of a %s migration', (type) => {
  it('of several disks, or of a VM that is off, leaves just that', { timeout: 300_000 }, async () => {
    const several = (await smallVms(true)).slice(0, PARTLY[type].length)
    const single = (await smallVms()).slice(0, OFF[type].length + 1)
    const off = single.slice(1)
    // Its owner shuts it down between the first copy and the cutover.
    const offLater = type === 'warm' ? single.slice(0, 1) : []
    const names = [...several, ...off, ...offLater]
    expect(names).toHaveLength(PARTLY[type].length + OFF[type].length + offLater.length)
    withForeign.clear()
    canceledIn.clear()
    several.forEach((name, index) => canceledIn.set(name, { phase: PARTLY[type][index]!, moment: 'before' }))
    off.forEach((name, index) => canceledIn.set(name, { phase: OFF[type][index]!, moment: 'before' }))
    for (const name of offLater) {
      canceledIn.set(name, { phase: 'Finalize', moment: 'before' })
      offAt.set(name, 'CopyingPaused')
    }
    const { vms } = await readInventory(world.client, world.sourceId)
    for (const vm of vms) if (off.includes(vm.name)) await powerOff(vm.id)
    const targetNamespace = `partly-${type}`
    const change = { name: `partly-${type}`, type, targetNamespace }
    const end = await runWarm(world, names, { deltas: 1, change, quiet: new Set([...off, ...offLater]) })
    expect(await Promise.all(end.vms.map((vm) => endOf(vm)))).toEqual(
      names.map((name) => ({
        ...canceledIn.get(name)!,
        state: 'canceled',
        power: several.includes(name) ? 'poweredOn' : 'poweredOff',
        snapshots: [],
      })),
    )
    expect(await allIn(world, targetNamespace)).toEqual([])
  })
})

const AFTER_FIRST = new Set<Phase>([
  'CopyDisks',
  'CopyingPaused',
  'RemovePreviousSnapshot',
  'AddCheckpoint',
  'WaitForPowerOff',
  'Finalize',
  'ConvertGuest',
])

async function endOf({ name, vmId, phase, state }: VmView) {
  const moment = canceledIn.get(name)?.moment ?? 'before'
  return { phase, moment, state, ...(await sourceState(world, vmId)) }
}
