/** Checks that no machine here can do: what a person looks at, and where. */
import type { Acknowledgement } from './model.ts'

export interface AcknowledgementInfo extends Omit<Acknowledgement, 'ticked'> {
  /** Entries of the catalogue that it covers. */
  readonly catalogue: readonly string[]
}

export const acknowledgements: readonly AcknowledgementInfo[] = [
  {
    id: 'nfc-memory-raised',
    title: 'NFC memory of ESXi hosts that serve more than 10 disks at once',
    text: 'vSphere does not tell how much memory the NFC service of a host has. If more than 10 disks of one host are to be copied at once, or MTV runs the plan, read it with palletjack esxi nfc show, or look on that host: before ESXi 7.0 U2 with grep -A4 nfcsvc /etc/vmware/hostd/config.xml, from 7.0 U2 on, where that file does nothing, with configstorecli config current get -c esx -g services -k hostd. maxMemory has to be 1000000000 there, and hostd has to be restarted after the change. Through vCenter the raised limit may not count: then keep to 10.',
    category: 'Warning',
    catalogue: ['nfc-memory-more-than-10-vms', 'nfc-session-budget-by-disks'],
  },
  {
    id: 'network-config-frozen',
    title: 'Nobody changes networks until the cutover is done',
    text: 'Agree with the network team that port groups, VLANs, MAC addresses, guest addresses and network attachments stay as they are from this report on until the last VM has moved. If something has to change, run the preflight again: the report shows the difference to this run.',
    category: 'Warning',
    catalogue: ['network-config-frozen'],
  },
  {
    id: 'network-path-stable',
    title: 'The path between source and target is stable',
    text: 'A probe looks once; it cannot see losses over time. From a pod in the target namespace, watch a connection to an ESXi host for some minutes (for example: ping -c 300 HOST) and look at the figures of switches and VPNs between both sites: less than 1 % loss, less than 50 ms round trip, no maintenance in the migration window.',
    category: 'Warning',
    catalogue: ['network-path-stable'],
  },
  {
    id: 'migration-net-jumbo-end-to-end',
    title: 'Frame size of the whole path',
    text: 'The MTU of the physical switches and of the target transfer network cannot be read here. If hosts use 9000 bytes, test the whole path from a pod or node: ping -M do -s 8972 HOST has to get answers. If it does not, use 1500 bytes everywhere.',
    category: 'Warning',
    catalogue: ['migration-net-jumbo'],
  },
  {
    id: 'egress-networkpolicy',
    title: 'No NetworkPolicy keeps migration pods from vSphere',
    text: 'The network probe runs in the target namespace, but a policy may select pods by labels that only importer pods have. Look at each policy with policyTypes Egress: kubectl get networkpolicy,adminnetworkpolicy -n NAMESPACE -o yaml. Pods of CDI (label app=containerized-data-importer) need vCenter on 443 and the ESXi hosts on 443 and 902. On OpenShift also look at: oc get egressfirewall -n NAMESPACE.',
    category: 'Critical',
    catalogue: ['egress-networkpolicy'],
  },
  {
    id: 'plan-udn-layer3',
    title: 'The target namespace has no layer 3 user defined network',
    text: 'Topologies of user defined networks are not read here. On OpenShift: oc get userdefinednetwork -n NAMESPACE -o yaml, and oc get clusteruserdefinednetwork -o yaml. VMs keep their addresses only on topology Layer2; with Layer3 use another namespace. If it is a primary network with persistent addresses, the subnet has to hold the addresses that guests use now.',
    category: 'Critical',
    catalogue: ['plan-udn-layer3', 'plan-udn-ip-mismatch'],
  },
  {
    id: 'source-ip-inside-cluster-cidr',
    title: 'Addresses of vSphere do not lie in a network of the cluster',
    text: 'The ranges that the cluster uses inside may have been chosen freely. Compare the addresses of vCenter and of the ESXi hosts with: oc get network.config cluster -o yaml (clusterNetwork, serviceNetwork) and oc get network.operator cluster -o yaml (join and transit ranges of OVN-Kubernetes; 100.64.0.0/16 and 100.88.0.0/16 by default). An address inside one of them cannot be reached from pods.',
    category: 'Critical',
    catalogue: ['source-ip-inside-cluster-cidr'],
  },
  {
    id: 'fips-with-old-vsphere',
    title: 'The target cluster is not in FIPS mode, or vSphere is 8 or later',
    text: 'Encrypted connections to vSphere 6 and 7 fail from a cluster in FIPS mode. On OpenShift: oc get configmap cluster-config-v1 -n kube-system -o yaml, and look for "fips: true". Elsewhere, on a node: cat /proc/sys/crypto/fips_enabled.',
    category: 'Critical',
    catalogue: ['fips-with-old-vsphere'],
  },
  {
    id: 'license-api-readonly',
    title: 'The licence of vSphere lets the API write',
    text: 'Licences are not read here. A single ESXi host with a free licence, or with an evaluation that has run out, refuses snapshots and power operations through the API: govc license.ls, or Manage, Licensing in the host client. A licensed vCenter has no such limit.',
    category: 'Critical',
    catalogue: ['license-api-readonly'],
  },
  {
    id: 'mac-in-target',
    title: 'No VM of the target has a MAC address of the source',
    text: 'MAC addresses move along with the VMs, and those that the target has already are not read here. Compare the addresses of the cards (sheet or table of VMs) with: kubectl get vm -A -o yaml | grep -i macaddress. Where KubeMacPool runs, they must also lie outside its range: kubectl get configmap -A -o yaml | grep -i range_.',
    category: 'Critical',
    catalogue: ['plan-mac-conflict'],
  },
  {
    id: 'windows-hibernation-faststart',
    title: 'Windows guests shut down fully',
    text: 'Hibernation and Fast Startup (Windows 8 and Server 2012 or later) leave the file system in a state that virt-v2v cannot write. vSphere does not show it. In each such guest, as administrator: powercfg /h off, then shut down (not restart) once before the migration.',
    category: 'Warning',
    catalogue: ['windows-hibernation-faststart'],
  },
  {
    id: 'windows-warm-vss',
    title: 'Quiesced snapshots work in Windows guests (warm)',
    text: 'Warm migration takes quiesced snapshots. In each Windows guest the services Volume Shadow Copy (VSS) and VMware Snapshot Provider (vmvss) must not be disabled: Get-Service VSS, vmvss | Select Name, StartType. Take one quiesced snapshot by hand of a VM with a database before the run.',
    category: 'Warning',
    catalogue: ['windows-warm-vss'],
  },
  {
    id: 'recovery-keys',
    title: 'Keys of encrypted guest disks are at hand',
    text: 'BitLocker and LUKS cannot be seen from outside. Virtual TPMs are made anew: what unlocks itself by TPM asks for a key afterwards, and virt-v2v cannot convert a disk that it cannot open. In Windows: manage-bde -status. In Linux: lsblk -f, and look for crypto_LUKS. Suspend BitLocker before the run, or keep the recovery keys ready. For LUKS, give the passphrases where the VM is shown under Inventory: the vault keeps them, and the conversion opens the disks with them.',
    category: 'Warning',
    catalogue: [],
  },
  {
    id: 'backups-paused',
    title: 'No backup job works on the VMs during their migration',
    text: 'Backups open the same disks and take snapshots of their own; they use up NFC connections and may undo changed block tracking (CBT). Pause the jobs of the wave in the backup product, and note when to start them again.',
    category: 'Warning',
    catalogue: [],
  },
]
