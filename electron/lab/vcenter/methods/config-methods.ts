import { canTrack, changedAreas } from '../../estate/change-tracking.ts'
import type { EstateDisk, EstateVm } from '../../estate/model.ts'
import { findSnapshot } from '../../estate/snapshots.ts'
import { invalidArgument, objectNotFound, VimFault } from '../fault.ts'
import { checkOperable } from '../power.ts'
import { workFor } from '../tasks.ts'
import { isArray, isObject, Ref, textOf, type Vim, type VimObject } from '../vim/value.ts'
import { objectArg, textArg, type Methods, type SessionCall } from './call.ts'
import { targetVm, vmTask } from './vm-call.ts'

const RECONFIGURE_MS = 400
/** Areas in one answer: few, so that every caller must know how to go on. */
const AREAS_AT_ONCE = 32

/** What each field of a change of configuration needs. A field that is not here cannot be changed. */
const FIELDS: Readonly<Record<string, string>> = {
  changeTrackingEnabled: 'VirtualMachine.Config.ChangeTracking',
  extraConfig: 'VirtualMachine.Config.AdvancedConfig',
  deviceChange: 'VirtualMachine.Config.DiskExtend',
}

/** VirtualMachine: configuration and changed blocks. */
export const CONFIG_METHODS: Methods = {
  ReconfigVM_Task: {
    on: 'VirtualMachine',
    params: { spec: 'VirtualMachineConfigSpec' },
    returns: 'ref',
    run: (call) => {
      const spec = objectArg(call, 'spec')
      for (const field of fieldsOf(spec)) {
        const privilege = FIELDS[field]
        if (privilege !== undefined) call.access.require(call.session.userName, call.target.ref, privilege)
      }
      return vmTask(call, {
        name: 'ReconfigVM_Task',
        descriptionId: 'VirtualMachine.reconfigure',
        run: async (vm, task) => {
          checkSpec(vm, spec)
          await workFor(call.vim, task, RECONFIGURE_MS)
          reconfigure(vm, spec)
          extendDisks(call, vm, spec)
          call.vim.estate.touch(vm.id)
          return undefined
        },
      })
    },
  },
  QueryChangedDiskAreas: {
    on: 'VirtualMachine',
    privilege: 'VirtualMachine.Provisioning.DiskRandomRead',
    params: { snapshot: 'ref', deviceKey: 'int', startOffset: 'long', changeId: '' },
    returns: 'DiskChangeInfo',
    run: queryChanges,
  },
}

function fieldsOf(spec: VimObject): string[] {
  return Object.keys(spec).filter((field) => field !== '$type' && spec[field] !== undefined)
}

function checkSpec(vm: EstateVm, spec: VimObject): void {
  checkOperable(vm)
  const other = fieldsOf(spec).find((field) => FIELDS[field] === undefined)
  if (other !== undefined) {
    throw new VimFault('NotSupported', `The operation is not supported: spec.${other} cannot be changed.`)
  }
  extensionsOf(vm, spec)
  if (spec.changeTrackingEnabled === true && !canTrack(vm)) {
    throw new VimFault(
      'NotSupported',
      'The operation is not supported: change tracking (spec.changeTrackingEnabled) needs hardware version 7.',
    )
  }
}

/** Change tracking begins when the guest next stands still: at a snapshot or a power-on. */
function reconfigure(vm: EstateVm, spec: VimObject): void {
  const extra = new Map(Object.entries(vm.extraConfig))
  if (typeof spec.changeTrackingEnabled === 'boolean') {
    vm.changeTracking = spec.changeTrackingEnabled
    extra.set('ctkEnabled', spec.changeTrackingEnabled ? 'TRUE' : 'FALSE')
  }
  for (const option of isArray(spec.extraConfig) ? spec.extraConfig : []) {
    if (!isObject(option)) continue
    const value = textOf(option.value)
    // An empty value takes the key away.
    if (value === '') extra.delete(textOf(option.key))
    else extra.set(textOf(option.key), value)
  }
  vm.extraConfig = Object.fromEntries(extra)
}

interface Extension {
  readonly disk: EstateDisk
  readonly capacityBytes: number
}

/** Of the changes of devices only this one: a disk becomes larger. */
function extensionsOf(vm: EstateVm, { deviceChange }: VimObject): Extension[] {
  return (isArray(deviceChange) ? deviceChange : []).map((change) => {
    const device = isObject(change) && change.operation === 'edit' ? change.device : undefined
    const key = isObject(device) ? device.key : undefined
    const capacity = isObject(device) ? device.capacityInKB : undefined
    const disk = vm.disks.find((one) => one.key === key)
    if (!disk || typeof capacity !== 'number' || capacity * 1024 < disk.capacityBytes)
      throw new VimFault(
        'NotSupported',
        'The operation is not supported: only disks can be changed, to grow.',
      )
    if (vm.snapshots.length > 0)
      throw new VimFault('NotSupported', 'The operation is not supported: a disk with snapshots cannot grow.')
    return { disk, capacityBytes: capacity * 1024 }
  })
}

function extendDisks(call: SessionCall, vm: EstateVm, spec: VimObject): void {
  for (const { disk, capacityBytes } of extensionsOf(vm, spec)) {
    disk.capacityBytes = capacityBytes
    call.vim.estate.image(disk.file)?.extend(capacityBytes)
  }
}

function queryChanges(call: SessionCall): VimObject {
  const vm = targetVm(call)
  const { snapshot, deviceKey, startOffset } = call.args
  const disk = vm.disks.find((one) => one.key === deviceKey)
  if (disk === undefined) throw invalidArgument('deviceKey')
  if (typeof startOffset !== 'number' || startOffset < 0 || startOffset >= disk.capacityBytes) {
    throw invalidArgument('startOffset')
  }
  const areas = areasOf(call, vm, disk, snapshot).flatMap(({ start, length }) => {
    const end = start + length
    return end <= startOffset ? [] : [{ start: Math.max(start, startOffset), end }]
  })
  const shown = areas.slice(0, AREAS_AT_ONCE)
  const end = areas.length > shown.length ? (shown.at(-1)?.end ?? 0) : disk.capacityBytes
  return {
    startOffset,
    length: end - startOffset,
    changedArea: shown.map((area) => ({ start: area.start, length: area.end - area.start })),
  }
}

function areasOf(
  call: SessionCall,
  vm: EstateVm,
  disk: EstateDisk,
  snapshot: Vim,
): readonly { readonly start: number; readonly length: number }[] {
  if (snapshot instanceof Ref && findSnapshot(vm.snapshots, snapshot.id) === undefined) {
    throw objectNotFound(snapshot)
  }
  const snapshotId = snapshot instanceof Ref ? snapshot.id : undefined
  if (snapshotId === undefined && vm.powerState !== 'poweredOff') throw invalidArgument('snapshot')
  const image = call.vim.estate.image(disk.file)
  const query = { snapshotId, since: textArg(call, 'changeId'), thin: disk.thin }
  const areas = image === undefined ? 'no-history' : changedAreas(image, query)
  if (areas === 'bad-id') throw invalidArgument('changeId')
  if (areas === 'no-history') {
    const file = image?.layer(snapshotId)?.file ?? disk.file
    throw new VimFault('FileFault', `Error caused by file ${file}`, { file })
  }
  return areas
}
