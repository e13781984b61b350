import Box from '@mui/material/Box'
import type { VmDetails } from '../../../shared/contract/inventory.ts'
import type { Vm } from '../../../shared/inventory/model.ts'
import { formatBytes, formatCount } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { stamp } from '../../ui/times.ts'

const MIB = 1024 * 1024
const POWER = { poweredOn: 'On', poweredOff: 'Off', suspended: 'Suspended' } as const
const TOOLS = {
  running: 'Running',
  notRunning: 'Installed, not running',
  notInstalled: 'Not installed',
  unknown: 'Unknown',
} as const

interface Item {
  readonly term: string
  readonly value: string
}

/** Only what is so: a line for each "no" would hide the few that matter. */
function flags(pairs: readonly (readonly [boolean, string])[]): string {
  return pairs.flatMap(([is, words]) => (is ? [words] : [])).join(', ')
}

function present(items: readonly Item[]): Item[] {
  return items.filter((item) => item.value !== '')
}

/** What it does now, and what keeps vSphere busy with it. */
export function StatePart({ vm }: VmDetails) {
  return (
    <DrawerPart title="State">
      <Facts
        items={present([
          { term: 'Power', value: POWER[vm.powerState] },
          { term: 'Last power-off', value: lastPowerOff(vm) },
          { term: 'VMware Tools', value: toolsText(vm) },
          { term: 'Question', value: vm.question },
          {
            term: 'Attention',
            value: flags([
              [vm.consolidationNeeded, 'disks need consolidation'],
              [vm.toolsInstallerMounted, 'the Tools installer is mounted'],
              [vm.faultTolerance, 'fault tolerance is on'],
              [vm.replicated, 'vSphere Replication is configured'],
            ]),
          },
          { term: 'Managed by', value: vm.managedBy },
        ])}
      />
    </DrawerPart>
  )
}

function lastPowerOff({ cleanPowerOff }: Vm): string {
  return cleanPowerOff === undefined ? '' : cleanPowerOff ? 'Clean' : 'Not clean'
}

function toolsText(vm: Vm): string {
  const version = vm.toolsVersion.replace(/^guestTools/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
  return [TOOLS[vm.tools], version.toLowerCase(), vm.guestOperationsReady ? 'guest operations ready' : '']
    .filter(Boolean)
    .join(', ')
}

export function MachinePart({ vm }: VmDetails) {
  const cores = vm.autoCoresPerSocket ? 'sockets chosen by vSphere' : `${vm.coresPerSocket} per socket`
  return (
    <DrawerPart title="Machine">
      <Facts
        items={present([
          { term: 'Processors', value: `${vm.cpuCount} (${cores})` },
          { term: 'Memory', value: formatBytes(vm.memoryMiB * MIB) },
          { term: 'Firmware', value: firmwareText(vm) },
          { term: 'Hardware', value: vm.hardwareVersion || 'Unknown' },
          {
            term: 'Hot plug',
            value:
              flags([
                [vm.cpuHotAdd, 'add processors'],
                [vm.cpuHotRemove, 'remove processors'],
                [vm.memoryHotAdd, 'add memory'],
              ]) || 'Off',
          },
          { term: 'Bound to processors', value: vm.cpuAffinity.join(', ') },
          { term: 'Bound to NUMA nodes', value: vm.numaNodeAffinity.join(', ') },
          {
            term: 'Options',
            value: flags([
              [vm.nestedVirtualization, 'nested virtualization'],
              [vm.encrypted, 'encrypted'],
              [vm.diskUuidsShown, 'the guest sees disk serials'],
              [vm.vAppOptions, 'vApp options'],
            ]),
          },
          { term: 'Change tracking', value: vm.changeTracking ? 'On' : 'Off' },
        ])}
      />
    </DrawerPart>
  )
}

function firmwareText(vm: Vm): string {
  return `${vm.firmware.toUpperCase()}${vm.secureBoot ? ', Secure Boot' : ''}${vm.tpm ? ', TPM' : ''}`
}

/** What VMware Tools tell of the inside. */
export function GuestPart({ vm }: VmDetails) {
  const configured = vm.configuredGuestName || vm.configuredGuestId
  const guest = vm.guestName || vm.guestId
  return (
    <DrawerPart title="Guest">
      <Facts
        items={present([
          { term: 'System', value: guest || 'Unknown' },
          { term: 'Configured as', value: configured === guest ? '' : configured },
          { term: 'In detail', value: detailText(vm.guestDetails) },
          { term: 'Name', value: vm.guestHostName || 'Unknown' },
          { term: 'Addresses', value: vm.ipAddresses.join(', ') || 'Unknown' },
          ...vm.guestNics.map((nic) => ({
            term: nic.network || nic.mac,
            value: [
              nic.addresses
                .map(({ ip, prefixLength, origin }) => `${ip}/${prefixLength}${origin ? ` (${origin})` : ''}`)
                .join(', '),
              nic.dns.length > 0 ? `DNS ${nic.dns.join(', ')}` : '',
            ]
              .filter(Boolean)
              .join('; '),
          })),
          {
            term: 'Routes',
            value: vm.guestRoutes
              .map(({ network, prefixLength, gateway }) => `${network}/${prefixLength} via ${gateway}`)
              .join(', '),
          },
          ...vm.guestDisks.map((disk) => ({
            term: disk.path,
            value: `${formatBytes(disk.freeBytes)} free of ${formatBytes(disk.capacityBytes)}${disk.fileSystem ? `, ${disk.fileSystem}` : ''}`,
          })),
        ])}
      />
    </DrawerPart>
  )
}

/** "prettyName='Debian 12' kernelVersion='6.1'" as people write it; what is written otherwise stays as it is. */
function detailText(details: string): string {
  const pairs = [...details.matchAll(/(\w+)='([^']*)'/g)]
  if (pairs.length === 0) return details
  return pairs
    .filter(([, , value]) => value !== '')
    .map(([, key = '', value = '']) => (key === 'prettyName' ? value : `${spaced(key)} ${value}`))
    .join(', ')
}

function spaced(camel: string): string {
  return camel.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

/** Where it is in vSphere, and the ids that other tools know it by. */
export function PlacePart({ vm, host, cluster, datastores, networks }: VmDetails) {
  const names = (list: readonly { readonly name: string }[]) => list.map((one) => one.name).join(', ')
  return (
    <DrawerPart title="Place">
      <Facts
        items={present([
          { term: 'Host', value: host ? `${host.name}, ESXi ${host.version}` : 'none' },
          { term: 'Cluster', value: cluster?.name ?? 'none' },
          { term: 'Datastores', value: names(datastores) || 'none' },
          { term: 'Networks', value: names(networks) || 'none' },
          { term: 'Space taken', value: formatBytes(vm.usedBytes) },
          { term: 'Snapshots', value: formatCount(vm.snapshotCount, 'snapshot') },
          { term: 'vSphere id', value: vm.id },
          { term: 'BIOS UUID', value: vm.uuid },
          { term: 'Instance UUID', value: vm.instanceUuid },
        ])}
      />
    </DrawerPart>
  )
}

/** Tags by category, and how old they are: vCenter does not tell when they change. */
export function TagPart({ vm, tagReading }: VmDetails) {
  const byCategory = Map.groupBy(vm.tags ?? [], (tag) => tag.category)
  const { at, problem } = tagReading ?? {}
  const age = at === undefined ? [] : [`As of ${stamp(at)}.`]
  const words = [
    ...(vm.tags === undefined ? [problem ? 'Unknown.' : 'Unknown: not read yet.'] : []),
    ...(vm.tags?.length === 0 ? ['None.'] : []),
    ...age,
    ...(problem ? [problem.message] : []),
  ]
  return (
    <DrawerPart title="Tags">
      <Facts
        items={[...byCategory].map(([term, tags]) => ({
          term,
          value: tags.map((tag) => tag.name).join(', '),
        }))}
      />
      <Box sx={{ fontSize: 13, color: 'text.secondary', mt: 0.5 }}>{words.join(' ')}</Box>
    </DrawerPart>
  )
}
