import type { Estate, EstateVm } from '../../estate/model.ts'
import { allSnapshots, snapshotPath } from '../../estate/snapshots.ts'
import {
  consolidate,
  dropAllSnapshots,
  dropSnapshot,
  revertTo,
  takeSnapshot,
} from '../../estate/vm-history.ts'
import { notFound, objectNotFound, VimFault } from '../fault.ts'
import { snapshotRef } from '../objects/refs.ts'
import { checkOperable } from '../power.ts'
import { workFor, type RunningTask } from '../tasks.ts'
import type { Vim } from '../vim/value.ts'
import { flagArg, optionalObject, optionalText, textArg, type Methods, type SessionCall } from './call.ts'
import { vmTask } from './vm-call.ts'

/** How long snapshot work takes, in ms of lab time. */
const CREATE_MS = 1200
const QUIESCE_MS = 800
const MEMORY_MS = 3000
const REMOVE_MS = 1500
const REVERT_MS = 1000
/** What vSphere allows in one chain. */
const MOST_LEVELS = 32

const CREATE = 'VirtualMachine.State.CreateSnapshot'
const REVERT = 'VirtualMachine.State.RevertToSnapshot'
const REMOVE = 'VirtualMachine.State.RemoveSnapshot'

/** VirtualMachine and VirtualMachineSnapshot: snapshots. */
export const SNAPSHOT_METHODS: Methods = {
  CreateSnapshot_Task: {
    on: 'VirtualMachine',
    privilege: CREATE,
    params: { name: '', description: '', memory: 'boolean', quiesce: 'boolean' },
    returns: 'ref',
    run: (call) => createTask(call, 'CreateSnapshot_Task', flagArg(call, 'quiesce')),
  },
  CreateSnapshotEx_Task: {
    on: 'VirtualMachine',
    privilege: CREATE,
    params: { name: '', description: '', memory: 'boolean', quiesceSpec: 'VirtualMachineGuestQuiesceSpec' },
    returns: 'ref',
    run: (call) =>
      createTask(call, 'CreateSnapshotEx_Task', optionalObject(call, 'quiesceSpec') !== undefined),
  },
  RemoveSnapshot_Task: {
    on: 'VirtualMachineSnapshot',
    privilege: REMOVE,
    params: { removeChildren: 'boolean', consolidate: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'RemoveSnapshot_Task',
        descriptionId: 'vm.Snapshot.remove',
        run: (vm, task) => remove(call, vm, task),
      }),
  },
  RemoveAllSnapshots_Task: {
    on: 'VirtualMachine',
    privilege: REMOVE,
    params: { consolidate: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'RemoveAllSnapshots_Task',
        descriptionId: 'VirtualMachine.removeAllSnapshots',
        run: async (vm, task) => {
          checkOperable(vm)
          await workFor(call.vim, task, REMOVE_MS)
          dropAllSnapshots(call.vim.estate, vm, mergeAsked(call))
          return undefined
        },
      }),
  },
  RevertToSnapshot_Task: {
    on: 'VirtualMachineSnapshot',
    privilege: REVERT,
    params: { host: 'ref', suppressPowerOn: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'RevertToSnapshot_Task',
        descriptionId: 'vm.Snapshot.revert',
        run: (vm, task) => revert(call, vm, task, call.target.ref.id),
      }),
  },
  RevertToCurrentSnapshot_Task: {
    on: 'VirtualMachine',
    privilege: REVERT,
    params: { host: 'ref', suppressPowerOn: 'boolean' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'RevertToCurrentSnapshot_Task',
        descriptionId: 'VirtualMachine.revertToCurrentSnapshot',
        run: (vm, task) => revert(call, vm, task, vm.currentSnapshotId),
      }),
  },
  ConsolidateVMDisks_Task: {
    on: 'VirtualMachine',
    privilege: REMOVE,
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'ConsolidateVMDisks_Task',
        descriptionId: 'VirtualMachine.consolidateDisks',
        cancelable: true,
        run: async (vm, task) => {
          checkOperable(vm)
          await workFor(call.vim, task, REMOVE_MS)
          consolidate(call.vim.estate, vm)
          return undefined
        },
      }),
  },
}

function createTask(call: SessionCall, name: string, quiesce: boolean): Vim {
  const snapshotName = textArg(call, 'name')
  return vmTask(call, {
    name,
    descriptionId: 'VirtualMachine.createSnapshot',
    cancelable: true,
    run: (vm, task) => create(call, vm, task, snapshotName, quiesce),
  })
}

async function create(
  call: SessionCall,
  vm: EstateVm,
  task: RunningTask,
  name: string,
  quiesce: boolean,
): Promise<Vim> {
  checkOperable(vm)
  checkSnapshots(call.vim.estate, vm)
  // A VM that is off is at rest, asked for or not; one whose memory is kept needs no rest.
  const memory = flagArg(call, 'memory') && vm.powerState === 'poweredOn'
  const quiesced = quiesce && !memory && vm.powerState === 'poweredOn'
  if (quiesced && vm.tools !== 'running') {
    throw new VimFault(
      'FilesystemQuiesceFault',
      'An error occurred while quiescing the virtual machine. VMware Tools is not running in it.',
    )
  }
  await workFor(call.vim, task, CREATE_MS + (quiesced ? QUIESCE_MS : 0) + (memory ? MEMORY_MS : 0))
  const description = optionalText(call, 'description') ?? ''
  const { estate, clock } = call.vim
  const snapshot = takeSnapshot(estate, vm, { name, description, createdAt: clock.now(), quiesced, memory })
  return snapshotRef(snapshot.id)
}

/** Refuses what vSphere cannot take a snapshot of. */
function checkSnapshots(estate: Estate, vm: EstateVm): void {
  const levels = snapshotPath(vm.snapshots, vm.currentSnapshotId).length
  if (levels >= MOST_LEVELS) {
    throw new VimFault('TooManySnapshotLevels', 'The maximum number of snapshot levels has been reached.')
  }
  const shared = vm.disks.some((disk) => disk.sharing === 'sharingMultiWriter')
  if (shared || vm.sharedBus !== 'noSharing') {
    throw new VimFault(
      'SnapshotFault',
      'The virtual machine shares a disk or a bus with another one, which prevents snapshots.',
    )
  }
  const store = estate.datastores.find(
    (one) => !one.accessible && vm.disks.some((disk) => disk.datastoreId === one.id),
  )
  if (store !== undefined) {
    throw new VimFault('CannotAccessFile', `Unable to access a file on ${store.name}.`, {
      file: `[${store.name}]`,
    })
  }
}

async function remove(call: SessionCall, vm: EstateVm, task: RunningTask): Promise<Vim> {
  const { id } = call.target.ref
  if (!allSnapshots(vm.snapshots).some((snapshot) => snapshot.id === id))
    throw objectNotFound(call.target.ref)
  await workFor(call.vim, task, REMOVE_MS)
  const how = { children: flagArg(call, 'removeChildren'), merge: mergeAsked(call) }
  if (!dropSnapshot(call.vim.estate, vm, id, how)) throw objectNotFound(call.target.ref)
  return undefined
}

async function revert(
  call: SessionCall,
  vm: EstateVm,
  task: RunningTask,
  id: string | undefined,
): Promise<Vim> {
  checkOperable(vm)
  if (id === undefined) throw notFound('A snapshot to revert to')
  await workFor(call.vim, task, REVERT_MS)
  if (!revertTo(call.vim.estate, vm, id)) throw objectNotFound(call.target.ref)
  return undefined
}

/** Disks are merged unless the caller says not to. */
function mergeAsked(call: SessionCall): boolean {
  return call.args.consolidate !== false
}
