/** Network cards and addresses of a VM. */
import { flag, list, number, type Field } from '../../query/field.ts'
import type { Network, Vm, VmNic } from '../model.ts'
import type { Row } from './estate.ts'
import { distinct, withoutPrefix } from './words.ts'

function ofCards(of: (nic: VmNic) => string): (row: Row<Vm>) => string[] {
  return ({ it }) => distinct(it.nics.map(of))
}

/** Networks of its cards, in the order of the cards. */
function networksOf({ it, estate }: Row<Vm>): readonly Network[] {
  return it.nics.flatMap((nic) => estate.networks.get(nic.networkId ?? '') ?? [])
}

function origins(vm: Vm): string[] {
  return distinct(vm.guestNics.flatMap((nic) => nic.addresses.map((address) => address.origin)))
}

export const VM_NETWORK_FIELDS: readonly Field<Row<Vm>>[] = [
  number('nics', 'Network cards', 'How many network cards it has.', ({ it }) => it.nics.length, {
    also: ['cards', 'adapters'],
  }),
  list('ip', 'Addresses', 'IP addresses that the guest reports.', ({ it }) => [...it.ipAddresses], {
    also: ['address', 'addresses', 'ips'],
  }),
  list(
    'mac',
    'MAC addresses',
    'MAC addresses, lower-case with colons.',
    ofCards((nic) => nic.mac),
  ),
  list(
    'mac-type',
    'MAC type',
    'Who chose the MAC addresses: manual, generated, assigned.',
    ofCards((nic) => nic.addressType),
  ),
  list(
    'nic-model',
    'Card models',
    'Models of its cards: vmxnet3, e1000, e1000e, ...',
    ofCards((nic) => withoutPrefix('Virtual', nic.model)),
    {
      also: ['adapter'],
    },
  ),
  flag(
    'nic-disconnected',
    'Card disconnected',
    'A card is not connected, or will not be at power-on.',
    ({ it }) =>
      it.nics.some((nic) => !nic.connectedAtStart || (it.powerState === 'poweredOn' && !nic.connected)),
  ),
  flag('nic-unbacked', 'Card without network', 'A card has no network of this inventory.', ({ it, estate }) =>
    it.nics.some((nic) => !estate.networks.has(nic.networkId ?? '')),
  ),
  list(
    'network',
    'Networks',
    'Names of the networks of its cards.',
    (row) => distinct(networksOf(row).map((network) => network.name)),
    { also: ['portgroup'] },
  ),
  list(
    'network-kind',
    'Network kinds',
    'Kinds of its networks.',
    (row) => distinct(networksOf(row).map((network) => network.kind)),
    { values: ['standard', 'distributed', 'opaque'] },
  ),
  list('vlan', 'VLANs', 'VLAN ids of its networks; a trunk is listed as it is, such as 0-4094.', (row) =>
    distinct(networksOf(row).flatMap((network) => [network.vlan?.toString(), network.vlanTrunk])),
  ),
  list('switch', 'Switches', 'Names of the distributed switches of its networks.', (row) =>
    distinct(networksOf(row).map((network) => row.estate.switches.get(network.switchId ?? '')?.name)),
  ),
  list('dns', 'DNS servers', 'DNS servers that the guest uses.', ({ it }) =>
    distinct(it.guestNics.flatMap((nic) => nic.dns)),
  ),
  list('gateway', 'Gateways', 'Gateways of the guest.', ({ it }) =>
    distinct(it.guestRoutes.map((route) => route.gateway)),
  ),
  list(
    'ip-origin',
    'Address origin',
    'Where its addresses come from: manual, dhcp, linklayer, ...',
    ({ it }) => origins(it),
  ),
  flag(
    'static-ip',
    'Static address',
    'The guest has an address that was set by hand; unknown without VMware Tools.',
    ({ it }) => (origins(it).length === 0 ? null : origins(it).includes('manual')),
  ),
]
