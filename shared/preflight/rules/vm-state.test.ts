import { describe, expect } from 'vitest'
import { aHost, aPlan } from '../../../test/fixtures/inventory.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { stateRules } from './vm-state.ts'

const hard = { plan: aPlan({ options: { ...aPlan().options, onShutdownTimeout: 'power-off' } }) }
const remedy = (words: string) => expect.stringContaining(words) as string

describe('rules', () => {
  testVmRules(stateRules, {
    'vm-template': {
      fires: [['a template', { vm: { isTemplate: true } }, { category: 'Critical' }]],
      passes: [['a VM', {}]],
    },
    'vm-not-connected': {
      fires: [
        ['inaccessible', { vm: { connectionState: 'inaccessible' } }, { category: 'Critical' }],
        ['orphaned', { vm: { connectionState: 'orphaned' } }],
        ['disconnected', { vm: { connectionState: 'disconnected' } }],
        ['invalid', { vm: { connectionState: 'invalid' } }],
      ],
      passes: [['connected', {}]],
    },
    'host-not-visible': {
      fires: [
        ['no host', { vm: { hostId: undefined } }, { category: 'Critical' }],
        ['a host that is not in the inventory', { inventory: { hosts: [] } }],
        ['a cluster that is not in the inventory', { inventory: { clusters: [] } }],
      ],
      passes: [
        ['host and cluster there', {}],
        [
          'a host without a cluster',
          { inventory: { hosts: [aHost({ clusterId: undefined })], clusters: [] } },
        ],
      ],
    },
    'vm-suspended': {
      fires: [['suspended', { vm: { powerState: 'suspended' } }, { category: 'Critical' }]],
      passes: [
        ['on', {}],
        ['off', { vm: { powerState: 'poweredOff' } }],
      ],
    },
    'vm-stopped-unclean': {
      fires: [
        ['turned off', { vm: { powerState: 'poweredOff', cleanPowerOff: false } }, { category: 'Critical' }],
      ],
      passes: [
        ['shut down', { vm: { powerState: 'poweredOff', cleanPowerOff: true } }],
        ['running, after having been turned off once', { vm: { cleanPowerOff: false } }],
        ['running', {}],
      ],
      unknown: [['off, nobody tells how', { vm: { powerState: 'poweredOff' } }, { category: 'Warning' }]],
    },
    'vm-question': {
      fires: [['a question', { vm: { question: 'Unlock the drive?' } }, { category: 'Critical' }]],
      passes: [['none', {}]],
    },
    'tools-missing': {
      fires: [
        [
          'running without',
          { vm: { tools: 'notInstalled' } },
          { category: 'Critical', remedy: remedy('shut the guest down yourself') },
        ],
        [
          'off without',
          { vm: { tools: 'notInstalled', powerState: 'poweredOff' } },
          { category: 'Warning', remedy: remedy('read the inventory again.') },
        ],
        ['running, and nothing told', { vm: { tools: 'unknown' } }, { category: 'Critical' }],
        ['the plan may turn it off', { vm: { tools: 'notInstalled' }, parts: hard }, { category: 'Warning' }],
      ],
      passes: [
        ['running', {}],
        ['installed, and off', { vm: { tools: 'notRunning', powerState: 'poweredOff' } }],
      ],
      unknown: [['off, and nothing told', { vm: { tools: 'unknown', powerState: 'poweredOff' } }]],
    },
    'tools-not-running': {
      fires: [
        ['stopped in a running VM', { vm: { tools: 'notRunning' } }, { category: 'Critical' }],
        ['the plan may turn it off', { vm: { tools: 'notRunning' }, parts: hard }, { category: 'Warning' }],
        [
          'the plan may not',
          { vm: { tools: 'notRunning' }, parts: { plan: aPlan() } },
          { category: 'Critical' },
        ],
      ],
      passes: [
        ['running', {}],
        ['the VM is off', { vm: { tools: 'notRunning', powerState: 'poweredOff' } }],
        ['not installed, of which another rule speaks', { vm: { tools: 'notInstalled' } }],
      ],
    },
    'managed-by': {
      fires: [
        ['an extension', { vm: { managedBy: 'com.vmware.vim.eam' } }, { category: 'Warning' }],
        ['a cluster service', { vm: { name: 'vCLS-1f6c' } }],
        ['a replica', { vm: { replicated: true } }],
      ],
      passes: [['nobody', {}]],
    },
  })
})
