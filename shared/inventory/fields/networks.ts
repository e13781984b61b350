/** Fields of networks (port groups). */
import { flag, number, text, type Field } from '../../query/field.ts'
import type { DistributedSwitch, Network } from '../model.ts'
import { datacenterField, folderField, hostFields } from './common.ts'
import type { Row, RowTable } from './estate.ts'
import { folderPath, searchable } from './words.ts'

function switchOf({ it, estate }: Row<Network>): DistributedSwitch | undefined {
  return estate.switches.get(it.switchId ?? '')
}

const FIELDS: readonly Field<Row<Network>>[] = [
  text('name', 'Name', 'Name of the network.', ({ it }) => it.name, { also: ['network', 'portgroup'] }),
  text('kind', 'Kind', 'Kind of network.', ({ it }) => it.kind, {
    values: ['standard', 'distributed', 'opaque'],
    also: ['type'],
  }),
  number('vlan', 'VLAN', 'VLAN id; unknown for a trunk.', ({ it }) => it.vlan),
  text('trunk', 'Trunk', 'VLANs of a trunk, such as 0-4094.', ({ it }) => it.vlanTrunk),
  text('switch', 'Switch', 'Name of its distributed switch.', (row) => switchOf(row)?.name),
  number('mtu', 'MTU', 'MTU of its distributed switch, in bytes.', (row) => switchOf(row)?.mtu),
  flag('promiscuous', 'Promiscuous', 'Cards may see the frames of others.', ({ it }) => it.promiscuous),
  flag(
    'forged-transmits',
    'Forged transmits',
    'Cards may send with another MAC address.',
    ({ it }) => it.forgedTransmits,
  ),
  flag('mac-changes', 'MAC changes', 'Guests may change their MAC address.', ({ it }) => it.macChanges),
  number(
    'vms',
    'VMs',
    'VMs with a card on it, templates included.',
    ({ it, estate }) => estate.vmsOn('networks', it.id).length,
  ),
  ...hostFields<Network>('networks', 'have it'),
  folderField(),
  datacenterField(),
  text('id', 'Id', "vSphere's id of it, such as network-7.", ({ it }) => it.id, { also: ['moref'] }),
]

export const NETWORK_FIELDS: RowTable<Network> = {
  fields: FIELDS,
  searchText: (row) =>
    searchable([row.it.name, switchOf(row)?.name, folderPath(row.estate, row.it.parentId)]),
}
