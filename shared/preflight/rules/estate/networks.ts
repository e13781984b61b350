/** Source networks whose ways have no counterpart on the target. */
import type { Network, Vm } from '../../../inventory/model.ts'
import { quoted } from '../../../shell-quote.ts'
import { govc, LITERAL, powerCli, powerShellText } from '../../commands.ts'
import { counted, fact, hit, NONE, unknownHit } from '../../hits.ts'
import type { Command } from '../../model.ts'
import { rule, type Facts } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { withCardsOn } from './words.ts'

/** vSphere's own word for "all VLANs" on a standard port group. */
const ALL_VLANS = 4095

/** Commands that show a port group. */
function look({ id, name, kind, switchId }: Network, { index }: Facts): Command[] {
  if (kind !== 'distributed')
    return LITERAL.test(name)
      ? [powerCli(`Get-VirtualPortGroup -Name ${powerShellText(name)} | Format-List *`)]
      : []
  const dvs = index.switches.get(switchId ?? '')?.name
  const show = powerCli(
    `Get-VDPortgroup -Id ${powerShellText(`DistributedVirtualPortgroup-${id}`)} | Select-Object *, @{n='Security';e={$_ | Get-VDSecurityPolicy}}`,
  )
  return dvs === undefined || !LITERAL.test(dvs) || !LITERAL.test(name)
    ? [show]
    : [govc(`dvs.portgroup.info -pg ${quoted(name)} ${quoted(dvs)}`), show]
}

function usedBy(vms: readonly Vm[]): string {
  return `${counted(vms.length, 'VM')} ${vms.length === 1 ? 'has' : 'have'} a card on it.`
}

const trunkNetwork = rule({
  id: 'network-trunk',
  scope: 'network',
  category: 'Warning',
  question: 'Does the network carry one VLAN, so that guests need not tag?',
  applies: 'both',
  catalogue: ['guest-vlan-trunk'],
  docs: DOCS.networkMaps,
  needs: ['networks.vlan', 'networks.vlanTrunk'],
  remedy:
    'Map it to a bridge attachment without a VLAN (or with the same trunk list), never to one with a VLAN and never to the pod network. Split private VLANs.',
  evaluate(network, facts) {
    const trunk = network.vlanTrunk !== '' ? network.vlanTrunk : network.vlan === ALL_VLANS ? '0-4094' : ''
    if (trunk === '') return NONE
    const vms = withCardsOn(network.id, facts)
    if (vms.length === 0) return NONE
    const property =
      network.kind === 'standard' ? 'config.network.portgroup.spec.vlanId' : 'config.defaultPortConfig.vlan'
    return hit(
      `It passes VLANs ${trunk} to the guest, which tags them itself. ${usedBy(vms)}`,
      property,
      network.kind === 'standard' ? ALL_VLANS : trunk,
      { commands: look(network, facts) },
    )
  },
})

/** Distributed port groups tell their policy; of standard ones the inventory holds none. */
const relaxedSecurity = rule({
  id: 'network-security-relaxed',
  scope: 'network',
  category: 'Warning',
  question: 'Does the network refuse promiscuous mode, changed and forged MAC addresses?',
  applies: 'both',
  catalogue: ['portgroup-security-relaxed'],
  docs: DOCS.portgroup,
  needs: ['networks.promiscuous', 'networks.forgedTransmits', 'networks.macChanges'],
  remedy:
    'Find out which guests need it (VRRP, keepalived, clusters with a floating address, nested hypervisors), and map their cards to an attachment without a check of MAC addresses (macspoofchk false).',
  evaluate(network, facts) {
    if (network.kind === 'opaque') return NONE
    const vms = withCardsOn(network.id, facts)
    if (vms.length === 0) return NONE
    const policies = [
      ['allowPromiscuous', network.promiscuous, 'promiscuous mode'],
      ['macChanges', network.macChanges, 'changed MAC addresses'],
      ['forgedTransmits', network.forgedTransmits, 'forged transmits'],
    ] as const
    const relaxed = policies.filter(([, value]) => value === true)
    const property = (name: string) => `config.defaultPortConfig.securityPolicy.${name}`
    if (relaxed.length > 0)
      return [
        {
          message: `It allows ${relaxed.map(([, , words]) => words).join(', ')}. ${usedBy(vms)}`,
          evidence: relaxed.map(([name]) => fact(property(name), true)),
          commands: look(network, facts),
        },
      ]
    if (policies.every(([, value]) => value === false)) return NONE
    return unknownHit('The security policy of this network is not known.', property('*'), {
      remedy: 'Look at the policy of the port group and its switch in vSphere.',
      commands: look(network, facts),
    })
  },
})

/** A card that lands in another VLAN has its address in the wrong subnet. */
const vlanDiffers = rule({
  id: 'network-vlan-differs',
  scope: 'network',
  category: 'Warning',
  question: 'Does the plan put the network into the VLAN that it has now?',
  applies: 'both',
  catalogue: ['guest-vlan-trunk'],
  docs: DOCS.networkMaps,
  needs: ['networks.vlan', 'plan', 'target'],
  remedy: 'Choose an attachment with the same VLAN, or plan new addresses for these guests.',
  evaluate(network, facts) {
    const { vlan } = network
    if (vlan === undefined || vlan === 0 || vlan === ALL_VLANS) return NONE
    const attachment = chosenAttachment(network, facts)
    if (attachment?.vlan === undefined || attachment.vlan === vlan) return NONE
    if (withCardsOn(network.id, facts).length === 0) return NONE
    const name = `${attachment.namespace}/${attachment.name}`
    return [
      {
        message: `It is VLAN ${vlan}, and the plan puts it on ${name}, which is VLAN ${attachment.vlan}.`,
        evidence: [
          fact('vlan', vlan),
          fact(`NetworkAttachmentDefinition ${name} spec.config.vlan`, attachment.vlan),
        ],
      },
    ]
  },
})

function chosenAttachment({ id }: Network, { plan, target }: Facts) {
  const choice = plan?.networkMap.find((pair) => pair.sourceId === id)?.target
  if (choice?.kind !== 'multus') return undefined
  return target?.attachments.find((one) => one.namespace === choice.namespace && one.name === choice.name)
}

export const networkRules = [trunkNetwork, relaxedSecurity, vlanDiffers]
