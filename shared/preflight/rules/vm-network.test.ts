import { describe, expect } from 'vitest'
import type { GuestNic } from '../../inventory/model.ts'
import { aNetwork, aNic } from '../../../test/fixtures/inventory.ts'
import { testVmRules, type Situation } from '../test-support/rule-table.ts'
import { networkRules } from './vm-network.ts'

const withNic = (change: Parameters<typeof aNic>[0]): Situation => ({ vm: { nics: [aNic(change)] } })

function withAddresses(
  ips: readonly (readonly [string, string])[],
  change: Partial<GuestNic> = {},
): Situation {
  const addresses = ips.map(([ip, origin]) => ({ ip, prefixLength: 24, origin }))
  const card = { deviceKey: 4000, mac: '00:50:56:00:00:01', network: '', addresses, dns: [], ...change }
  return { vm: { guestNics: [card] } }
}

describe('rules', () => {
  testVmRules(networkRules, {
    'nic-sriov': {
      fires: [['SR-IOV', withNic({ model: 'VirtualSriovEthernetCard' }), { category: 'Warning' }]],
      passes: [['VMXNET3', {}]],
    },
    'nic-opaque-network': {
      fires: [
        [
          'NSX',
          { inventory: { networks: [aNetwork({ kind: 'opaque', name: 'overlay' })] } },
          { category: 'Warning', message: expect.stringContaining('is on overlay') as string },
        ],
      ],
      passes: [
        ['a port group', {}],
        ['on no network', withNic({ networkId: undefined })],
      ],
    },
    'nic-disconnected': {
      fires: [
        ['not connected', withNic({ connected: false }), { category: 'Information' }],
        ['not at the start', withNic({ connectedAtStart: false })],
        ['on no network', withNic({ networkId: undefined })],
        [
          'one of two',
          { vm: { nics: [aNic(), aNic({ key: 4001, connected: false })] } },
          { id: 'nic-disconnected:vm-1:4001' },
        ],
      ],
      passes: [
        ['connected', {}],
        ['the VM is off', { vm: { powerState: 'poweredOff', nics: [aNic({ connected: false })] } }],
      ],
    },
    'nic-addresses': {
      fires: [
        [
          'two of IPv4',
          withAddresses([
            ['192.0.2.1', 'manual'],
            ['192.0.2.2', 'manual'],
          ]),
          { category: 'Warning' },
        ],
        [
          'two of IPv6',
          withAddresses([
            ['2001:db8::1', 'manual'],
            ['2001:db8::2', 'dhcp'],
          ]),
        ],
        [
          'one of autoconfiguration beside another',
          withAddresses([
            ['2001:db8::1', 'linklayer'],
            ['2001:db8::2', ''],
          ]),
        ],
      ],
      passes: [
        [
          'one of each',
          withAddresses([
            ['192.0.2.1', 'manual'],
            ['2001:db8::1', 'manual'],
          ]),
        ],
        [
          'link-local ones',
          withAddresses([
            ['192.0.2.1', ''],
            ['169.254.1.1', ''],
            ['2001:db8::1', ''],
            ['FE80::1', ''],
          ]),
        ],
        [
          'temporary ones',
          withAddresses([
            ['2001:db8::1', 'linklayer'],
            ['2001:db8::2', 'random'],
          ]),
        ],
        [
          'a bridge of the guest',
          withAddresses(
            [
              ['10.0.0.1', ''],
              ['10.0.0.2', ''],
            ],
            { deviceKey: undefined },
          ),
        ],
        ['no card', { vm: { nics: [] } }],
      ],
      unknown: [['nothing told', {}]],
    },
  })
})
