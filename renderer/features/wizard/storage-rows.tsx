import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { StoragePair, Suggestion } from '../../../shared/plan/model.ts'
import type { StorageClass, Target } from '../../../shared/target/model.ts'
import type { StorageChoice } from './draft.ts'
import { useDraft } from './draft-context.tsx'
import { MapTable } from './map-table.tsx'
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
      rows={rows}
      chosen={draft.storageChoices}
      onChosen={(storageChoices) => update({ storageChoices })}
      field={(row, onChoice) => (
        <StorageChoiceFields
          row={row}
          choice={draft.storageChoices[row.sourceId] ?? row}
          classes={target.storageClasses}
          onChange={onChoice}
        />
      )}
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
  const classOptions = classNames(classes, choice.storageClass).map((name) =>
    option(name, name + defaultText(classes, name)),
  )
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <Choice
        id={`storage-${row.sourceId}`}
        label={`Storage class for ${row.sourceName}`}
        wide
        value={choice.storageClass}
        error={fault !== undefined}
        options={choice.storageClass === '' ? [option('', 'Choose a class'), ...classOptions] : classOptions}
        onChange={(storageClass) => onChange({ storageClass })}
      />
      <Choice
        label={`Volume mode for ${row.sourceName}`}
        value={choice.volumeMode ?? ''}
        options={[
          option('', unknownProfile ? 'Choose a mode' : `Best mode${bestMode(chosen)}`),
          option('Block'),
          option('Filesystem'),
        ]}
        onChange={(mode) => onChange({ ...base, volumeMode: volumeMode(mode) })}
      />
      {unknownProfile || choice.accessMode ? (
        <Choice
          label={`Access mode for ${row.sourceName}`}
          value={choice.accessMode ?? ''}
          options={[option('', 'Choose an access mode'), option('ReadWriteOnce'), option('ReadWriteMany')]}
          onChange={(mode) => onChange({ ...base, accessMode: accessMode(mode) })}
        />
      ) : null}
    </Box>
  )
}

interface Option {
  readonly value: string
  readonly label: string
}

function option(value: string, label = value): Option {
  return { value, label }
}

interface ChoiceProps {
  readonly id?: string
  readonly label: string
  readonly value: string
  readonly options: readonly Option[]
  readonly error?: boolean
  /** Takes more of the row: its words are longer. */
  readonly wide?: boolean
  readonly onChange: (value: string) => void
}

function Choice({ id, label, value, options, error = false, wide = false, onChange }: ChoiceProps) {
  return (
    <TextField
      select
      id={id}
      value={value}
      error={error}
      onChange={(event) => onChange(event.target.value)}
      sx={{ flex: wide ? '2 1 170px' : '1 1 130px' }}
      slotProps={{ select: { displayEmpty: true, SelectDisplayProps: { 'aria-label': label } } }}
    >
      {options.map((one) => (
        <MenuItem key={one.value} value={one.value}>
          {one.label}
        </MenuItem>
      ))}
    </TextField>
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
