import Box from '@mui/material/Box'
import type { InventoryRow } from '../../../shared/contract/inventory.ts'
import { Bar } from '../../ui/bar.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { bytesText, countText, isSet, numberOf, textOf } from './row-values.ts'

type Column = TableColumn<InventoryRow>

/** Ids are fields to sort by. */
function words(id: string, header: string, width: number, change: Partial<Column> = {}): Column {
  const value = (row: InventoryRow) => textOf(row, id) || 'none'
  return { id, header, width, value, title: value, ...change }
}

function count(id: string, header: string, width = 80): Column {
  return { id, header, width, align: 'right', value: (row) => countText(row, id) }
}

function size(id: string, header: string, width = 110): Column {
  return { id, header, width, align: 'right', value: (row) => bytesText(row, id) }
}

interface StateWord {
  readonly tone: Tone
  readonly word: string
}

function state(id: string, header: string, width: number, of: (row: InventoryRow) => StateWord): Column {
  return {
    id,
    header,
    width,
    value: (row) => of(row).word,
    cell: (row) => <StateLabel tone={of(row).tone}>{of(row).word}</StateLabel>,
  }
}

export const HOST_COLUMN_FIELDS = [
  'name',
  'state',
  'maintenance',
  'cluster',
  'version',
  'build',
  'cpu',
  'memory',
  'vms',
  'model',
  'time-zone',
] as const

export function hostColumns(): Column[] {
  return [
    words('name', 'Name', 180, { grow: true }),
    state('state', 'State', 140, hostState),
    words('cluster', 'Cluster', 110),
    count('vms', 'VMs', 70),
    words('version', 'Version', 150, {
      value: (row) => `${textOf(row, 'version')} (${textOf(row, 'build')})`,
    }),
    count('cpu', 'Cores', 70),
    size('memory', 'Memory', 96),
    words('model', 'Model', 150),
    words('time-zone', 'Time zone', 96),
  ]
}

function hostState(row: InventoryRow): StateWord {
  const connection = textOf(row, 'state')
  if (connection !== 'connected')
    return { tone: 'failed', word: connection === 'disconnected' ? 'Disconnected' : 'Not responding' }
  return isSet(row, 'maintenance')
    ? { tone: 'waiting', word: 'In maintenance' }
    : { tone: 'done', word: 'Connected' }
}

export const CLUSTER_COLUMN_FIELDS = [
  'name',
  'datacenter',
  'hosts',
  'vms',
  'running',
  'cpu',
  'memory',
  'ha',
  'drs',
  'drs-mode',
  'rules',
] as const

const DRS_MODES: Readonly<Record<string, string>> = {
  manual: 'Manual',
  partiallyautomated: 'Partly automatic',
  fullyautomated: 'Automatic',
}

export function clusterColumns(): Column[] {
  return [
    words('name', 'Name', 200, { grow: true }),
    words('datacenter', 'Datacenter', 140),
    count('hosts', 'Hosts'),
    count('vms', 'VMs'),
    count('running', 'Running'),
    count('cpu', 'Cores'),
    size('memory', 'Memory'),
    words('ha', 'HA', 70, { value: (row) => (isSet(row, 'ha') ? 'On' : 'Off') }),
    words('drs', 'DRS', 130, { value: drsText, title: drsText }),
    count('rules', 'Rules'),
  ]
}

function drsText(row: InventoryRow): string {
  return isSet(row, 'drs') ? (DRS_MODES[textOf(row, 'drs-mode')] ?? 'On') : 'Off'
}

export const DATASTORE_COLUMN_FIELDS = [
  'name',
  'type',
  'version',
  'size',
  'free',
  'used',
  'promised-percent',
  'vms',
  'hosts',
  'accessible',
  'maintenance',
] as const

export function datastoreColumns(): Column[] {
  return [
    words('name', 'Name', 150, { grow: true }),
    words('type', 'Type', 96, {
      value: (row) => `${textOf(row, 'type').toUpperCase()} ${textOf(row, 'version')}`.trim(),
    }),
    size('size', 'Size', 92),
    size('free', 'Free', 92),
    {
      id: 'used',
      header: 'Used',
      width: 110,
      value: (row) => numberOf(row, 'used') ?? 0,
      cell: (row) => <UsedBar row={row} />,
      title: (row) => `${bytesText(row, 'used')} of ${bytesText(row, 'size')}`,
    },
    {
      ...count('promised-percent', 'Promised', 92),
      value: (row) => `${Math.round(numberOf(row, 'promised-percent') ?? 0)} %`,
      title: () => 'Taken and promised to thin disks, of the size. Above 100 % it can run full.',
    },
    count('vms', 'VMs', 70),
    count('hosts', 'Hosts', 70),
    state('accessible', 'State', 140, datastoreState),
  ]
}

function UsedBar({ row }: { readonly row: InventoryRow }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', height: 31 }}>
      <Bar
        done={numberOf(row, 'used') ?? 0}
        total={numberOf(row, 'size') ?? 0}
        label={`Used share of ${textOf(row, 'name')}`}
        tone="waiting"
      />
    </Box>
  )
}

function datastoreState(row: InventoryRow): StateWord {
  if (!isSet(row, 'accessible')) return { tone: 'failed', word: 'Not accessible' }
  const maintenance = textOf(row, 'maintenance')
  if (maintenance === 'inmaintenance') return { tone: 'waiting', word: 'In maintenance' }
  if (maintenance === 'enteringmaintenance') return { tone: 'waiting', word: 'To maintenance' }
  return { tone: 'done', word: 'Accessible' }
}

export const NETWORK_COLUMN_FIELDS = [
  'name',
  'kind',
  'vlan',
  'trunk',
  'switch',
  'vms',
  'hosts',
  'folder',
] as const

const NETWORK_KINDS: Readonly<Record<string, string>> = {
  standard: 'Standard',
  distributed: 'Distributed',
  opaque: 'Opaque (NSX)',
}

export function networkColumns(): Column[] {
  return [
    words('name', 'Name', 220, { grow: true }),
    words('kind', 'Kind', 130, { value: (row) => NETWORK_KINDS[textOf(row, 'kind')] ?? textOf(row, 'kind') }),
    words('vlan', 'VLAN', 124, { value: vlanText, title: vlanText }),
    words('switch', 'Switch', 160),
    count('vms', 'VMs', 80),
    count('hosts', 'Hosts', 80),
    words('folder', 'Folder', 180),
  ]
}

function vlanText(row: InventoryRow): string {
  const trunk = textOf(row, 'trunk')
  return trunk === '' ? textOf(row, 'vlan') || 'none' : `Trunk ${trunk}`
}
