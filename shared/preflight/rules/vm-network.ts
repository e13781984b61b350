/** Network cards and addresses. */
import type { GuestNic, Vm, VmNic } from '../../inventory/model.ts'
import { govc, govcVm, inGuest, powerCli, powerCliVm, powerShellText } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { eachHit, fact, NONE, perNic, unknownHit } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'

const nicSriov = rule({
  id: 'nic-sriov',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the VM no SR-IOV card?',
  applies: 'both',
  catalogue: ['sriov-nic'],
  docs: DOCS.kubevirtInterfaces,
  needs: ['vms.nics.model'],
  review: true,
  remedy: 'Plan an SR-IOV network on the target, or replace the card with a VMXNET3 card first.',
  evaluate: perNic(
    (nic) => nic.model === 'VirtualSriovEthernetCard',
    (nic) =>
      // MTV leaves such a card out altogether, and its address with it.
      ofNic(nic, `${nic.label} (${nic.mac}) is an SR-IOV card; MTV leaves it out.`, 'class', nic.model),
  ),
})

/** Newer releases of MTV find them by their id, and so does Palletjack: a warning, where older ones had to stop. */
const nicOpaqueNetwork = rule({
  id: 'nic-opaque-network',
  scope: 'vm',
  category: 'Warning',
  question: 'Are all cards on networks that can be mapped as they are?',
  applies: 'both',
  catalogue: ['opaque-network-not-mappable'],
  docs: DOCS.networkMaps,
  needs: ['vms.nics.networkId', 'networks.kind'],
  review: true,
  remedy:
    'Map it to a network of the target that reaches the same subnet, connect the VM to a VLAN port group first, or leave the card out.',
  evaluate: perNic(
    (nic, _, { index }) => index.networks.get(nic.networkId ?? '')?.kind === 'opaque',
    (nic, _, { index }) => ({
      ...ofNic(
        nic,
        `${nic.label} is on ${index.networks.get(nic.networkId ?? '')?.name ?? 'a network'}, an opaque network of NSX.`,
        'backing',
        'OpaqueNetwork',
      ),
      commands: [govc('find / -type OpaqueNetwork')],
    }),
  ),
})

const nicDisconnected = rule({
  id: 'nic-disconnected',
  scope: 'vm',
  category: 'Information',
  question: 'Is each card connected to a network?',
  applies: 'both',
  catalogue: ['disconnected-or-unbacked-nic'],
  docs: DOCS.networkMaps,
  needs: ['vms.nics.connected', 'vms.nics.connectedAtStart'],
  remedy: 'Connect the card, or remove it. On the target its link may be up.',
  evaluate(vm) {
    const isOn = vm.powerState === 'poweredOn'
    for (const nic of vm.nics) if (fault(nic, isOn)) return disconnected(vm, isOn)
    return NONE
  },
})

function fault(nic: VmNic, isOn: boolean): 'backing' | 'connected' | 'startConnected' | undefined {
  if (nic.networkId === undefined) return 'backing'
  if (isOn && !nic.connected) return 'connected'
  return nic.connectedAtStart ? undefined : 'startConnected'
}

const FAULT_WORDS = {
  backing: 'is on no network, and is left out',
  connected: 'is not connected',
  startConnected: 'is not connected when the VM starts',
} as const

function disconnected(vm: Vm, isOn: boolean): Hit[] {
  return vm.nics.flatMap((nic) => {
    const kind = fault(nic, isOn)
    if (kind === undefined) return []
    const value = kind === 'backing' ? 'none' : 'false'
    const property = kind === 'backing' ? kind : `connectable.${kind}`
    return {
      ...ofNic(nic, `${nic.label} ${FAULT_WORDS[kind]}.`, property, value),
      commands: [
        powerCli(
          `${powerCliVm(vm)} | Get-NetworkAdapter -Name ${powerShellText(nic.label)} | Set-NetworkAdapter -Connected:$true -StartConnected:$true -Confirm:$false`,
        ),
      ],
    }
  })
}

/** One list for all VMs: of an estate whose Tools tell nothing each has it. */
const ADDRESSES_UNKNOWN = unknownHit('How many addresses its cards have is not known.', 'guest.net')

const nicAddresses = rule({
  id: 'nic-addresses',
  scope: 'vm',
  category: 'Warning',
  question: 'Has each card at most one IPv4 and one IPv6 address?',
  applies: 'both',
  catalogue: ['nic-more-than-one-ip'],
  docs: DOCS.sourceVms,
  needs: ['vms.guestNics.addresses'],
  remedy:
    'Remove or move further addresses (aliases, virtual addresses) before the migration, and add them again after it.',
  evaluate(vm, facts) {
    if (vm.guestNics.length > 0) return eachHit(vm.guestNics, hasTooMany, tooMany, vm, facts)
    return vm.nics.length === 0 ? NONE : ADDRESSES_UNKNOWN
  },
})

/** Bridges that the guest made itself, link-local and temporary addresses do not count. */
function hasTooMany(card: GuestNic): boolean {
  if (card.deviceKey === undefined || card.addresses.length < 2) return false
  const { v4, v6 } = countFamilies(card)
  return v4 > 1 || v6 > 1
}

function countFamilies(card: GuestNic): { v4: number; v6: number } {
  let v4 = 0
  let v6 = 0
  for (const { ip, origin } of card.addresses) {
    if (!ip.includes(':')) v4 += ip.startsWith('169.254.') || ip === '' ? 0 : 1
    else if (origin !== 'random' && !isLinkLocal(ip)) v6 += 1
  }
  return { v4, v6 }
}

/** fe80::/10 */
function isLinkLocal(ip: string): boolean {
  const third = ip.charAt(2).toLowerCase()
  return ip.slice(0, 2).toLowerCase() === 'fe' && third >= '8' && third <= 'b'
}

function tooMany(card: GuestNic, vm: Vm): Hit {
  const nic = vm.nics.find(({ key }) => key === card.deviceKey)
  const { v4, v6 } = countFamilies(card)
  return {
    part: `${card.deviceKey ?? card.mac}`,
    message: `${nic?.label ?? card.mac} has ${v4} IPv4 and ${v6} IPv6 addresses.`,
    evidence: [
      fact(`guest.net[${card.mac}].ipConfig.ipAddress`, card.addresses.map(({ ip }) => ip).join(', ')),
    ],
    commands: [govc(`vm.ip -a ${govcVm(vm)}`), inGuest('ip address show')],
  }
}

function ofNic(nic: VmNic, message: string, property: string, value: string): Hit {
  return {
    part: `${nic.key}`,
    message,
    evidence: [fact(`config.hardware.device[${nic.label}].${property}`, value)],
  }
}

export const networkRules = [nicSriov, nicOpaqueNetwork, nicDisconnected, nicAddresses]
