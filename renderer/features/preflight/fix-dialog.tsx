import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { MAX_FIXES } from '../../../shared/contract/preflight.ts'
import type { FixChoice, FixPreview } from '../../../shared/preflight/fix-model.ts'
import type { Fix } from '../../../shared/preflight/fixes.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { fixesOf, titleOf } from './fix-words.ts'
import { useFixPreview } from './queries.ts'
import { useName } from './use-name.ts'

export interface FixDialogProps {
  readonly runId: string
  readonly ids: readonly string[]
  readonly onBegin: (ids: readonly string[], by: string) => void
  readonly onClose: () => void
}

/** What will happen to which objects, before anything is changed. */
export function FixDialog({ runId, ids, onBegin, onClose }: FixDialogProps) {
  const asked = ids.slice(0, MAX_FIXES)
  const preview = useFixPreview(runId, asked)
  return (
    <Dialog open onClose={onClose} aria-labelledby="fix-title" maxWidth="sm" fullWidth>
      <DialogTitle id="fix-title">{preview.data ? headOf(preview.data) : 'What can be fixed'}</DialogTitle>
      <QueryGate query={preview} what="Looking at what can be fixed">
        {(known) => (
          <Confirm
            preview={known}
            left={ids.length - asked.length}
            onBegin={(by) => onBegin(asked, by)}
            onClose={onClose}
          />
        )}
      </QueryGate>
      {preview.data ? null : (
        <DialogActions>
          <Button variant="outlined" autoFocus onClick={onClose}>
            Change nothing
          </Button>
        </DialogActions>
      )}
    </Dialog>
  )
}

function headOf({ choices }: FixPreview): string {
  const able = choices.filter(({ refused }) => refused === undefined)
  return able.length === 0 ? 'Nothing can be fixed here' : titleOf(able)
}

interface ConfirmProps {
  readonly preview: FixPreview
  /** More than can be fixed at once. */
  readonly left: number
  readonly onBegin: (by: string) => void
  readonly onClose: () => void
}

function Confirm({ preview, left, onBegin, onClose }: ConfirmProps) {
  const [name, remember] = useName()
  const [by, setBy] = useState(name)
  const able = preview.choices.filter(({ refused }) => refused === undefined)
  const others = preview.choices.filter(({ refused }) => refused !== undefined)
  const fault = by.trim() ? undefined : 'Say who does it.'
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (fault || able.length === 0) return
    remember(by.trim())
    onBegin(by.trim())
  }
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}
    >
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        {fixesOf(able).map((fix) => (
          <Consequences key={fix.id} fix={fix} missing={preview.missing} />
        ))}
        <Objects label="What is changed" choices={able} />
        <Objects label="Left alone" choices={others} />
        {left > 0 ? (
          <Box sx={{ fontSize: 13 }}>
            {`At most ${MAX_FIXES} go at once: ${formatNumber(left)} more stay as they are until you ask again.`}
          </Box>
        ) : null}
        {able.length > 0 ? (
          <TextField
            label="Your name"
            value={by}
            onChange={(event) => setBy(event.target.value)}
            helperText="Stands in the log of fixes with each object."
            slotProps={{ htmlInput: { maxLength: 100 } }}
          />
        ) : null}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus onClick={onClose}>
          {able.length > 0 ? 'Change nothing' : 'Close'}
        </Button>
        {able.length > 0 ? (
          <ReasonButton type="submit" variant="contained" reason={fault}>
            {headOf(preview)}
          </ReasonButton>
        ) : null}
      </DialogActions>
    </Box>
  )
}

function Consequences({ fix, missing }: { readonly fix: Fix; readonly missing: readonly string[] }) {
  const lacks = fix.privileges.filter((one) => missing.includes(one))
  return (
    <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 0.75 }}>
      <span>{fix.effect}</span>
      <span>{fix.undo}</span>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {`vSphere asks for the privilege ${fix.privileges.join(', ')} on each VM.`}
      </Box>
      {lacks.length > 0 ? (
        <StateLabel tone="failed">{`The account lacks ${lacks.join(', ')} on some objects: it may fail there.`}</StateLabel>
      ) : null}
    </Box>
  )
}

function Objects({ label, choices }: { readonly label: string; readonly choices: readonly FixChoice[] }) {
  if (choices.length === 0) return null
  return (
    <Box component="section" aria-label={label} sx={{ fontSize: 13 }}>
      <Box sx={{ fontWeight: 600, mb: 0.5 }}>{`${label}: ${formatCount(choices.length, 'finding')}`}</Box>
      <Box
        component="ul"
        tabIndex={0}
        aria-label={label}
        sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 180, overflow: 'auto' }}
      >
        {choices.map(({ findingId, object, effect, refused }) => (
          <Box component="li" key={findingId} sx={{ py: 0.25, overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ fontWeight: 600 }}>
              {object.name}
            </Box>{' '}
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {refused ?? effect}
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  )
}
