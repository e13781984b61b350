import type { JsonObject } from '../kube/json.ts'
import type { SeedObject } from './names.ts'

const MACHINES = ['worker-01', 'worker-02', 'worker-03'] as const

const CAPACITY = {
  cpu: '32',
  memory: '134217728Ki',
  'ephemeral-storage': '500Gi',
  pods: '250',
  'devices.kubevirt.io/kvm': '1k',
  'devices.kubevirt.io/tun': '1k',
  'devices.kubevirt.io/vhost-net': '1k',
} as const

const NODE_INFO = {
  kubeletVersion: 'v1.33.6',
  osImage: 'Red Hat Enterprise Linux CoreOS 9.6',
  kernelVersion: '5.14.0-570.el9.x86_64',
  containerRuntimeVersion: 'cri-o://1.33.5',
  operatingSystem: 'linux',
  architecture: 'amd64',
  kubeProxyVersion: '',
  machineID: '',
  systemUUID: '',
  bootID: '',
} as const

/** Three workers that can run virtual machines. */
export function nodes(now: string): readonly SeedObject[] {
  return MACHINES.map((machine, index) => {
    const name = `${machine}.cluster.lab.example`
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: labels(name, `zone-${'abc'.charAt(index)}`) },
      spec: {},
      status: {
        capacity: CAPACITY,
        allocatable: { ...CAPACITY, cpu: '31500m', memory: '130023424Ki' },
        conditions: [readyCondition(now)],
        nodeInfo: NODE_INFO,
        addresses: [
          { type: 'InternalIP', address: `192.0.2.${11 + index}` },
          { type: 'Hostname', address: name },
        ],
      },
    }
  })
}

function labels(name: string, zone: string): Readonly<Record<string, string>> {
  return {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'node-role.kubernetes.io/worker': '',
    'topology.kubernetes.io/zone': zone,
    'kubevirt.io/schedulable': 'true',
    'cpu-vendor.node.kubevirt.io/Intel': 'true',
    'cpu-model.node.kubevirt.io/Cascadelake-Server': 'true',
    'host-model-cpu.node.kubevirt.io/Cascadelake-Server': 'true',
  }
}

function readyCondition(now: string): JsonObject {
  return {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  }
}
