import Box from '@mui/material/Box'
import type { InventoryRow } from '../../../shared/contract/inventory.ts'
import { formatBytes, formatNumber } from '../../../shared/units.ts'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { bytesText, countText, isSet, numberOf, textOf } from './row-values.ts'

/** Fields that the columns and the checkbox of a VM read. */
export const VM_COLUMN_FIELDS = [
  'name',
  'critical',
  'warnings',
  'information',
  'power',
  'state',
  'template',
  'os',
  'os-id',
  'cpu',
  'memory',
  'disks',
  'disk-size',
  'host',
  'folder',
  'tools',
  'tag',
  'migratable',
  'refusal',
] as const

const TOOLS: Readonly<Record<string, string>> = {
  running: 'Running',
  'not-running': 'Stopped',
  'not-installed': 'None',
}

/** `compact`: for half a window, with short words where the hover says the long ones. Ids are fields to sort by. */
export function vmColumns(compact: boolean): TableColumn<InventoryRow>[] {
  const guestOf = (row: InventoryRow) => textOf(row, 'os') || textOf(row, 'os-id') || 'Unknown'
  const hostOf = (row: InventoryRow) => textOf(row, 'host') || 'none'
  const folderOf = (row: InventoryRow) => textOf(row, 'folder')
  const nameOf = (row: InventoryRow) => textOf(row, 'name')
  const toolsOf = (row: InventoryRow) => TOOLS[textOf(row, 'tools')] ?? 'Unknown'
  return [
    { id: 'name', header: 'Name', width: compact ? 124 : 160, grow: true, value: nameOf, title: nameOf },
    {
      id: 'critical',
      header: 'Findings',
      width: compact ? 80 : 104,
      value: (row) => numberOf(row, 'critical') ?? 0,
      cell: (row) => <FindingCounts row={row} />,
    },
    {
      id: 'power',
      header: 'Power',
      width: compact ? 88 : 110,
      value: (row) => powerOf(row).word,
      cell: (row) => <Power row={row} />,
      title: (row) => powerOf(row).word,
    },
    {
      id: 'os',
      header: 'Guest OS',
      width: compact ? 112 : 136,
      value: (row) => shortGuestName(guestOf(row)),
      title: guestOf,
    },
    { id: 'cpu', header: 'CPU', width: 46, align: 'right', value: (row) => countText(row, 'cpu') },
    { id: 'memory', header: 'Memory', width: 80, align: 'right', value: (row) => bytesText(row, 'memory') },
    { id: 'disk-size', header: 'Disks', width: compact ? 96 : 108, align: 'right', value: diskText },
    {
      id: 'host',
      header: 'Host',
      width: compact ? 66 : 140,
      value: (row) => (compact ? shortHostName(hostOf(row)) : hostOf(row)),
      title: hostOf,
    },
    {
      id: 'folder',
      header: 'Folder',
      width: compact ? 76 : 116,
      value: (row) => (compact ? lastPart(folderOf(row)) : folderOf(row)),
      title: folderOf,
    },
    {
      id: 'tools',
      header: 'Tools',
      width: compact ? 74 : 84,
      value: toolsOf,
      title: (row) => `VMware Tools: ${toolsOf(row).toLowerCase()}`,
    },
    // Half a window has no room for them; the search finds them all the same.
    ...(compact
      ? []
      : [
          {
            id: 'tag',
            header: 'Tags',
            width: 126,
            value: tagsShort,
            title: (row: InventoryRow) => tagsOf(row),
          },
        ]),
  ]
}

/** With their categories; "None" for a VM that has none. */
function tagsOf(row: InventoryRow): string {
  return row.values['tag'] === null ? 'Unknown' : textOf(row, 'tag') || 'None'
}

/** Names alone. */
function tagsShort(row: InventoryRow): string {
  const tags = row.values['tag']
  return Array.isArray(tags) && tags.length > 0 ? tags.map(lastPart).join(', ') : tagsOf(row)
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
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

/** Templates and VMs that vSphere cannot reach are marked here, whatever their power state was. */
function powerOf(row: InventoryRow): PowerState {
  const state = textOf(row, 'state')
  if (isSet(row, 'template')) return { tone: undefined, word: 'Template' }
  if (state !== 'connected') return { tone: 'failed', word: capital(state) || 'Unknown' }
  switch (textOf(row, 'power')) {
    case 'on':
      return { tone: 'running', word: 'On' }
    case 'off':
      return { tone: 'pending', word: 'Off' }
    default:
      return { tone: 'waiting', word: 'Suspended' }
  }
}

function Power({ row }: { readonly row: InventoryRow }) {
  const { tone, word } = powerOf(row)
  if (tone !== undefined) return <StateLabel tone={tone}>{word}</StateLabel>
  return (
    <Box component="span" sx={{ fontStyle: 'italic' }}>
      {word}
    </Box>
  )
}

const CATEGORY_FIELDS = [
  ['critical', 'Critical'],
  ['warnings', 'Warning'],
  ['information', 'Information'],
] as const

function FindingCounts({ row }: { readonly row: InventoryRow }) {
  const counts = CATEGORY_FIELDS.flatMap(([field, category]) => {
    const count = numberOf(row, field) ?? 0
    return count > 0 ? [{ category, count }] : []
  })
  if (counts.length === 0) return <>None</>
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, verticalAlign: 'top' }}>
      {counts.map(({ category, count }) => (
        <Box
          key={category}
          component="span"
          role="img"
          aria-label={`${count} ${category}`}
          sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.25 }}
        >
          <CategoryShape category={category} />
          {count}
        </Box>
      ))}
    </Box>
  )
}

/** "2, 48.0 GiB": how many, and how much together. */
function diskText(row: InventoryRow): string {
  const count = numberOf(row, 'disks') ?? 0
  return count === 0 ? 'None' : `${formatNumber(count)}, ${formatBytes(numberOf(row, 'disk-size') ?? 0)}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
