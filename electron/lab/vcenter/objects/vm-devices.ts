import type { EstateDevice, EstateNic, EstateVm } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'
import { datastoreRef, networkRef } from './refs.ts'
import { diskControllers, virtualDisks } from './vm-disks.ts'

/** The whole virtual hardware of a VM, in the order in which vSphere lists it. */
export function virtualDevices(index: EstateIndex, vm: EstateVm, snapshotId?: string): VimObject[] {
  return [
    ...diskControllers(vm).filter((c) => c.$type === 'VirtualIDEController'),
    ...boardDevices(),
    ...diskControllers(vm).filter((c) => c.$type !== 'VirtualIDEController'),
    ...vm.devices.flatMap((device, i) => extraDevice(vm, device, i)),
    ...virtualDisks(index, vm, snapshotId),
    ...vm.nics.map((nic) => networkCard(index, vm, nic)),
  ]
}

function device(type: string, key: number, label: string, more: VimObject = {}, summary = label): VimObject {
  return { $type: type, key, deviceInfo: { label, summary }, ...more }
}

function boardDevices(): VimObject[] {
  const onPci = { controllerKey: 100 }
  return [
    device('VirtualPS2Controller', 300, 'PS2 controller 0', { busNumber: 0, device: [600, 700] }),
    device('VirtualPCIController', 100, 'PCI controller 0', { busNumber: 0, device: [500, 12000] }),
    device('VirtualSIOController', 400, 'SIO controller 0', { busNumber: 0 }),
    device('VirtualKeyboard', 600, 'Keyboard', { controllerKey: 300, unitNumber: 0 }),
    device('VirtualPointingDevice', 700, 'Pointing device', {
      backing: {
        $type: 'VirtualPointingDeviceDeviceBackingInfo',
        deviceName: '',
        useAutoDetect: false,
        hostPointingDevice: 'autodetect',
      },
      controllerKey: 300,
      unitNumber: 1,
    }),
    device('VirtualMachineVideoCard', 500, 'Video card', {
      ...onPci,
      unitNumber: 0,
      videoRamSizeInKB: 4096,
      numDisplays: 1,
      useAutoDetect: false,
      enable3DSupport: false,
    }),
    device('VirtualMachineVMCIDevice', 12000, 'VMCI device', {
      ...onPci,
      unitNumber: 17,
      id: -1,
      allowUnrestrictedCommunication: false,
      filterEnable: true,
    }),
  ]
}

function networkCard(index: EstateIndex, vm: EstateVm, nic: EstateNic): VimObject {
  const { backing, summary } = cardBacking(index, nic)
  return {
    $type: nic.model,
    key: nic.key,
    deviceInfo: { label: nic.label, summary },
    backing,
    connectable: connectInfo(nic.connectedAtStart && vm.powerState === 'poweredOn', nic.connectedAtStart),
    slotInfo: { $type: 'VirtualDevicePciBusSlotInfo', pciSlotNumber: 160 + 32 * (nic.key - 4000) },
    controllerKey: 100,
    unitNumber: 7 + nic.key - 4000,
    addressType: 'assigned',
    macAddress: nic.mac,
    wakeOnLanEnabled: true,
    ...(nic.model === 'VirtualVmxnet3' ? { uptCompatibilityEnabled: true } : {}),
    ...(nic.model === 'VirtualSriovEthernetCard' ? { allowGuestOSMtuChange: false } : {}),
  }
}

function cardBacking(index: EstateIndex, nic: EstateNic): { backing: VimObject; summary: string } {
  const network = index.network(nic.networkId)
  switch (network.kind) {
    case 'standard':
      return {
        summary: network.name,
        backing: {
          $type: 'VirtualEthernetCardNetworkBackingInfo',
          deviceName: network.name,
          useAutoDetect: false,
          network: networkRef(network),
        },
      }
    case 'distributed': {
      const { uuid } = index.switch(network.switchId)
      return {
        summary: `DVSwitch: ${uuid}`,
        backing: {
          $type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo',
          port: { switchUuid: uuid, portgroupKey: network.id, portKey: String(nic.key), connectionCookie: 1 },
        },
      }
    }
    case 'opaque':
      return {
        summary: `${network.opaqueType}: ${network.opaqueId}`,
        backing: {
          $type: 'VirtualEthernetCardOpaqueNetworkBackingInfo',
          opaqueNetworkId: network.opaqueId,
          opaqueNetworkType: network.opaqueType,
        },
      }
  }
}

function connectInfo(connected: boolean, startConnected: boolean): VimObject {
  return { startConnected, allowGuestControl: true, connected, status: connected ? 'ok' : 'untried' }
}

function extraDevice(vm: EstateVm, extra: EstateDevice, nth: number): VimObject[] {
  const on = vm.powerState === 'poweredOn'
  /** A device of the SIO controller with a file behind it. */
  const onBoard = (
    type: string,
    key: number,
    label: string,
    what: 'File' | 'Image',
    fileName: string,
    more: VimObject = {},
  ): VimObject => {
    const backing = {
      $type: `${type}${what}BackingInfo`,
      fileName,
      datastore: 'datastoreId' in extra ? datastoreRef(extra.datastoreId ?? '') : undefined,
    }
    const place = { backing, connectable: connectInfo(on, true), controllerKey: 400, unitNumber: 0 }
    return device(type, key, label, { ...place, ...more }, `${what} ${fileName}`)
  }
  switch (extra.kind) {
    case 'cdrom':
      return [cdrom(extra, nth, on)]
    case 'pciPassthrough':
      return [passthrough(extra, nth)]
    case 'usb':
      return usb(extra, nth, on)
    case 'tpm':
      return [device('VirtualTPM', 11000, 'Virtual TPM', {}, 'Trusted Platform Module')]
    case 'serial':
      return [
        onBoard('VirtualSerialPort', 9000 + nth, `Serial port ${nth + 1}`, 'File', extra.file, {
          yieldOnPoll: true,
        }),
      ]
    case 'floppy':
      return [onBoard('VirtualFloppy', 8000, 'Floppy drive 1', 'Image', extra.image)]
  }
}

function cdrom(drive: Extract<EstateDevice, { kind: 'cdrom' }>, nth: number, on: boolean): VimObject {
  const mounted = drive.iso !== undefined
  return {
    $type: 'VirtualCdrom',
    key: 16000 + nth,
    deviceInfo: {
      label: `CD/DVD drive ${nth + 1}`,
      summary: mounted ? `ISO ${drive.iso}` : 'Remote device',
    },
    backing: mounted
      ? {
          $type: 'VirtualCdromIsoBackingInfo',
          fileName: drive.iso,
          datastore: drive.datastoreId === undefined ? undefined : datastoreRef(drive.datastoreId),
        }
      : {
          $type: 'VirtualCdromRemotePassthroughBackingInfo',
          deviceName: '',
          useAutoDetect: false,
          exclusive: false,
        },
    connectable: connectInfo(mounted && on, mounted),
    controllerKey: 15000,
    unitNumber: nth,
  }
}

function passthrough(card: Extract<EstateDevice, { kind: 'pciPassthrough' }>, nth: number): VimObject {
  return {
    $type: 'VirtualPCIPassthrough',
    key: 13000 + nth,
    deviceInfo: { label: `PCI device ${nth}`, summary: card.name },
    backing: {
      $type: 'VirtualPCIPassthroughDeviceBackingInfo',
      deviceName: card.name,
      useAutoDetect: false,
      id: '0000:3b:00.0',
      deviceId: card.deviceId,
      systemId: 'BYPASS',
      vendorId: card.vendorId,
    },
    controllerKey: 100,
    unitNumber: 18 + nth,
  }
}

function usb(stick: Extract<EstateDevice, { kind: 'usb' }>, nth: number, on: boolean): VimObject[] {
  return [
    {
      $type: 'VirtualUSBXHCIController',
      key: 14000,
      deviceInfo: { label: 'USB xHCI controller', summary: 'USB xHCI controller' },
      controllerKey: 100,
      unitNumber: 23,
      busNumber: 0,
      device: [18000 + nth],
      autoConnectDevices: false,
    },
    {
      $type: 'VirtualUSB',
      key: 18000 + nth,
      deviceInfo: { label: `USB ${nth + 1}`, summary: stick.name },
      backing: {
        $type: 'VirtualUSBUSBBackingInfo',
        deviceName: `path:1/0/${nth + 1} version:2`,
        useAutoDetect: false,
      },
      connectable: connectInfo(on, true),
      controllerKey: 14000,
      unitNumber: nth,
      connected: on,
      vendor: stick.vendor,
      product: stick.product,
      family: ['other'],
      speed: ['full'],
    },
  ]
}
