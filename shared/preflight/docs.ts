/**
 * Sections of public documentation that findings point to. Checked on 2026-11-27 against stored copies:
 * - Forklift: both guides are stored pages; their anchors are the ids of the modules of
 *   kubev2v/forklift-documentation with the context that each is included with ("mtv", "vmware", "dest_vmware"),
 *   and the same as in the index of the guides of MTV 2.11, which are built from it. The one guide of earlier
 *   versions is no longer built.
 * - vSphere: pages are called by the VMODL name of the type (stored: vim.view.ManagedObjectView,
 *   vim.host.ConnectInfo.DatastoreInfo and the page of "latest").
 * - KubeVirt: docs/AREA/NAME.md of kubevirt/user-guide is user-guide/AREA/NAME/.
 * - Kubernetes: content/en/docs/PATH.md of kubernetes/website is docs/PATH/.
 * - CDI: the files stand in doc/ of its repository. VDDK: a stored page. virt-v2v: addresses that others link to.
 */
import type { Rule } from './rule.ts'

type Section = Rule['docs']

const FORKLIFT = 'https://kubev2v.github.io/forklift-documentation/documentation'
const VSPHERE = 'https://developer.broadcom.com/xapis/vsphere-web-services-api/latest'

/** A section of the guide that is read before a migration. */
export const planning = (title: string, anchor: string): Section => ({
  title: `Forklift, planning your migration: ${title}`,
  url: `${FORKLIFT}/doc-Planning_your_migration/master.html#${anchor}`,
})
/** A section of the guide that is read while one migrates. */
const migrating = (title: string, anchor: string): Section => ({
  title: `Forklift, migrating your virtual machines: ${title}`,
  url: `${FORKLIFT}/doc-Migrating_your_virtual_machines/master.html#${anchor}`,
})
/** `type`: its VMODL name without "vim.". */
export const vsphere = (type: string): Section => ({
  title: `vSphere Web Services API: ${type}`,
  url: `${VSPHERE}/vim.${type}.html`,
})

export const DOCS = {
  prerequisites: planning('VMware prerequisites', 'vmware-prerequisites_mtv'),
  sourceVms: planning('Source VM prerequisites', 'ref_source-vm-prerequisites_mtv'),
  sourceLimits: planning('Source VM migration considerations', 'ref_source-vm-migration-considerations_mtv'),
  warm: planning('About cold and warm migration', 'about-cold-warm-migration_mtv'),
  sharedDisks: migrating('Shared disks', 'mtv-shared-disks_vmware'),
  networkMaps: planning('About network maps', 'about-network-maps_mtv'),
  storageMaps: planning('About storage maps', 'about-storage-maps_mtv'),
  validation: migrating('Default validation rules', 'accessing-default-validation-rules_mtv'),
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
  snapshots: vsphere('vm.Snapshot'),
  virtualMachine: vsphere('VirtualMachine'),
  virtualDevice: vsphere('vm.device.VirtualDevice'),
  virtualDisk: vsphere('vm.device.VirtualDisk'),
  configInfo: vsphere('vm.ConfigInfo'),
  runtimeInfo: vsphere('vm.RuntimeInfo'),
  guestInfo: vsphere('vm.GuestInfo'),
} as const satisfies Readonly<Record<string, Section>>
