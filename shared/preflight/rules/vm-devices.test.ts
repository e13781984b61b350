import { describe } from 'vitest'
import type { VmDevice } from '../../inventory/model.ts'
import { testVmRules, type Situation } from '../test-support/rule-table.ts'
import { deviceRules } from './vm-devices.ts'

function withDevice(kind: string, change: Partial<VmDevice> = {}): Situation {
  return {
    vm: { devices: [{ key: 9000, kind, label: 'Device 1', connected: true, backing: '', ...change }] },
  }
}

describe('rules', () => {
  testVmRules(deviceRules, {
    'pci-passthrough': {
      fires: [['a device of the host', withDevice('VirtualPCIPassthrough'), { category: 'Critical' }]],
      passes: [
        ['none', {}],
        ['another one', withDevice('VirtualTPM')],
      ],
    },
    'scsi-passthrough': {
      fires: [['a device of the host', withDevice('VirtualSCSIPassthrough'), { category: 'Critical' }]],
      passes: [['none', {}]],
    },
    usb: {
      fires: [['a device', withDevice('VirtualUSB'), { category: 'Warning' }]],
      passes: [
        ['none', {}],
        ['a controller alone', withDevice('VirtualUSBController')],
      ],
    },
    'usb-controller': {
      fires: [
        ['a controller', withDevice('VirtualUSBController'), { category: 'Information' }],
        ['a controller of USB 3', withDevice('VirtualUSBXHCIController')],
      ],
      passes: [['a device', withDevice('VirtualUSB')]],
    },
    'device-not-carried': {
      fires: [
        ['a serial port', withDevice('VirtualSerialPort'), { category: 'Warning' }],
        ['a parallel port', withDevice('VirtualParallelPort')],
        ['a clock', withDevice('VirtualPrecisionClock')],
        ['lasting memory', withDevice('VirtualNVDIMM')],
        ['a floppy', withDevice('VirtualFloppy', { backing: '[gold] drivers.flp' })],
      ],
      passes: [
        ['none', {}],
        ['an empty floppy drive', withDevice('VirtualFloppy')],
        [
          'a disconnected one',
          withDevice('VirtualFloppy', { backing: '[gold] drivers.flp', connected: false }),
        ],
      ],
    },
    'cd-connected': {
      fires: [
        ['an image', withDevice('VirtualCdrom', { backing: '[gold] a.iso' }), { category: 'Warning' }],
        ['a drive of the host', withDevice('VirtualCdrom', { backing: '/dev/sr0' })],
        [
          'at the next start',
          withDevice('VirtualCdrom', { backing: '[gold] a.iso', connected: false, connectedAtStart: true }),
        ],
        [
          'the installer of Tools',
          { vm: { toolsInstallerMounted: true } },
          { id: 'cd-connected:vm-1:tools' },
        ],
      ],
      passes: [
        ['no drive', {}],
        ['disconnected', withDevice('VirtualCdrom', { backing: '[gold] a.iso', connected: false })],
        ['empty', withDevice('VirtualCdrom', { connected: false, connectedAtStart: true })],
      ],
    },
  })
})
