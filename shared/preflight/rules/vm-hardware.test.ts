import { describe } from 'vitest'
import { testVmRules } from '../test-support/rule-table.ts'
import { hardwareRules } from './vm-hardware.ts'

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
  })
})
