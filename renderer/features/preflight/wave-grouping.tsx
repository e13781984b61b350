import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import type { ForecastGrouping, WaveGrouping } from '../../../shared/preflight/estimate-model.ts'
import { formatCount } from '../../../shared/units.ts'

export interface WaveGroupingChoiceProps {
  readonly grouping: ForecastGrouping
  readonly busy: boolean
  readonly onChoose: (grouping: WaveGrouping) => void
}

/** What says which VMs are one application: for this source, until somebody chooses otherwise. */
export function WaveGroupingChoice({ grouping, busy, onChoose }: WaveGroupingChoiceProps) {
  const { choice, categories } = grouping
  // A category that was chosen and that no VM has a tag of now stays the choice, and can be seen.
  const known = categories.some(({ name }) => choice.by === 'category' && choice.category === name)
  const all =
    choice.by === 'category' && !known ? [{ name: choice.category, vms: 0 }, ...categories] : categories
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13 }}>
      <span aria-hidden>Group by</span>
      <Select
        size="small"
        value={keyOf(choice)}
        disabled={busy}
        onChange={({ target: { value } }) => onChoose(choiceOf(value))}
        inputProps={{ 'aria-label': 'Group by' }}
        sx={{ fontSize: 13, maxWidth: 340 }}
      >
        <MenuItem value="auto">{automaticText(grouping)}</MenuItem>
        <MenuItem value="folder">Folder and name</MenuItem>
        {all.map(({ name, vms }) => (
          <MenuItem key={name} value={keyOf({ by: 'category', category: name })}>
            Tags of {name} ({formatCount(vms, 'VM')})
          </MenuItem>
        ))}
      </Select>
    </Box>
  )
}

function automaticText({ choice, category }: ForecastGrouping): string {
  if (choice.by !== 'auto') return 'Automatic'
  return category === undefined ? 'Automatic: folder and name' : `Automatic: tags of ${category}`
}

const CATEGORY = 'category:'

function keyOf(choice: WaveGrouping): string {
  return choice.by === 'category' ? CATEGORY + choice.category : choice.by
}

function choiceOf(key: string): WaveGrouping {
  if (key.startsWith(CATEGORY)) return { by: 'category', category: key.slice(CATEGORY.length) }
  return { by: key === 'folder' ? 'folder' : 'auto' }
}
