import Box from '@mui/material/Box'
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import { surroundingsOf, vmFindings } from '../../../shared/plan/findings.ts'
import type { Finding } from '../../../shared/plan/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { SeverityShape } from '../../ui/findings.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { diskBytes } from './vm-filter.ts'

const TOOLS = {
  running: 'Running',
  notRunning: 'Not running',
  notInstalled: 'Not installed',
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

export function vmColumns(
  inventory: Inventory,
  findingsOf: (vm: Vm) => readonly Finding[],
): TableColumn<Vm>[] {
  const hosts = new Map(inventory.hosts.map((host) => [host.id, host.name]))
  const hostOf = (vm: Vm) => hosts.get(vm.hostId ?? '') ?? 'none'
  const weigh = (vm: Vm) => findingsOf(vm).reduce((sum, one) => sum + WEIGHT[one.severity], 0)
  return [
    { id: 'name', header: 'Name', width: 170, grow: true, value: (vm) => vm.name, title: (vm) => vm.name },
    {
      id: 'findings',
      header: 'Findings',
      width: 116,
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
      width: 104,
      value: (vm) => vm.powerState,
      cell: (vm) => <Power vm={vm} />,
    },
    {
      id: 'guest',
      header: 'Guest OS',
      width: 190,
      value: (vm) => vm.guestName || vm.guestId || 'Unknown',
      title: (vm) => vm.guestName,
    },
    { id: 'cpu', header: 'CPU', width: 56, align: 'right', value: (vm) => vm.cpuCount },
    {
      id: 'memory',
      header: 'Memory',
      width: 92,
      align: 'right',
      value: (vm) => vm.memoryMiB,
      cell: (vm) => formatBytes(vm.memoryMiB * MIB),
    },
    { id: 'disks', header: 'Disks', width: 108, align: 'right', value: diskBytes, cell: diskText },
    { id: 'host', header: 'Host', width: 140, value: hostOf, title: hostOf },
    { id: 'folder', header: 'Folder', width: 170, value: (vm) => vm.path, title: (vm) => vm.path },
    { id: 'tools', header: 'Tools', width: 104, value: (vm) => TOOLS[vm.tools] },
  ]
}

function Power({ vm }: { readonly vm: Vm }) {
  if (vm.isTemplate) return <>Template</>
  if (vm.connectionState !== 'connected')
    return <StateLabel tone="failed">{capital(vm.connectionState)}</StateLabel>
  switch (vm.powerState) {
    case 'poweredOn':
      return <StateLabel tone="running">On</StateLabel>
    case 'poweredOff':
      return <StateLabel tone="pending">Off</StateLabel>
    case 'suspended':
      return <StateLabel tone="waiting">Suspended</StateLabel>
  }
}

function FindingCounts({ findings }: { readonly findings: readonly Finding[] }) {
  const counts = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length
    return count > 0 ? [{ severity, count }] : []
  })
  if (counts.length === 0) return <>None</>
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 1, verticalAlign: 'middle', lineHeight: 1.4 }}>
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
