import Box from '@mui/material/Box'
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import { surroundingsOf, vmFindings } from '../../../shared/plan/findings.ts'
import type { Finding } from '../../../shared/plan/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { SeverityShape } from '../../ui/findings.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { diskBytes } from './vm-filter.ts'

const TOOLS = {
  running: 'Running',
  notRunning: 'Stopped',
  notInstalled: 'None',
  unknown: 'Unknown',
} as const
const WEIGHT = { critical: 10_000, warning: 100, info: 1 } as const
const MIB = 1024 * 1024

/** Findings of each VM, computed when a row is first shown. */
export function findingsLookup(inventory: Inventory): (vm: Vm) => readonly Finding[] {
  const around = surroundingsOf(inventory)
  const known = new Map<string, readonly Finding[]>()
  return (vm) => {
    const found = known.get(vm.id) ?? vmFindings(vm, around)
    known.set(vm.id, found)
    return found
  }
}

/** `compact`: for half a window, with short words where the hover says the long ones. */
export function vmColumns(
  inventory: Inventory,
  findingsOf: (vm: Vm) => readonly Finding[],
  compact: boolean,
): TableColumn<Vm>[] {
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host.name]))
  const hostOf = (vm: Vm) => hosts.get(vm.hostId ?? '') ?? 'none'
  const weigh = (vm: Vm) => findingsOf(vm).reduce((sum, one) => sum + WEIGHT[one.severity], 0)
  return [
    {
      id: 'name',
      header: 'Name',
      width: compact ? 136 : 170,
      grow: true,
      value: (vm) => vm.name,
      title: (vm) => vm.name,
    },
    {
      id: 'findings',
      header: 'Findings',
      width: compact ? 84 : 104,
      value: weigh,
      cell: (vm) => <FindingCounts findings={findingsOf(vm)} />,
      title: (vm) =>
        findingsOf(vm)
          .map((one) => one.message)
          .join('\n'),
    },
    {
      id: 'power',
      header: 'Power',
      width: compact ? 76 : 110,
      value: (vm) => powerOf(vm).word,
      cell: (vm) => <Power vm={vm} />,
      title: (vm) => powerOf(vm).word,
    },
    {
      id: 'guest',
      header: 'Guest OS',
      width: compact ? 122 : 164,
      value: (vm) => shortGuestName(vm.guestName) || vm.guestId || 'Unknown',
      title: (vm) => vm.guestName,
    },
    { id: 'cpu', header: 'CPU', width: 48, align: 'right', value: (vm) => vm.cpuCount },
    {
      id: 'memory',
      header: 'Memory',
      width: 82,
      align: 'right',
      value: (vm) => vm.memoryMiB,
      cell: (vm) => formatBytes(vm.memoryMiB * MIB),
    },
    {
      id: 'disks',
      header: 'Disks',
      width: compact ? 96 : 108,
      align: 'right',
      value: diskBytes,
      cell: diskText,
    },
    {
      id: 'host',
      header: 'Host',
      width: compact ? 72 : 140,
      value: hostOf,
      cell: (vm) => (compact ? shortHostName(hostOf(vm)) : hostOf(vm)),
      title: hostOf,
    },
    {
      id: 'folder',
      header: 'Folder',
      width: compact ? 84 : 186,
      value: (vm) => vm.path,
      cell: (vm) => (compact ? vm.path.slice(vm.path.lastIndexOf('/') + 1) : vm.path),
      title: (vm) => vm.path,
    },
    {
      id: 'tools',
      header: 'Tools',
      width: compact ? 72 : 104,
      value: (vm) => TOOLS[vm.tools],
      title: (vm) => `VMware Tools: ${TOOLS[vm.tools].toLowerCase()}`,
    },
  ]
}

/** "Microsoft Windows Server 2022 (64-bit)" without what all of them share: "Windows Server 2022". */
export function shortGuestName(name: string): string {
  return name
    .replace(/\s*\((32|64)-bit\)/i, '')
    .replace(/^Microsoft /, '')
    .replace(/^Windows Server /, 'Win Server ')
    .replace(/^Red Hat Enterprise Linux/, 'RHEL')
    .replace(/^SUSE Linux Enterprise( Server)?/, 'SLES')
    .replace(/ or later$/, '+')
    .trim()
}

/** The first label of a host's name; an address stays whole. */
export function shortHostName(name: string): string {
  return /^[\d.]+$|:/.test(name) ? name : (name.split('.')[0] ?? name)
}

interface PowerState {
  readonly tone: Tone | undefined
  readonly word: string
}

function powerOf(vm: Vm): PowerState {
  if (vm.isTemplate) return { tone: undefined, word: 'Template' }
  if (vm.connectionState !== 'connected') return { tone: 'failed', word: capital(vm.connectionState) }
  switch (vm.powerState) {
    case 'poweredOn':
      return { tone: 'running', word: 'On' }
    case 'poweredOff':
      return { tone: 'pending', word: 'Off' }
    case 'suspended':
      return { tone: 'waiting', word: 'Suspended' }
  }
}

function Power({ vm }: { readonly vm: Vm }) {
  const { tone, word } = powerOf(vm)
  return tone === undefined ? <>{word}</> : <StateLabel tone={tone}>{word}</StateLabel>
}

function FindingCounts({ findings }: { readonly findings: readonly Finding[] }) {
  const counts = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length
    return count > 0 ? [{ severity, count }] : []
  })
  if (counts.length === 0) return <>None</>
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, verticalAlign: 'top' }}>
      {counts.map(({ severity, count }) => (
        <Box
          key={severity}
          component="span"
          role="img"
          aria-label={`${count} ${severity}`}
          sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.25 }}
        >
          <SeverityShape severity={severity} />
          {count}
        </Box>
      ))}
    </Box>
  )
}

/** "2, 48.0 GiB": how many, and how much together. */
function diskText(vm: Vm): string {
  return vm.disks.length === 0 ? 'None' : `${vm.disks.length}, ${formatBytes(diskBytes(vm))}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
