/** Invented hosts and their network, for the rules on hosts. */
import { aHost } from '../../../../../test/fixtures/inventory.ts'
import type { Host, Inventory } from '../../../../inventory/model.ts'

export const oneHost = (change: Partial<Host>): Partial<Inventory> => ({ hosts: [aHost(change)] })

/** A network adapter of the host itself. */
export const adapter = (change: Partial<Host['kernelNics'][number]> = {}): Host['kernelNics'][number] => ({
  device: 'vmk0',
  ip: '192.0.2.11',
  subnetMask: '255.255.255.0',
  mtu: 1500,
  portgroup: 'Management Network',
  services: ['management'],
  ...change,
})
export const vSwitch = (mtu: number): Host['switches'][number] => ({
  name: 'vSwitch0',
  kind: 'standard',
  mtu,
  uplinks: ['vmnic0'],
})
/** One host with an adapter, a switch and a link of 10 Gbit/s. */
export const links = (change: Partial<Host>): Partial<Inventory> =>
  oneHost({
    kernelNics: [adapter()],
    switches: [vSwitch(1500)],
    physicalNics: [{ device: 'vmnic0', linkMbps: 10_000 }],
    ...change,
  })
const tagged = adapter({
  device: 'vmk3',
  ip: '198.51.100.3',
  services: ['vSphereBackupNFC'],
  portgroup: 'dvportgroup-9',
  mtu: 9000,
})
/** An adapter for NFC on a distributed switch, beside the one for management. */
export const distributed: Partial<Inventory> = {
  ...links({
    kernelNics: [adapter(), tagged],
    switches: [vSwitch(1500), { name: 'dvs', kind: 'distributed', mtu: 9000, uplinks: ['vmnic2'] }],
    physicalNics: [
      { device: 'vmnic0', linkMbps: 1000 },
      { device: 'vmnic2', linkMbps: 25_000 },
    ],
  }),
  networks: [{ id: 'dvportgroup-9', name: 'nfc', kind: 'distributed', vlanTrunk: '', switchId: 'dvs-1' }],
  switches: [{ id: 'dvs-1', name: 'dvs', mtu: 9000, hostIds: ['host-1'] }],
}
