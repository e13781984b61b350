/** Fields of clusters. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Cluster, Host } from '../model.ts'
import { datacenterField } from './common.ts'
import type { Row, RowTable } from './estate.ts'
import { distinct, searchable, sum } from './words.ts'

function hostsOf({ it, estate }: Row<Cluster>): readonly Host[] {
  return estate.hostsIn(it.id)
}

const FIELDS: readonly Field<Row<Cluster>>[] = [
  text('name', 'Name', 'Name of the cluster.', ({ it }) => it.name, { also: ['cluster'] }),
  datacenterField(),
  text('path', 'Path', 'Path with the datacenter.', ({ it }) => it.path, { also: ['folder'] }),
  number('hosts', 'Hosts', 'Hosts in it.', (row) => hostsOf(row).length),
  number(
    'vms',
    'VMs',
    'VMs in it, templates included.',
    ({ it, estate }) => estate.vmsOn('clusters', it.id).length,
  ),
  number(
    'running',
    'Running VMs',
    'VMs in it that run.',
    ({ it, estate }) => estate.vmsOn('clusters', it.id).filter((vm) => vm.powerState === 'poweredOn').length,
  ),
  number(
    'cpu',
    'CPU cores',
    'Physical cores of its hosts.',
    (row) => sum(hostsOf(row), (host) => host.cpuCores),
    {
      also: ['cores', 'cpus'],
    },
  ),
  bytes(
    'memory',
    'Memory',
    'Physical memory of its hosts in bytes, so that units work: memory >= 1TiB.',
    (row) => sum(hostsOf(row), (host) => host.memoryBytes),
    { also: ['ram'] },
  ),
  list('version', 'Versions', 'Versions of ESXi on its hosts.', (row) =>
    distinct(hostsOf(row).map((host) => host.version)),
  ),
  flag('ha', 'High availability', 'vSphere HA is on.', ({ it }) => it.highAvailability),
  flag('drs', 'DRS', 'vSphere DRS is on.', ({ it }) => it.drs),
  text(
    'drs-mode',
    'DRS mode',
    'What DRS does itself: manual, partiallyautomated or fullyautomated.',
    ({ it }) => it.drsBehavior.toLowerCase(),
  ),
  flag('dpm', 'Power management', 'DPM may switch hosts off.', ({ it }) => it.powerManagement),
  number('rules', 'Rules', 'Rules about where VMs run.', ({ it }) => it.rules.length),
  list('rule', 'Rule names', 'Names of its rules.', ({ it }) => distinct(it.rules.map((rule) => rule.name))),
  list(
    'rule-kind',
    'Rule kinds',
    'Kinds of its rules.',
    ({ it }) => distinct(it.rules.map((rule) => rule.kind.toLowerCase())),
    { values: ['together', 'apart', 'vmstohosts', 'dependency', 'other'] },
  ),
  text('id', 'Id', "vSphere's id of it, such as domain-c8.", ({ it }) => it.id, { also: ['moref'] }),
]

export const CLUSTER_FIELDS: RowTable<Cluster> = {
  fields: FIELDS,
  searchText: ({ it }) => searchable([it.name, it.path]),
}
