/** What a VM is, where it is, and how it is. */
import { flag, list, text, type Field } from '../../query/field.ts'
import type { Vm } from '../model.ts'
import { tagText } from '../tag-text.ts'
import type { Row } from './estate.ts'
import { datacenterName, distinct } from './words.ts'

const POWER = { poweredOn: 'on', poweredOff: 'off', suspended: 'suspended' } as const

export const VM_GENERAL_FIELDS: readonly Field<Row<Vm>>[] = [
  text('name', 'Name', 'Name of the VM.', ({ it }) => it.name, { also: ['vm'] }),
  text('power', 'Power', 'Whether it runs.', ({ it }) => POWER[it.powerState], {
    values: ['on', 'off', 'suspended'],
    also: ['powerstate', 'running', 'status'],
  }),
  text('state', 'State', 'Whether vSphere can reach it: connected is well.', ({ it }) => it.connectionState, {
    values: ['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid'],
    also: ['connection'],
  }),
  flag('template', 'Template', 'It is a template.', ({ it }) => it.isTemplate),
  text(
    'host',
    'Host',
    'Name of the ESXi host.',
    ({ it, estate }) => estate.hosts.get(it.hostId ?? '')?.name,
    {
      also: ['esxi', 'esx'],
    },
  ),
  text('cluster', 'Cluster', 'Name of the cluster.', ({ it, estate }) => estate.clusterOf(it)?.name),
  text(
    'datacenter',
    'Datacenter',
    'Name of the datacenter.',
    ({ it, estate }) => datacenterName(estate, it.folderId),
    { also: ['dc'] },
  ),
  text('folder', 'Folder', "Folder path with the datacenter, such as 'DC1/Web'.", ({ it }) => it.path, {
    also: ['path'],
  }),
  text(
    'vapp',
    'vApp',
    'Name of the vApp that it is part of.',
    ({ it, estate }) => estate.foldersAbove(it.folderId).find((folder) => folder.kind === 'vapp')?.name,
  ),
  text('pool', 'Resource pool', 'Id of its resource pool.', ({ it }) => it.resourcePoolId),
  text(
    'host-version',
    'Host version',
    'Version of ESXi on its host.',
    ({ it, estate }) => estate.hosts.get(it.hostId ?? '')?.version,
  ),
  flag(
    'host-maintenance',
    'Host in maintenance',
    'Its host is in maintenance mode.',
    ({ it, estate }) => estate.hosts.get(it.hostId ?? '')?.inMaintenance,
  ),
  list('rule', 'Cluster rules', 'Names of the cluster rules that name it.', ({ it, estate }) => [
    ...estate.rulesOf(it.id),
  ]),
  list('tag', 'Tags', "Its vSphere tags, such as 'Application/Shop'.", ({ it }) => it.tags?.map(tagText), {
    also: ['tags', 'label'],
  }),
  list(
    'tag-name',
    'Tag names',
    'Names of its vSphere tags.',
    ({ it }) => it.tags && distinct(it.tags.map((tag) => tag.name)),
  ),
  list(
    'tag-category',
    'Tag categories',
    'Categories of its vSphere tags.',
    ({ it }) => it.tags && distinct(it.tags.map((tag) => tag.category)),
  ),
  text('managed-by', 'Managed by', 'Key of the extension that manages it.', ({ it }) => it.managedBy),
  flag('replicated', 'Replicated', 'vSphere Replication is configured.', ({ it }) => it.replicated),
  text('question', 'Question', 'A question of vSphere that it waits for.', ({ it }) => it.question),
  flag(
    'clean-power-off',
    'Clean power-off',
    'Its guest was shut down in order; unknown while it runs.',
    ({ it }) => it.cleanPowerOff,
  ),
  flag('vapp-options', 'vApp options', 'It has vApp options (OVF properties).', ({ it }) => it.vAppOptions),
  text('id', 'Id', "vSphere's id of it, such as vm-101.", ({ it }) => it.id, { also: ['moref'] }),
  text('uuid', 'BIOS UUID', 'BIOS UUID; clones can share one.', ({ it }) => it.uuid),
  text('instance-uuid', 'Instance UUID', 'UUID that is unique in its vCenter.', ({ it }) => it.instanceUuid),
]
