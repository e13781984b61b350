import { describe } from 'vitest'
import type { VmDevice } from '../../inventory/model.ts'
import { testVmRules, type Situation } from '../test-support/rule-table.ts'
import { hardwareRules } from './vm-hardware.ts'

function withDevice(kind: string, change: Partial<VmDevice> = {}): Situation {
  return {
    vm: { devices: [{ key: 9000, kind, label: 'Device 1', connected: true, backing: '', ...change }] },
  }
}

describe('rules', () => {
  testVmRules(hardwareRules, {
    'cpu-affinity': {
      fires: [['bound', { vm: { cpuAffinity: [0, 1] } }, { category: 'Warning' }]],
      passes: [['free', {}]],
    },
    'numa-affinity': {
      fires: [['bound', { vm: { numaNodeAffinity: ['0', '1'] } }, { category: 'Warning' }]],
      passes: [['free', {}]],
    },
    'cpu-memory-hot-plug': {
      fires: [
        ['processors', { vm: { cpuHotAdd: true } }, { category: 'Warning' }],
        ['processors, to remove', { vm: { cpuHotRemove: true } }],
        ['memory', { vm: { memoryHotAdd: true } }],
        ['all', { vm: { cpuHotAdd: true, cpuHotRemove: true, memoryHotAdd: true } }],
      ],
      passes: [['off', {}]],
    },
    'cpu-topology': {
      fires: [
        ['half a socket', { vm: { cpuCount: 6, coresPerSocket: 4 } }, { category: 'Warning' }],
        ['no cores', { vm: { coresPerSocket: 0 } }],
      ],
      passes: [['whole sockets', { vm: { cpuCount: 8, coresPerSocket: 4 } }]],
    },
    'nested-virtualization': {
      fires: [['on', { vm: { nestedVirtualization: true } }, { category: 'Warning' }]],
      passes: [['off', {}]],
    },
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
