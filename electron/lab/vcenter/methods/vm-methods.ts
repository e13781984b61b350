import type { EstateVm } from '../../estate/model.ts'
import { addSnapshot, removeSnapshot } from '../../estate/snapshots.ts'
import { objectNotFound } from '../fault.ts'
import { snapshotRef, vmRef } from '../objects/refs.ts'
import { checkOperable, powerOff, powerOn, reset, shutdownGuest } from '../power.ts'
import type { TaskOptions } from '../tasks.ts'
import { Ref, type Vim } from '../vim/value.ts'
import { flagArg, optionalText, textArg, type Methods, type SessionCall } from './call.ts'

/** How long snapshot work takes, in ms of lab time. */
const CREATE_SNAPSHOT_MS = 1200
const REMOVE_SNAPSHOT_MS = 1500

/** VirtualMachine and VirtualMachineSnapshot. */
export const VM_METHODS: Methods = {
  PowerOnVM_Task: {
    on: 'VirtualMachine',
    params: { host: 'ref' },
    returns: 'ref',
    run: (call) => vmTask(call, 'PowerOnVM_Task', 'VirtualMachine.powerOn', (vm) => powerOn(call.world, vm)),
  },
  PowerOffVM_Task: {
    on: 'VirtualMachine',
    returns: 'ref',
    run: (call) =>
      vmTask(call, 'PowerOffVM_Task', 'VirtualMachine.powerOff', (vm) => powerOff(call.world, vm)),
  },
  ResetVM_Task: {
    on: 'VirtualMachine',
    returns: 'ref',
    run: (call) => vmTask(call, 'ResetVM_Task', 'VirtualMachine.reset', (vm) => reset(call.world, vm)),
  },
  ShutdownGuest: {
    on: 'VirtualMachine',
    run: (call) => {
      shutdownGuest(call.world, targetVm(call))
      return undefined
    },
  },
  CreateSnapshot_Task: {
    on: 'VirtualMachine',
    params: { name: '', description: '', memory: 'boolean', quiesce: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, 'CreateSnapshot_Task', 'VirtualMachine.createSnapshot', (vm, progress) =>
        createSnapshot(call, vm, progress),
      ),
  },
  RemoveSnapshot_Task: {
    on: 'VirtualMachineSnapshot',
    params: { removeChildren: 'boolean', consolidate: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, 'RemoveSnapshot_Task', 'vm.Snapshot.remove', (vm, progress) =>
        dropSnapshot(call, vm, progress),
      ),
  },
  RemoveAllSnapshots_Task: {
    on: 'VirtualMachine',
    params: { consolidate: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, 'RemoveAllSnapshots_Task', 'VirtualMachine.removeAllSnapshots', async (vm, progress) => {
        await worked(call, REMOVE_SNAPSHOT_MS, progress)
        vm.snapshots = []
        vm.currentSnapshotId = undefined
        vm.consolidationNeeded = false
        call.world.estate.touch(vm.id)
        return undefined
      }),
  },
}

async function createSnapshot(call: SessionCall, vm: EstateVm, progress: (n: number) => void): Promise<Vim> {
  checkOperable(vm)
  await worked(call, CREATE_SNAPSHOT_MS, progress)
  const snapshot = addSnapshot(vm, {
    name: textArg(call, 'name'),
    description: optionalText(call, 'description') ?? '',
    createdAt: call.world.clock.now(),
    quiesced: flagArg(call, 'quiesce') && vm.tools === 'running',
  })
  call.world.estate.touch(vm.id)
  return snapshotRef(snapshot.id)
}

async function dropSnapshot(call: SessionCall, vm: EstateVm, progress: (n: number) => void): Promise<Vim> {
  await worked(call, REMOVE_SNAPSHOT_MS, progress)
  const gone = removeSnapshot(vm, call.target.ref.id, flagArg(call, 'removeChildren'))
  if (gone.length === 0) throw objectNotFound(call.target.ref)
  call.world.estate.touch(vm.id)
  return undefined
}

async function worked(call: SessionCall, ms: number, progress: (percent: number) => void): Promise<void> {
  await call.world.clock.sleep(ms / 2, call.world.signal)
  progress(50)
  await call.world.clock.sleep(ms / 2, call.world.signal)
}

/** The VM that was called, itself or through one of its snapshots. */
function targetVm(call: SessionCall): EstateVm {
  const { target, world } = call
  const owner = target.ref.type === 'VirtualMachineSnapshot' ? target.get('vm') : target.ref
  const vm = owner instanceof Ref ? world.vm(owner.id) : undefined
  if (vm === undefined) throw objectNotFound(target.ref)
  return vm
}

/** As through a real vCenter, a refusal is the task's error, not a fault of the call. */
function vmTask(
  call: SessionCall,
  name: string,
  descriptionId: string,
  run: (vm: EstateVm, progress: Parameters<TaskOptions['run']>[0]) => Promise<Vim>,
): Ref {
  const vm = targetVm(call)
  return call.tasks.start({
    name,
    descriptionId,
    entity: vmRef(vm.id),
    entityName: vm.name,
    userName: call.session.userName,
    run: (progress) => run(vm, progress),
  })
}
