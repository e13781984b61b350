import { isDeepStrictEqual } from 'node:util'
import type { ControllerContext } from '../context.ts'
import { pods, virtualMachineInstances, virtualMachines, type Kind } from '../kinds.ts'
import {
  controlledBy,
  ownerOfKind,
  type Claim,
  type KubeObject,
  type New,
  type Pod,
  type VirtualMachine,
  type VirtualMachineInstance,
} from '../objects.ts'
import { machineClaims, machineStatus, shouldRun } from './vm-status.ts'

const LAUNCHER_LABEL = 'kubevirt.io/domain'

/** Runs virtual machines: an instance and its launcher pod while one should run, nothing while it should not. */
export function startKubevirtController(context: ControllerContext): void {
  startMachineController(context)
  startInstanceController(context)
}

function startMachineController(context: ControllerContext): void {
  const controller = context.controller(virtualMachines, async (namespace, name) => {
    const vm = context.machines.get(namespace, name)
    if (!vm) return undefined
    const found = context.instances.get(namespace, name)
    const instance =
      ownerOfKind(found?.metadata ?? vm.metadata, 'VirtualMachine')?.uid === vm.metadata.uid
        ? found
        : undefined
    const wanted = machineClaims(vm.spec.template.spec)
    const claims = wanted.map((claim) => context.claims.get(namespace, claim))
    const facts = {
      instance,
      pod: instance && context.pods.get(namespace, launcherName(instance)),
      missingClaim: wanted.find((_, index) => claims[index] === undefined),
      claims: claims.filter((claim): claim is Claim => claim !== undefined),
      now: context.timestamp(),
    }
    await writeStatus(context, vm, machineStatus(vm, facts))
    if (vm.metadata.deletionTimestamp) return undefined
    if (!shouldRun(vm)) {
      if (instance) await context.client.delete(virtualMachineInstances, instance.metadata)
    } else if (!found && facts.missingClaim === undefined && (await isCurrent(context, virtualMachines, vm)))
      await context.client.create(virtualMachineInstances, instanceFor(vm))
    return undefined
  })
  const enqueueUsers = (claim: Claim): void => {
    for (const vm of context.machines.list(claim.metadata.namespace))
      if (machineClaims(vm.spec.template.spec).includes(claim.metadata.name)) controller.enqueue(vm.metadata)
  }
  controller.follow(context.machines)
  controller.follow(context.instances)
  controller.follow(context.pods, 'VirtualMachineInstance')
  context.claims.onChange(enqueueUsers)
}

/** False when the object went away meanwhile: what is made for it then would have no owner. */
async function isCurrent<T extends KubeObject>(
  context: ControllerContext,
  kind: Kind<T>,
  { metadata }: T,
): Promise<boolean> {
  const current = await context.client.get(kind, metadata.namespace, metadata.name)
  return current?.metadata.uid === metadata.uid && !current.metadata.deletionTimestamp
}

async function writeStatus(context: ControllerContext, vm: VirtualMachine, status: object): Promise<void> {
  if (isDeepStrictEqual({ ...vm.status, ...status }, vm.status)) return
  await context.client.patchStatus(virtualMachines, vm.metadata, status)
}

function instanceFor(vm: VirtualMachine): New<VirtualMachineInstance> {
  const { metadata, spec } = vm.spec.template
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    metadata: {
      name: vm.metadata.name,
      ...(vm.metadata.namespace && { namespace: vm.metadata.namespace }),
      labels: { ...metadata?.labels, [LAUNCHER_LABEL]: vm.metadata.name.slice(0, 63) },
      ownerReferences: [controlledBy(vm)],
    },
    spec,
  }
}

function startInstanceController(context: ControllerContext): void {
  const controller = context.controller(virtualMachineInstances, async (namespace, name) => {
    const instance = context.instances.get(namespace, name)
    if (!instance || instance.metadata.deletionTimestamp) return undefined
    const pod = context.pods.get(namespace, launcherName(instance))
    if (!pod) {
      if (await isCurrent(context, virtualMachineInstances, instance))
        await context.client.create(pods, launcherPod(instance))
      return undefined
    }
    const ready = pod.status?.conditions?.some((item) => item.type === 'Ready' && item.status === 'True')
    const running = pod.status?.phase === 'Running'
    const phase = running ? (ready === true ? 'Running' : 'Scheduled') : 'Scheduling'
    if (instance.status?.phase !== phase)
      await context.client.patchStatus(virtualMachineInstances, instance.metadata, {
        phase,
        ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
        conditions: [
          {
            type: 'Ready',
            status: phase === 'Running' ? 'True' : 'False',
            lastTransitionTime: context.timestamp(),
          },
        ],
      })
    return undefined
  })
  controller.follow(context.instances)
  controller.follow(context.pods, 'VirtualMachineInstance')
}

/** Deterministic, so that a restarted controller finds the pod it made. */
function launcherName(instance: VirtualMachineInstance): string {
  return `virt-launcher-${instance.metadata.name.slice(0, 200)}-${instance.metadata.uid.slice(0, 5)}`
}

function launcherPod(instance: VirtualMachineInstance): New<Pod> {
  const claims = machineClaims(instance.spec)
  const volumes = claims.map((claimName, index) => ({
    name: `vol-${index}`,
    persistentVolumeClaim: { claimName },
  }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: launcherName(instance),
      ...(instance.metadata.namespace && { namespace: instance.metadata.namespace }),
      labels: {
        'kubevirt.io': 'virt-launcher',
        'vm.kubevirt.io/name': instance.metadata.name.slice(0, 63),
        ...instance.metadata.labels,
      },
      ownerReferences: [controlledBy(instance)],
    },
    spec: {
      restartPolicy: 'Never',
      nodeSelector: { 'kubevirt.io/schedulable': 'true', ...instance.spec.nodeSelector },
      containers: [
        {
          name: 'compute',
          image: 'registry.lab.example/virt-launcher:v1.7.0',
          resources: { limits: { 'devices.kubevirt.io/kvm': '1' } },
          volumeDevices: volumes.map(({ name }) => ({ name, devicePath: `/dev/${name}` })),
        },
      ],
      volumes,
    },
  }
}
