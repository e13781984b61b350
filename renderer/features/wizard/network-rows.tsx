import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { usableAttachments } from '../../../shared/plan/mapping.ts'
import type { NetworkTarget, Suggestion } from '../../../shared/plan/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { useDraft } from './draft-context.tsx'
import { MapTable } from './map-table.tsx'

export interface NetworkRowsProps {
  readonly rows: Suggestion['networks']
  readonly target: Target
}

export function NetworkRows({ rows, target }: NetworkRowsProps) {
  const { draft, update } = useDraft()
  if (rows.length === 0)
    return <Box sx={{ fontSize: 13 }}>The chosen VMs have no network card with a network.</Box>
  const attachments = usableAttachments(target, draft.targetNamespace)
  const choiceOf = (row: NetworkRowsProps['rows'][number]) => draft.networkChoices[row.sourceId] ?? row.target
  return (
    <MapTable
      label="Network mapping"
      heads={['vSphere network', 'On the target']}
      rows={rows}
      chosen={draft.networkChoices}
      onChosen={(networkChoices) => update({ networkChoices })}
      field={(row, onChoice: (choice: NetworkTarget) => void) => (
        <TextField
          select
          id={`network-${row.sourceId}`}
          value={encode(choiceOf(row))}
          onChange={(event) => onChoice(decode(event.target.value))}
          slotProps={{
            select: { SelectDisplayProps: { 'aria-label': `Network on the target for ${row.sourceName}` } },
          }}
        >
          <MenuItem value="pod">Pod network</MenuItem>
          {optionsWith(
            attachments.map((one) => `${one.namespace}/${one.name}`),
            choiceOf(row),
          ).map((name) => (
            <MenuItem key={name} value={name}>
              {name}
              {vlanText(attachments, name)}
            </MenuItem>
          ))}
          <MenuItem value="ignored">Leave these network cards out</MenuItem>
        </TextField>
      )}
    />
  )
}

/** The current choice stays in the list even when the cluster no longer offers it. */
function optionsWith(names: readonly string[], current: NetworkTarget): string[] {
  const own = encode(current)
  return current.kind === 'multus' && !names.includes(own) ? [...names, own] : [...names]
}

function vlanText(attachments: Target['attachments'], name: string): string {
  const vlan = attachments.find((one) => `${one.namespace}/${one.name}` === name)?.vlan
  return vlan === undefined ? '' : ` (VLAN ${vlan})`
}

function encode(target: NetworkTarget): string {
  return target.kind === 'multus' ? `${target.namespace}/${target.name}` : target.kind
}

function decode(value: string): NetworkTarget {
  if (value === 'pod' || value === 'ignored') return { kind: value }
  const [namespace = '', name = ''] = value.split('/')
  return { kind: 'multus', namespace, name }
}

/** The same in words, for the review. */
export function networkTargetText(target: NetworkTarget): string {
  switch (target.kind) {
    case 'pod':
      return 'Pod network'
    case 'ignored':
      return 'Left out'
    case 'multus':
      return `${target.namespace}/${target.name}`
  }
}
