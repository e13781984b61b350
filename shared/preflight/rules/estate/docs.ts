/** Sections of public documentation about hosts, networks, storage and target clusters. */
import { DOCS as VM_DOCS } from '../../docs.ts'
import type { Rule } from '../../rule.ts'

type Section = Rule['docs']

const MTV = 'https://docs.redhat.com/en/documentation/migration_toolkit_for_virtualization/'
const VSPHERE = 'https://developer.broadcom.com/xapis/vsphere-web-services-api/latest'

const mtv = (title: string): Section => ({
  title: `Migration Toolkit for Virtualization: ${title}`,
  url: MTV,
})
const vsphere = (type: string): Section => ({
  title: `vSphere Web Services API: ${type}`,
  url: `${VSPHERE}/vim.${type}.html`,
})
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
  nfc: mtv('Increasing the NFC service memory of an ESXi host'),
  ports: mtv('Network prerequisites'),
  transferNetwork: mtv('Selecting a migration network'),
  privileges: mtv('VMware privileges'),
  vddk: mtv('Creating a VDDK image'),
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
  snapshots: vsphere('vm.Snapshot'),
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
