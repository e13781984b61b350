import type { EstateVm } from '../estate/model.ts'
import { settleTracking } from '../estate/vm-history.ts'
import { VimFault } from './fault.ts'
import { hostRef } from './objects/refs.ts'
import type { VimState } from './vim-state.ts'

/** Times in ms of lab time. */
const POWER_ON_MS = 800
const POWER_OFF_MS = 500
const GUEST_BOOT_MS = 2500
const GUEST_SHUTDOWN_MS = 2000
/** The guest takes up to this much longer, depending on the VM. */
const GUEST_SHUTDOWN_SPREAD_MS = 2000

const STATE_WORDS = { poweredOn: 'Powered on', poweredOff: 'Powered off', suspended: 'Suspended' } as const

/** Fault of an operation that needs another power state. */
function invalidPowerState(vm: EstateVm, requestedState: EstateVm['powerState']): VimFault {
  return new VimFault(
    'InvalidPowerState',
    `The attempted operation cannot be performed in the current state (${STATE_WORDS[vm.powerState]}).`,
    { requestedState, existingState: vm.powerState },
  )
}

/** Refuses what no operation can be done on: templates and VMs whose files cannot be reached. */
export function checkOperable(vm: EstateVm): void {
  if (vm.isTemplate) {
    throw new VimFault('NotSupported', 'The operation is not supported on a template.')
  }
  if (vm.connectionState !== 'connected') {
    throw new VimFault(
      'InvalidState',
      'The operation is not allowed in the current connection state of the virtual machine.',
    )
  }
}

export async function powerOn(vim: VimState, vm: EstateVm): Promise<undefined> {
  checkOperable(vm)
  if (vm.powerState === 'poweredOn') throw invalidPowerState(vm, 'poweredOff')
  const host = vim.index.host(vm.hostId)
  if (host.inMaintenance || host.connectionState !== 'connected') {
    throw new VimFault('InvalidHostState', 'The operation is not allowed in the current state of the host.', {
      host: hostRef(host.id),
    })
  }
  await vim.clock.sleep(POWER_ON_MS, vim.signal)
  settleTracking(vim.estate, vm)
  vm.powerState = 'poweredOn'
  vm.bootedAt = vim.clock.now()
  vim.estate.touch(vm.id)
  bootGuest(vim, vm)
  return undefined
}

export async function powerOff(vim: VimState, vm: EstateVm): Promise<undefined> {
  checkOperable(vm)
  if (vm.powerState === 'poweredOff') throw invalidPowerState(vm, 'poweredOn')
  await vim.clock.sleep(POWER_OFF_MS, vim.signal)
  goDown(vim, vm, false)
  return undefined
}

export async function reset(vim: VimState, vm: EstateVm): Promise<undefined> {
  checkOperable(vm)
  if (vm.powerState !== 'poweredOn') throw invalidPowerState(vm, 'poweredOn')
  await vim.clock.sleep(POWER_OFF_MS, vim.signal)
  if (vm.tools === 'running') vm.tools = 'notRunning'
  vm.bootedAt = vim.clock.now()
  vim.estate.touch(vm.id)
  bootGuest(vim, vm)
  return undefined
}

/** Asks the guest to shut down and returns at once; the guest goes down some seconds later. */
export function shutdownGuest(vim: VimState, vm: EstateVm): void {
  checkOperable(vm)
  if (vm.powerState !== 'poweredOn') throw invalidPowerState(vm, 'poweredOn')
  if (vm.tools !== 'running') {
    throw new VimFault(
      'ToolsUnavailable',
      'Cannot complete operation because VMware Tools is not running in this virtual machine.',
    )
  }
  const boot = vm.bootedAt
  const number = Number(vm.id.replace('vm-', ''))
  const ms = GUEST_SHUTDOWN_MS + ((number * 617) % GUEST_SHUTDOWN_SPREAD_MS)
  later(vim, ms, () => {
    // Not if somebody was faster: powered it off or reset it.
    if (vm.powerState === 'poweredOn' && vm.bootedAt === boot) goDown(vim, vm, true)
  })
}

function goDown(vim: VimState, vm: EstateVm, clean: boolean): void {
  vm.powerState = 'poweredOff'
  vm.cleanPowerOff = clean
  if (vm.tools === 'running') vm.tools = 'notRunning'
  vim.estate.touch(vm.id)
}

/** Tools start with the guest, where they are installed. */
function bootGuest(vim: VimState, vm: EstateVm): void {
  if (vm.tools === 'notInstalled') return
  const boot = vm.bootedAt
  later(vim, GUEST_BOOT_MS, () => {
    if (vm.powerState !== 'poweredOn' || vm.bootedAt !== boot) return
    vm.tools = 'running'
    vim.estate.touch(vm.id)
  })
}

/** Does `action` after `ms` of lab time, unless the vCenter closes before. */
function later(vim: VimState, ms: number, action: () => void): void {
  vim.clock.sleep(ms, vim.signal).then(action, () => undefined)
}
