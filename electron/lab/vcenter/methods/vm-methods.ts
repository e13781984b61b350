import { powerOff, powerOn, reset, shutdownGuest } from '../power.ts'
import type { Methods } from './call.ts'
import { targetVm, vmTask } from './vm-call.ts'

/** VirtualMachine: power. */
export const VM_METHODS: Methods = {
  PowerOnVM_Task: {
    on: 'VirtualMachine',
    privilege: 'VirtualMachine.Interact.PowerOn',
    params: { host: 'ref' },
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'PowerOnVM_Task',
        descriptionId: 'VirtualMachine.powerOn',
        run: (vm) => powerOn(call.vim, vm),
      }),
  },
  PowerOffVM_Task: {
    on: 'VirtualMachine',
    privilege: 'VirtualMachine.Interact.PowerOff',
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'PowerOffVM_Task',
        descriptionId: 'VirtualMachine.powerOff',
        run: (vm) => powerOff(call.vim, vm),
      }),
  },
  ResetVM_Task: {
    on: 'VirtualMachine',
    privilege: 'VirtualMachine.Interact.Reset',
    returns: 'ref',
    run: (call) =>
      vmTask(call, {
        name: 'ResetVM_Task',
        descriptionId: 'VirtualMachine.reset',
        run: (vm) => reset(call.vim, vm),
      }),
  },
  ShutdownGuest: {
    on: 'VirtualMachine',
    privilege: 'VirtualMachine.Interact.PowerOff',
    run: (call) => {
      shutdownGuest(call.vim, targetVm(call))
      return undefined
    },
  },
}
