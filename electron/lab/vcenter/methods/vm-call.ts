import type { EstateVm } from '../../estate/model.ts'
import { objectNotFound } from '../fault.ts'
import { vmRef } from '../objects/refs.ts'
import type { RunningTask } from '../tasks.ts'
import { Ref, type Vim } from '../vim/value.ts'
import type { SessionCall } from './call.ts'

export interface VmTask {
  /** For example CreateSnapshot_Task. */
  readonly name: string
  /** For example VirtualMachine.createSnapshot. */
  readonly descriptionId: string
  readonly cancelable?: boolean
  readonly run: (vm: EstateVm, task: RunningTask) => Promise<Vim>
}

/** Starts a task on the VM that was called. As through a real vCenter, a refusal is the task's error. */
export function vmTask(call: SessionCall, { name, descriptionId, cancelable, run }: VmTask): Ref {
  const vm = targetVm(call)
  return call.tasks.start({
    name,
    descriptionId,
    entity: vmRef(vm.id),
    entityName: vm.name,
    userName: call.session.userName,
    cancelable: cancelable ?? false,
    run: async (task) => {
      call.failIfAsked(name, vm.id)
      return run(vm, task)
    },
  })
}

/** The VM that was called, itself or through one of its snapshots. */
export function targetVm(call: SessionCall): EstateVm {
  const { target, vim } = call
  const owner = target.ref.type === 'VirtualMachineSnapshot' ? target.get('vm') : target.ref
  const vm = owner instanceof Ref ? vim.vm(owner.id) : undefined
  if (vm === undefined) throw objectNotFound(target.ref)
  return vm
}
