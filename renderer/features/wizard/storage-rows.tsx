import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { StoragePair, Suggestion } from '../../../shared/plan/model.ts'
import type { StorageClass, Target } from '../../../shared/target/model.ts'
import type { StorageChoice } from './draft.ts'
import { useDraft } from './draft-context.tsx'
import { MapTable, without } from './map-table.tsx'
import { useFieldFault } from './step-frame.tsx'

export interface StorageRowsProps {
  readonly rows: Suggestion['storage']
  readonly target: Target
}

export function StorageRows({ rows, target }: StorageRowsProps) {
  const { draft, update } = useDraft()
  if (rows.length === 0) return <Box sx={{ fontSize: 13 }}>The chosen VMs have no disks.</Box>
  return (
    <MapTable
      label="Storage mapping"
      heads={['Datastore', 'Storage class and volume mode']}
      rows={rows.map((row) => ({
        id: row.sourceId,
        source: row.sourceName,
        reason: row.reason,
        onReset: draft.storageChoices[row.sourceId]
          ? () => update({ storageChoices: without(draft.storageChoices, row.sourceId) })
          : undefined,
        choice: (
          <StorageChoiceFields
            row={row}
            choice={draft.storageChoices[row.sourceId] ?? row}
            classes={target.storageClasses}
            onChange={(choice) =>
              update({ storageChoices: { ...draft.storageChoices, [row.sourceId]: choice } })
            }
          />
        ),
      }))}
    />
  )
}

interface StorageChoiceFieldsProps {
  readonly row: Suggestion['storage'][number]
  readonly choice: StorageChoice
  readonly classes: readonly StorageClass[]
  readonly onChange: (choice: StorageChoice) => void
}

function StorageChoiceFields({ row, choice, classes, onChange }: StorageChoiceFieldsProps) {
  const fault = useFieldFault(`storage-${row.sourceId}`)
  const chosen = classes.find((one) => one.name === choice.storageClass)
  // Without a profile CDI cannot know, so a person has to.
  const unknownProfile = chosen !== undefined && chosen.claimPropertySets.length === 0
  const base = {
    storageClass: choice.storageClass,
    volumeMode: choice.volumeMode,
    accessMode: choice.accessMode,
  }
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <TextField
        select
        id={`storage-${row.sourceId}`}
        value={choice.storageClass}
        error={fault !== undefined}
        onChange={(event) => onChange({ storageClass: event.target.value })}
        sx={{ flex: '1 1 150px' }}
        slotProps={{
          select: {
            displayEmpty: true,
            SelectDisplayProps: { 'aria-label': `Storage class for ${row.sourceName}` },
          },
        }}
      >
        {choice.storageClass === '' ? <MenuItem value="">Choose a class</MenuItem> : null}
        {classNames(classes, choice.storageClass).map((name) => (
          <MenuItem key={name} value={name}>
            {name}
            {defaultText(classes, name)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        value={choice.volumeMode ?? ''}
        onChange={(event) => onChange({ ...base, volumeMode: volumeMode(event.target.value) })}
        sx={{ flex: '1 1 130px' }}
        slotProps={{
          select: {
            displayEmpty: true,
            SelectDisplayProps: { 'aria-label': `Volume mode for ${row.sourceName}` },
          },
        }}
      >
        <MenuItem value="">{unknownProfile ? 'Choose a mode' : `Best mode${bestMode(chosen)}`}</MenuItem>
        <MenuItem value="Block">Block</MenuItem>
        <MenuItem value="Filesystem">Filesystem</MenuItem>
      </TextField>
      {unknownProfile || choice.accessMode ? (
        <TextField
          select
          value={choice.accessMode ?? ''}
          onChange={(event) => onChange({ ...base, accessMode: accessMode(event.target.value) })}
          sx={{ flex: '1 1 150px' }}
          slotProps={{
            select: {
              displayEmpty: true,
              SelectDisplayProps: { 'aria-label': `Access mode for ${row.sourceName}` },
            },
          }}
        >
          <MenuItem value="">Choose an access mode</MenuItem>
          <MenuItem value="ReadWriteOnce">ReadWriteOnce</MenuItem>
          <MenuItem value="ReadWriteMany">ReadWriteMany</MenuItem>
        </TextField>
      ) : null}
    </Box>
  )
}

function classNames(classes: readonly StorageClass[], current: string): string[] {
  const names = classes.map((one) => one.name)
  return current !== '' && !names.includes(current) ? [...names, current] : names
}

function defaultText(classes: readonly StorageClass[], name: string): string {
  const found = classes.find((one) => one.name === name)
  if (!found) return ' (no longer there)'
  return found.isVirtDefault ? ' (default for VMs)' : found.isDefault ? ' (default)' : ''
}

function bestMode(storageClass: StorageClass | undefined): string {
  const best = storageClass?.claimPropertySets[0]
  return best ? ` (${best.volumeMode})` : ''
}

function volumeMode(value: string): StoragePair['volumeMode'] {
  return value === 'Block' || value === 'Filesystem' ? value : undefined
}

function accessMode(value: string): StoragePair['accessMode'] {
  return value === 'ReadWriteOnce' || value === 'ReadWriteMany' ? value : undefined
}
