/** Sections of public documentation about hosts, networks, storage and target clusters. */
import { DOCS as VM_DOCS, planning, vsphere } from '../../docs.ts'
import type { Rule } from '../../rule.ts'

type Section = Rule['docs']

const kubernetes = (title: string, path: string): Section => ({
  title: `Kubernetes: ${title}`,
  url: `https://kubernetes.io/docs/concepts/${path}/`,
})

export const DOCS = {
  prerequisites: VM_DOCS.prerequisites,
  networkMaps: VM_DOCS.networkMaps,
  storageMaps: VM_DOCS.storageMaps,
  warm: VM_DOCS.warm,
  names: VM_DOCS.kubernetesNames,
  interfaces: VM_DOCS.kubevirtInterfaces,
  placement: VM_DOCS.kubevirtPlacement,
  nfc: planning('Increasing the NFC service memory of an ESXi host', 'increasing-nfc-memory-vmware-host_mtv'),
  ports: planning('Ports', 'ports_mtv'),
  transferNetwork: planning(
    'Selecting a migration network for a provider of the target',
    'selecting-migration-network-for-virt-provider_dest_vmware',
  ),
  privileges: planning('VMware privileges', 'vmware-privileges_mtv'),
  vddk: planning('Creating a VDDK image', 'creating-vddk-image_mtv'),
  vddkReleases: {
    title: 'VMware Virtual Disk Development Kit: releases',
    url: 'https://developer.broadcom.com/sdks/vmware-virtual-disk-development-kit-vddk/latest',
  },
  host: vsphere('HostSystem'),
  hostRuntime: vsphere('host.RuntimeInfo'),
  hostNetwork: vsphere('host.NetworkInfo'),
  cluster: vsphere('cluster.ConfigInfoEx'),
  datastore: vsphere('Datastore.Summary'),
  portgroup: vsphere('dvs.DistributedVirtualPortgroup'),
  about: vsphere('AboutInfo'),
  quotas: kubernetes('Resource quotas', 'policy/resource-quotas'),
  namespaces: kubernetes('Namespaces', 'overview/working-with-objects/namespaces'),
  podSecurity: kubernetes('Pod security standards', 'security/pod-security-standards'),
  services: kubernetes('Cluster networking', 'cluster-administration/networking'),
  rbac: {
    title: 'Kubernetes: Using RBAC authorization',
    url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  },
  installKubevirt: {
    title: 'KubeVirt user guide: Installation',
    url: 'https://kubevirt.io/user-guide/cluster_admin/installation/',
  },
  liveMigration: {
    title: 'KubeVirt user guide: Live migration',
    url: 'https://kubevirt.io/user-guide/compute/live_migration/',
  },
  cdi: {
    title: 'Containerized Data Importer: DataVolumes',
    url: 'https://github.com/kubevirt/containerized-data-importer/blob/main/doc/datavolumes.md',
  },
  storageProfiles: {
    title: 'Containerized Data Importer: StorageProfiles',
    url: 'https://github.com/kubevirt/containerized-data-importer/blob/main/doc/storageprofile.md',
  },
} as const satisfies Readonly<Record<string, Section>>
