/** Sections of public documentation that findings point to. */
import type { Rule } from './rule.ts'

type Section = Rule['docs']

const FORKLIFT =
  'https://kubev2v.github.io/forklift-documentation/documentation/doc-Migration_Toolkit_for_Virtualization/master/index.html'
const MTV = 'https://docs.redhat.com/en/documentation/migration_toolkit_for_virtualization/'
const VSPHERE = 'https://developer.broadcom.com/xapis/vsphere-web-services-api/latest'

const forklift = (title: string, anchor: string): Section => ({
  title: `Forklift documentation: ${title}`,
  url: `${FORKLIFT}#${anchor}`,
})
const mtv = (title: string): Section => ({
  title: `Migration Toolkit for Virtualization: ${title}`,
  url: MTV,
})
const vsphere = (type: string): Section => ({
  title: `vSphere Web Services API: ${type}`,
  url: `${VSPHERE}/vim.${type}.html`,
})

export const DOCS = {
  prerequisites: forklift('VMware prerequisites', 'vmware-prerequisites_mtv'),
  sourceVms: forklift('Source virtual machine prerequisites', 'source-vm-prerequisites_mtv'),
  warm: forklift('Cold and warm migration', 'about-cold-warm-migration_mtv'),
  knownIssues: mtv('Known issues (release notes)'),
  networkMaps: mtv('Network maps'),
  storageMaps: mtv('Storage maps'),
  validation: forklift('Default validation rules', 'accessing-default-validation-rules_mtv'),
  v2v: {
    title: 'virt-v2v(1): Notes for VMware guests, free space, Windows',
    url: 'https://libguestfs.org/virt-v2v.1.html',
  },
  v2vSupport: {
    title: 'virt-v2v-support(1): Guest operating systems',
    url: 'https://libguestfs.org/virt-v2v-support.1.html',
  },
  kubevirtCpu: {
    title: 'KubeVirt user guide: Dedicated CPU resources',
    url: 'https://kubevirt.io/user-guide/compute/dedicated_cpu_resources/',
  },
  kubevirtNuma: { title: 'KubeVirt user guide: NUMA', url: 'https://kubevirt.io/user-guide/compute/numa/' },
  kubevirtHotplug: {
    title: 'KubeVirt user guide: CPU hotplug',
    url: 'https://kubevirt.io/user-guide/compute/cpu_hotplug/',
  },
  kubevirtDevices: {
    title: 'KubeVirt user guide: Host devices assignment',
    url: 'https://kubevirt.io/user-guide/compute/host-devices/',
  },
  kubevirtDisks: {
    title: 'KubeVirt user guide: Disks and volumes',
    url: 'https://kubevirt.io/user-guide/storage/disks_and_volumes/',
  },
  kubevirtInterfaces: {
    title: 'KubeVirt user guide: Interfaces and networks',
    url: 'https://kubevirt.io/user-guide/network/interfaces_and_networks/',
  },
  kubevirtPlacement: {
    title: 'KubeVirt user guide: Node assignment',
    url: 'https://kubevirt.io/user-guide/compute/node_assignment/',
  },
  kubernetesNames: {
    title: 'Kubernetes: Object names and IDs',
    url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  },
  virtualMachine: vsphere('VirtualMachine'),
  virtualDevice: vsphere('vm.device.VirtualDevice'),
  virtualDisk: vsphere('vm.device.VirtualDisk'),
  configInfo: vsphere('vm.ConfigInfo'),
  runtimeInfo: vsphere('vm.RuntimeInfo'),
  guestInfo: vsphere('vm.GuestInfo'),
} as const satisfies Readonly<Record<string, Section>>
