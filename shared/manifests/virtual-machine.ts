/** The VirtualMachine (kubevirt.io/v1) that takes over from the source VM. */
import type { V1VirtualMachineSpec } from '@kubevirt-ui-ext/kubevirt-api/kubevirt'
import type { Vm } from '../inventory/model.ts'
import type { NetworkPair, PlanOptions } from '../plan/model.ts'
import { labelValue, objectLabels } from './labels.ts'
import type { Manifest, PlanContext } from './manifest.ts'
import { dataVolumeName } from './object-names.ts'
import { clock, cpu, disks, features, firmware, tpm, volumeName } from './vm-hardware.ts'
import { nics } from './vm-networks.ts'

/** Annotations that lead from a migrated VM back to its source. */
const sourceIdAnnotation = 'palletjack/source-id'
const sourceNameAnnotation = 'palletjack/source-name'

export interface VirtualMachineInput {
  readonly targetName: string
  readonly networkMap: readonly NetworkPair[]
  readonly targetPowerState: PlanOptions['targetPowerState']
  /** Whether the source ran before its migration. */
  readonly sourceWasOn: boolean
  /** Time zone of the ESXi host, "UTC" or "Europe/Berlin"; empty counts as UTC. */
  readonly timeZone: string
  /** SATA disks, e1000e cards and a USB tablet: for guests that were not converted. Default false. */
  readonly compatibilityMode?: boolean
}

export type VirtualMachine = Manifest<V1VirtualMachineSpec>

/**
 * The target VM on the copied claims; the disks of `vm` are in the order of the target. Where a field comes from is in
 * vm-hardware.ts and vm-networks.ts; not taken over are reservations, limits and shares, hot-plug, video, sound,
 * floppy, CD-ROM and serial ports.
 */
export function virtualMachine(context: PlanContext, vm: Vm, input: VirtualMachineInput): VirtualMachine {
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: {
      name: input.targetName,
      namespace: context.targetNamespace,
      labels: { ...objectLabels(context, vm.id), app: labelValue(input.targetName) },
      annotations: {
        [sourceIdAnnotation]: vm.id,
        [sourceNameAnnotation]: vm.name,
        ...(vm.name === input.targetName ? {} : { 'openshift.io/display-name': vm.name }),
      },
    },
    spec: {
      runStrategy: runStrategy(input.targetPowerState, input.sourceWasOn),
      template: {
        // Not the labels of the run: launcher pods inherit these, and a clean-up must not find them.
        metadata: { labels: { app: labelValue(input.targetName) } },
        spec: instanceSpec(context, vm, input),
      },
    },
  }
}

/** `auto` runs the target if the source ran before its migration. */
export function runStrategy(
  targetPowerState: PlanOptions['targetPowerState'],
  sourceWasOn: boolean,
): 'Always' | 'Halted' {
  if (targetPowerState === 'auto') return sourceWasOn ? 'Always' : 'Halted'
  return targetPowerState === 'on' ? 'Always' : 'Halted'
}

function instanceSpec(context: PlanContext, vm: Vm, input: VirtualMachineInput) {
  const old = input.compatibilityMode ?? false
  const { interfaces, networks } = nics(vm, input.networkMap, old ? 'e1000e' : 'virtio')
  const smm = features(vm)
  return {
    domain: {
      cpu: cpu(vm),
      memory: { guest: `${vm.memoryMiB}Mi` },
      firmware: firmware(vm, context.kubevirtVersion),
      clock: clock(input.timeZone),
      ...(smm === undefined ? {} : { features: smm }),
      devices: {
        disks: disks(vm, old ? 'sata' : 'virtio'),
        interfaces,
        inputs: [{ name: 'tablet', type: 'tablet', bus: old ? 'usb' : 'virtio' }],
        tpm: tpm(vm),
        // Without this KubeVirt gives a VM that lists no interface one on the pod network.
        ...(interfaces.length === 0 ? { autoattachPodInterface: false } : {}),
      },
    },
    networks,
    volumes: vm.disks.map((_disk, index) => ({
      name: volumeName(index),
      persistentVolumeClaim: { claimName: dataVolumeName(context, vm.id, input.targetName, index) },
    })),
  }
}
