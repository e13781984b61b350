import { describe } from 'vitest'
import { aDisk } from '../../../test/fixtures/inventory.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { securityRules } from './vm-security.ts'

const lacking = (privilege: string) => ({
  privileges: [{ use: 'cold', missing: [{ privilege, objects: ['vm-1'], count: 1 }] }],
})

describe('rules', () => {
  testVmRules(securityRules, {
    'secure-boot': {
      fires: [['on', { vm: { firmware: 'efi', secureBoot: true } }, { category: 'Warning' }]],
      passes: [
        ['off', { vm: { firmware: 'efi' } }],
        ['left over in a VM with BIOS', { vm: { secureBoot: true } }],
      ],
    },
    tpm: {
      fires: [['a TPM', { vm: { tpm: true } }, { category: 'Warning' }]],
      passes: [['none', {}]],
    },
    'vm-encrypted': {
      fires: [
        ['the VM', { vm: { encrypted: true } }, { category: 'Warning' }],
        ['only a disk', { vm: { disks: [aDisk({ encrypted: true })] } }, { category: 'Warning' }],
        [
          'the account may not read it',
          { vm: { encrypted: true }, parts: lacking('Cryptographer.Access') },
          { category: 'Critical' },
        ],
        [
          'the account lacks something else',
          { vm: { encrypted: true }, parts: lacking('VirtualMachine.Interact.PowerOff') },
          { category: 'Warning' },
        ],
      ],
      passes: [['nothing', { parts: lacking('Cryptographer.Access') }]],
    },
    'vapp-options': {
      fires: [['an appliance', { vm: { vAppOptions: true } }, { category: 'Warning' }]],
      passes: [['none', {}]],
    },
  })
})
