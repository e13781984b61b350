/** Fields of ESXi hosts. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Host, HostService } from '../model.ts'
import type { Estate, Row, RowTable } from './estate.ts'
import { datacenterName, distinct, largest, percent, searchable, sum } from './words.ts'

const MIB = 1024 * 1024

function ssh(host: Host): HostService | undefined {
  return host.services.find((service) => service.key === 'TSM-SSH')
}

function parentOf(host: Host, estate: Estate): string | undefined {
  return host.clusterId === undefined ? host.parentId : estate.clusters.get(host.clusterId)?.parentId
}

function vmMemory({ it, estate }: Row<Host>): number {
  return sum(estate.vmsOn('hosts', it.id), (vm) => (vm.powerState === 'poweredOn' ? vm.memoryMiB * MIB : 0))
}

const FIELDS: readonly Field<Row<Host>>[] = [
  text('name', 'Name', 'Name of the host.', ({ it }) => it.name, { also: ['host'] }),
  text('state', 'State', 'Whether vCenter reaches it.', ({ it }) => it.connectionState.toLowerCase(), {
    values: ['connected', 'disconnected', 'notresponding'],
    also: ['connection'],
  }),
  flag('maintenance', 'Maintenance', 'It is in maintenance mode.', ({ it }) => it.inMaintenance),
  text(
    'status',
    'Status',
    "vSphere's overall status: green, yellow, red or gray.",
    ({ it }) => it.overallStatus,
  ),
  text(
    'cluster',
    'Cluster',
    'Name of its cluster.',
    ({ it, estate }) => estate.clusters.get(it.clusterId ?? '')?.name,
  ),
  text(
    'datacenter',
    'Datacenter',
    'Name of its datacenter.',
    ({ it, estate }) => datacenterName(estate, parentOf(it, estate)),
    {
      also: ['dc'],
    },
  ),
  text('version', 'Version', 'Version of ESXi.', ({ it }) => it.version),
  text('build', 'Build', 'Build of ESXi.', ({ it }) => it.build),
  number(
    'vms',
    'VMs',
    'VMs on it, templates included.',
    ({ it, estate }) => estate.vmsOn('hosts', it.id).length,
  ),
  number(
    'running',
    'Running VMs',
    'VMs on it that run.',
    ({ it, estate }) => estate.vmsOn('hosts', it.id).filter((vm) => vm.powerState === 'poweredOn').length,
  ),
  number('cpu', 'CPU cores', 'Physical cores.', ({ it }) => it.cpuCores, { also: ['cores', 'cpus'] }),
  number('threads', 'CPU threads', 'Logical processors.', ({ it }) => it.cpuThreads),
  text('cpu-model', 'CPU model', 'Model of its processors.', ({ it }) => it.cpuModel),
  bytes(
    'memory',
    'Memory',
    'Physical memory in bytes, so that units work: memory >= 512GiB.',
    ({ it }) => it.memoryBytes,
    {
      also: ['ram'],
    },
  ),
  bytes('vm-memory', 'Memory of VMs', 'Memory given to the VMs that run on it.', vmMemory),
  number('memory-percent', 'Memory given', 'Memory given to running VMs, in per cent of its own.', (row) =>
    percent(vmMemory(row), row.it.memoryBytes),
  ),
  text('vendor', 'Vendor', 'Who made the machine.', ({ it }) => it.vendor),
  text('model', 'Model', 'Model of the machine.', ({ it }) => it.hardwareModel),
  text('lockdown', 'Lockdown', 'Lockdown mode: disabled, normal or strict.', ({ it }) =>
    it.lockdownMode.replace(/^lockdown/, '').toLowerCase(),
  ),
  flag(
    'ssh',
    'SSH',
    'The SSH service runs; unknown where vSphere does not tell.',
    ({ it }) => ssh(it)?.running,
  ),
  text(
    'ssh-policy',
    'SSH policy',
    'When the SSH service starts: on, off or automatic.',
    ({ it }) => ssh(it)?.policy,
  ),
  list('service', 'Services', 'Keys of the services that run.', ({ it }) =>
    distinct(it.services.filter((service) => service.running).map((service) => service.key)),
  ),
  list('ip', 'Addresses', 'Addresses of its kernel network cards.', ({ it }) =>
    distinct(it.kernelNics.map((nic) => nic.ip)),
  ),
  list(
    'kernel-service',
    'Kernel services',
    'What its kernel network cards are for: management, vmotion, ...',
    ({ it }) => distinct(it.kernelNics.flatMap((nic) => nic.services)),
  ),
  number('nics', 'Network cards', 'Physical network cards.', ({ it }) => it.physicalNics.length),
  number('link-speed', 'Link speed', 'Fastest link of a physical network card, in Mbit/s.', ({ it }) =>
    largest(it.physicalNics.map((nic) => nic.linkMbps ?? 0)),
  ),
  number('mtu', 'MTU', 'Largest MTU of its kernel network cards, in bytes.', ({ it }) =>
    largest(it.kernelNics.map((nic) => nic.mtu)),
  ),
  list('switch', 'Switches', 'Names of its switches.', ({ it }) =>
    distinct(it.switches.map((one) => one.name)),
  ),
  list('datastore', 'Datastores', 'Names of the datastores that it mounts.', ({ it, estate }) =>
    distinct(it.datastoreIds.map((id) => estate.datastores.get(id)?.name)),
  ),
  list('network', 'Networks', 'Names of its networks.', ({ it, estate }) =>
    distinct(it.networkIds.map((id) => estate.networks.get(id)?.name)),
  ),
  text('time-zone', 'Time zone', 'Its time zone.', ({ it }) => it.timeZone),
  text('thumbprint', 'Thumbprint', 'SHA-1 of its certificate.', ({ it }) => it.thumbprint),
  text('id', 'Id', "vSphere's id of it, such as host-10.", ({ it }) => it.id, { also: ['moref'] }),
]

export const HOST_FIELDS: RowTable<Host> = {
  fields: FIELDS,
  searchText: ({ it, estate }) =>
    searchable([
      it.name,
      estate.clusters.get(it.clusterId ?? '')?.name,
      it.version,
      it.vendor,
      it.hardwareModel,
      it.cpuModel,
      ...it.kernelNics.map((nic) => nic.ip),
    ]),
}
