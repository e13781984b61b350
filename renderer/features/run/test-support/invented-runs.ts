/** Invented runs. No real one looks exactly like them. */
import type { MigrationView, StepView, VmView } from '../../../../shared/migration/model.ts'

export const GIB = 1024 ** 3

const STEP_TEXTS = {
  Initialize: 'Prepare the target and shut down the source',
  DiskTransfer: 'Copy the disks',
  ImageConversion: 'Convert the guest to run on KVM',
  VirtualMachineCreation: 'Create the virtual machine',
} as const

/** The four steps; `states` says how far they are, `from` (ms since 1970) when the first began. */
export function inventedSteps(
  states: readonly StepView['state'][],
  from: number,
  durations: readonly number[],
): StepView[] {
  let at = from
  return (Object.keys(STEP_TEXTS) as (keyof typeof STEP_TEXTS)[]).map((name, index) => {
    const state = states[index] ?? 'pending'
    const startedAt = state === 'pending' ? undefined : new Date(at).toISOString()
    at += durations[index] ?? 0
    const endedAt = state === 'pending' || state === 'running' ? undefined : new Date(at).toISOString()
    return {
      name,
      description: STEP_TEXTS[name],
      state,
      startedAt,
      endedAt,
    }
  })
}

export function inventedVmView(name: string, change: Partial<VmView> = {}): VmView {
  return {
    vmId: `id-${name}`,
    name,
    targetName: name,
    hostName: 'esx-01',
    diskWay: 'through vCenter',
    phase: 'CopyDisks',
    state: 'running',
    waitReason: '',
    steps: [],
    disks: [],
    bytesCopied: 0,
    bytesTotal: 40 * GIB,
    ...change,
  }
}

export function inventedRun(vms: VmView[], change: Partial<MigrationView> = {}): MigrationView {
  return {
    id: 'run-1',
    planId: 'plan-1',
    planName: 'wave-1',
    type: 'cold',
    state: 'running',
    vmCount: vms.length,
    bytesCopied: vms.reduce((sum, vm) => sum + vm.bytesCopied, 0),
    bytesTotal: vms.reduce((sum, vm) => sum + vm.bytesTotal, 0),
    startedAt: '2026-11-23T00:00:00Z',
    estimate: {
      bytesPerSecond: 120 * 1024 ** 2,
      remainingMs: 2_400_000,
      quality: 'fair',
      basis: 'copy rate of the last 60 s',
    },
    targetNamespace: 'finance',
    vms,
    hosts: [
      { hostId: 'host-1', name: 'esx-01', copies: 4, limit: 10, because: 'The default bears 10 copies.' },
      { hostId: 'host-3', name: 'esx-03', copies: 10, limit: 10, because: 'The default bears 10 copies.' },
    ],
    ...change,
  }
}
