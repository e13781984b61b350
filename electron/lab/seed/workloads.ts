import type { SeedObject } from './names.ts'

const NAMESPACES = [
  'default',
  'kube-system',
  'openshift-cnv',
  'openshift-mtv',
  'demo-nets',
  'legacy',
  'limited',
] as const
const PREFERENCES = [
  { name: 'rhel.8', display: 'Red Hat Enterprise Linux 8' },
  { name: 'rhel.9', display: 'Red Hat Enterprise Linux 9' },
  { name: 'windows.2k22', display: 'Microsoft Windows Server 2022' },
  { name: 'linux', display: 'Generic Linux' },
] as const

export function namespaces(): readonly SeedObject[] {
  return NAMESPACES.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }))
}

/** Networks that a plan can map to, and one to copy disks over. */
export function networks(): readonly SeedObject[] {
  return [
    transferNetwork(),
    attachment('default', 'vlan-110-web', 110),
    attachment('default', 'vlan-120-db', 120),
    attachment('demo-nets', 'vlan-200-demo', 200),
  ]
}

function attachment(namespace: string, name: string, vlan: number): SeedObject {
  const config = {
    cniVersion: '0.3.1',
    name,
    type: 'bridge',
    bridge: 'br-ex-vms',
    vlan,
    macspoofchk: true,
    ipam: {},
  }
  return {
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: { name, namespace },
    spec: { config: JSON.stringify(config) },
  }
}

/** A routed network of its own: the annotation names its gateway, as Forklift wants it. */
function transferNetwork(): SeedObject {
  const name = 'transfer-10g'
  const config = {
    cniVersion: '0.3.1',
    name,
    type: 'macvlan',
    master: 'bond1',
    mode: 'bridge',
    ipam: { type: 'whereabouts', range: '198.51.100.0/24', gateway: '198.51.100.1' },
  }
  return {
    apiVersion: 'k8s.cni.cncf.io/v1',
    kind: 'NetworkAttachmentDefinition',
    metadata: { name, namespace: 'default', annotations: { 'forklift.konveyor.io/route': '198.51.100.1' } },
    spec: { config: JSON.stringify(config) },
  }
}

/** A namespace that a plan can outgrow. */
export function quotas(): readonly SeedObject[] {
  const hard = { 'requests.storage': '100Mi', persistentvolumeclaims: '4', pods: '10' }
  return [
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'small-team', namespace: 'limited' },
      spec: { hard },
      status: { hard, used: { 'requests.storage': '0', persistentvolumeclaims: '0', pods: '0' } },
    },
  ]
}

export function preferences(): readonly SeedObject[] {
  return PREFERENCES.map(({ name, display }) => ({
    apiVersion: 'instancetype.kubevirt.io/v1beta1',
    kind: 'VirtualMachineClusterPreference',
    metadata: {
      name,
      labels: { 'instancetype.kubevirt.io/vendor': 'redhat.com' },
      annotations: { 'openshift.io/display-name': display },
    },
    spec: { devices: { preferredDiskBus: 'virtio', preferredInterfaceModel: 'virtio' } },
  }))
}

/** A machine that is there already, so that a plan can meet a name that is taken. */
export function existingMachines(): readonly SeedObject[] {
  return [
    {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'web-01', namespace: 'legacy', labels: { app: 'web-01' } },
      spec: {
        runStrategy: 'Halted',
        template: {
          metadata: { labels: { 'kubevirt.io/domain': 'web-01' } },
          spec: {
            domain: {
              cpu: { sockets: 1, cores: 1 },
              memory: { guest: '1Gi' },
              devices: {
                disks: [],
                interfaces: [{ name: 'default', model: 'virtio', masquerade: {} }],
              },
            },
            networks: [{ name: 'default', pod: {} }],
            volumes: [],
          },
        },
      },
    },
  ]
}
