/** The vmkernel adapters that disk data leaves a host by: frame size, speed, and which one it is. */
import type { Host } from '../../../inventory/model.ts'
import { govc } from '../../commands.ts'
import { fact, NONE, unknownHit } from '../../hits.ts'
import { probeCommands } from '../../missing-parts.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { lookOf } from './probe-ports.ts'
import { concerned, govcName } from './words.ts'

type Adapter = Host['kernelNics'][number]
type Switch = Host['switches'][number]

const NFC_TAG = 'vSphereBackupNFC'
/** 9000 less what tunnels take. */
const JUMBO = 8900
const FAST_MBPS = 10_000

/** The adapter that is tagged for NFC, else the one for management: vSphere sends disk data there. */
export function dataAdapter({ kernelNics }: Pick<Host, 'kernelNics'>): Adapter | undefined {
  return (
    kernelNics.find((nic) => nic.services.includes(NFC_TAG)) ??
    kernelNics.find((nic) => nic.services.includes('management'))
  )
}

/**
 * The switches that the adapter may be on. A distributed port group tells its switch; of a standard one only the
 * name is known, so with several standard switches it may be any of them.
 */
function switchesOf(host: Host, adapter: Adapter, { index }: Facts): readonly Switch[] {
  const switchId = index.networks.get(adapter.portgroup)?.switchId
  const name = switchId === undefined ? undefined : index.switches.get(switchId)?.name
  return name === undefined
    ? host.switches.filter(({ kind }) => kind === 'standard')
    : host.switches.filter((one) => one.kind === 'distributed' && one.name === name)
}

function hasVms(host: Host, facts: Facts): boolean {
  return concerned(facts.index.vmsByHost.get(host.id), facts).length > 0
}

/** Larger frames than the switch carries are lost; small ones everywhere work, only slower. */
const frameSize = rule({
  id: 'migration-network-mtu',
  scope: 'host',
  category: 'Warning',
  question: 'Do the adapter for disk data and its switch agree on the frame size?',
  applies: 'both',
  catalogue: ['migration-net-jumbo'],
  docs: DOCS.transferNetwork,
  needs: ['hosts.kernelNics.services', 'hosts.kernelNics.mtu', 'hosts.switches'],
  remedy:
    'Set 9000 bytes on adapter, switch, physical path and the transfer network of the target, or 1500 on all of them.',
  evaluate(host, facts) {
    if (!hasVms(host, facts)) return NONE
    const adapter = dataAdapter(host)
    if (!adapter || adapter.mtu === 0)
      return unknownHit('The adapter for disk data is not known.', 'config.network.vnic')
    const mtus = switchesOf(host, adapter, facts).map(({ mtu }) => mtu)
    const mtu = mtus.length === 0 ? undefined : Math.max(...mtus)
    const commands = [govc(`host.vnic.info -host ${govcName('HostSystem', host)}`)]
    const evidence = [
      fact(`config.network.vnic[${adapter.device}].spec.mtu`, adapter.mtu),
      fact('config.network.vswitch.mtu', mtu ?? 'not known'),
    ]
    if (mtu !== undefined && mtu < adapter.mtu)
      return [
        {
          message: `${adapter.device} sends frames of ${adapter.mtu} bytes and its switch carries ${mtu}: larger ones are lost.`,
          evidence,
          commands,
        },
      ]
    if (adapter.mtu >= JUMBO) return NONE
    return [
      {
        message: `${adapter.device} uses frames of ${adapter.mtu} bytes. That works; 9000 on the whole path copies faster.`,
        evidence,
        category: 'Information',
        commands,
      },
    ]
  },
})

const linkSpeed = rule({
  id: 'migration-network-speed',
  scope: 'host',
  category: 'Warning',
  question: 'Has the adapter for disk data an uplink of 10 Gbit/s or more?',
  applies: 'both',
  catalogue: ['migration-net-10g'],
  docs: DOCS.transferNetwork,
  needs: ['hosts.kernelNics.services', 'hosts.switches', 'hosts.physicalNics.linkMbps'],
  remedy: 'Tag an adapter on faster uplinks for vSphere Backup NFC (7.0 and later), or expect longer copies.',
  evaluate(host, facts) {
    if (!hasVms(host, facts)) return NONE
    const adapter = dataAdapter(host)
    const uplinks = new Set(adapter ? switchesOf(host, adapter, facts).flatMap((one) => one.uplinks) : [])
    const cards = host.physicalNics.filter(({ device }) => uplinks.has(device))
    if (!adapter || cards.length === 0)
      return unknownHit('The uplinks of the adapter for disk data are not known.', 'config.network.pnic')
    const best = Math.max(...cards.map(({ linkMbps }) => linkMbps ?? 0))
    if (best >= FAST_MBPS) return NONE
    const names = cards.map(({ device }) => device).join(', ')
    return [
      {
        message:
          best === 0
            ? `No uplink of ${adapter.device} (${names}) has a link.`
            : `The fastest uplink of ${adapter.device} (${names}) has ${best} Mbit/s.`,
        evidence: cards.map(({ device, linkMbps }) =>
          fact(`config.network.pnic[${device}].linkSpeed.speedMb`, linkMbps ?? 'no link'),
        ),
        commands: [govc(`host.esxcli -host ${govcName('HostSystem', host)} network nic list`)],
      },
    ]
  },
})

/** Port 902 has to be open to the tagged address, not to the one that everybody knows. */
const taggedAdapter = rule({
  id: 'nfc-adapter',
  scope: 'host',
  category: 'Warning',
  question: 'Was port 902 tried at the adapter that NFC traffic uses?',
  applies: 'both',
  catalogue: ['backup-nfc-vmk'],
  docs: DOCS.ports,
  needs: ['hosts.kernelNics.services', 'hosts.kernelNics.ip'],
  probe: 'network',
  remedy: 'Run the network probe, open port 902 to this address, or take the tag away.',
  evaluate(host, facts) {
    const management = host.kernelNics.find((nic) => nic.services.includes('management'))
    const tagged = host.kernelNics.filter(
      (nic) => nic.services.includes(NFC_TAG) && nic.ip !== '' && nic.device !== management?.device,
    )
    if (tagged.length === 0 || !hasVms(host, facts)) return NONE
    const tried = new Set(
      lookOf(facts, host.id)
        ?.server.cluster.ports.filter(({ look }) => look.state === 'ok' || look.state === 'failed')
        .map(({ address }) => address),
    )
    return tagged
      .filter(({ ip }) => !tried.has(ip))
      .map((nic): Hit => {
        const tag = `config.virtualNicManagerInfo.netConfig[${NFC_TAG}]`
        return {
          part: nic.device,
          message: `NFC traffic uses ${nic.device} (${nic.ip}), and no probe has tried port 902 there.`,
          evidence: [fact(tag, `${nic.device} ${nic.ip}`)],
          commands: [
            ...probeCommands('network', facts),
            govc(
              `host.vnic.service -host ${govcName('HostSystem', host)} -enable=false ${NFC_TAG} ${nic.device}`,
            ),
          ],
        }
      })
  },
})

export const hostLinkRules = [frameSize, linkSpeed, taggedAdapter]
