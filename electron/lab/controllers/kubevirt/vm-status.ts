import type { Claim, Condition, Pod, VirtualMachine, VirtualMachineInstance, VmiSpec } from '../objects.ts'

/** Claims that a machine's volumes stand on; a DataVolume's claim has the DataVolume's name. */
export function machineClaims(spec: VmiSpec): readonly string[] {
  return (spec.volumes ?? [])
    .map((volume) => volume.persistentVolumeClaim?.claimName ?? volume.dataVolume?.name)
    .filter((name) => name !== undefined)
}

export function shouldRun(vm: VirtualMachine): boolean {
  if (vm.spec.runStrategy === undefined) return vm.spec.running === true
  return ['Always', 'RerunOnFailure', 'Once'].includes(vm.spec.runStrategy)
}

export interface MachineFacts {
  readonly instance: VirtualMachineInstance | undefined
  readonly pod: Pod | undefined
  /** First claim of the machine that does not exist. */
  readonly missingClaim: string | undefined
  readonly claims: readonly Claim[]
  readonly now: string
}

/** The words of KubeVirt's `printableStatus`, as far as something here can cause them. */
export function printableStatus(vm: VirtualMachine, facts: MachineFacts): string {
  const { instance, pod } = facts
  if (vm.metadata.deletionTimestamp) return 'Terminating'
  if (!shouldRun(vm)) return instance ? 'Stopping' : 'Stopped'
  if (instance?.metadata.deletionTimestamp) return 'Stopping'
  if (facts.missingClaim !== undefined) return 'ErrorPvcNotFound'
  if (instance?.status?.phase === 'Running') return 'Running'
  const scheduled = pod?.status?.conditions?.find((condition) => condition.type === 'PodScheduled')
  if (scheduled?.status === 'False') {
    const unbound = facts.claims.some((claim) => claim.status?.phase !== 'Bound')
    return unbound ? 'WaitingForVolumeBinding' : 'ErrorUnschedulable'
  }
  return 'Starting'
}

/** What a VirtualMachine says about itself. */
export function machineStatus(vm: VirtualMachine, facts: MachineFacts): object {
  const ready = facts.instance?.status?.phase === 'Running'
  const reason = facts.missingClaim === undefined ? 'VMINotExists' : 'FailedPvcNotFound'
  const message =
    facts.missingClaim === undefined ? 'VMI does not exist' : `PVC ${facts.missingClaim} does not exist`
  const before = vm.status?.conditions?.find((condition) => condition.type === 'Ready')
  const status = ready ? 'True' : 'False'
  const condition: Condition = {
    type: 'Ready',
    status,
    ...(!ready && {
      reason: facts.instance ? 'GuestNotRunning' : reason,
      message: facts.instance ? '' : message,
    }),
    lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? facts.now) : facts.now,
  }
  return {
    printableStatus: printableStatus(vm, facts),
    created: facts.instance !== undefined,
    ready,
    runStrategy: vm.spec.runStrategy ?? (vm.spec.running === true ? 'Always' : 'Halted'),
    observedGeneration: vm.metadata.generation ?? 1,
    conditions: [condition],
  }
}
