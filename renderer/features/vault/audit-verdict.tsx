import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { auditHeadSchema, type AuditVerdict } from '../../../shared/audit/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { clock } from '../../ui/times.ts'

export interface AuditVerdictPanelProps {
  readonly verdict: AuditVerdict
  /** When it was given, ms since 1970. */
  readonly at: number
  readonly busy: boolean
  /** Verifies once more, against a head that was noted. */
  readonly onCompare: (head: string) => void
  readonly onDismiss: () => void
}

/** Whether the log is whole, and what that is good for. */
export function AuditVerdictPanel(props: AuditVerdictPanelProps) {
  const { verdict, at, onDismiss } = props
  return (
    <Paper
      component="section"
      aria-label="Verdict on the log"
      sx={{ p: 1.5, flexShrink: 0, fontSize: 13, display: 'flex', flexDirection: 'column', gap: 0.75 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Box role={verdict.state === 'whole' ? 'status' : 'alert'} sx={{ flex: 1, fontWeight: 600 }}>
          {verdict.state === 'whole' ? (
            <StateLabel tone="done">
              {`Whole: ${formatCount(verdict.entries, 'entry', 'entries')}, at ${clock(at)}`}
            </StateLabel>
          ) : (
            <StateLabel tone="failed">
              {`Not whole, from entry ${verdict.seq} on, at ${clock(at)}`}
            </StateLabel>
          )}
        </Box>
        <Button size="small" onClick={onDismiss}>
          Dismiss
        </Button>
      </Box>
      {verdict.state === 'whole' ? <Whole verdict={verdict} /> : <Broken verdict={verdict} />}
      <Compare {...props} />
    </Paper>
  )
}

function Broken({ verdict }: { readonly verdict: Extract<AuditVerdict, { state: 'broken' }> }) {
  return (
    <>
      <Box>{verdict.message}</Box>
      <Box sx={{ color: 'text.secondary' }}>
        Entries before it are as they were written; those after it prove nothing. Something else than
        Palletjack wrote to the log: export it, and keep that file before anything else is done.
      </Box>
    </>
  )
}

function Whole({ verdict }: { readonly verdict: Extract<AuditVerdict, { state: 'whole' }> }) {
  if (verdict.head === '') return <Box>There is no entry yet.</Box>
  return (
    <>
      {verdict.noted === undefined ? null : (
        <Box>The head that you noted is that of entry {verdict.noted}: nothing up to it was changed.</Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        Head hash
        <Box component="code" sx={{ fontFamily: MONO, fontSize: 12, overflowWrap: 'anywhere', minWidth: 0 }}>
          {verdict.head}
        </Box>
        <CopyButton text={verdict.head}>Copy</CopyButton>
      </Box>
      <Box sx={{ color: 'text.secondary' }}>
        Note it somewhere else, with the date. Compared later, it shows that nothing up to now was cut off or
        written anew, which the log alone cannot show.
      </Box>
    </>
  )
}

function Compare({ busy, onCompare }: Pick<AuditVerdictPanelProps, 'busy' | 'onCompare'>) {
  const [noted, setNoted] = useState('')
  const head = noted.trim().toLowerCase()
  const isHead = auditHeadSchema.safeParse(head).success
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event: React.SyntheticEvent) => {
        event.preventDefault()
        if (isHead) onCompare(head)
      }}
      sx={{ mt: 0.75, display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}
    >
      <TextField
        label="Head hash that you noted earlier"
        value={noted}
        onChange={(event) => setNoted(event.target.value)}
        sx={{ flex: '1 1 320px', maxWidth: 560 }}
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { spellCheck: false, maxLength: 80, style: { fontFamily: MONO, fontSize: 12 } },
        }}
      />
      <ReasonButton
        type="submit"
        variant="outlined"
        loading={busy}
        reason={isHead ? undefined : 'A head hash has 64 characters, 0-9 and a-f.'}
      >
        Compare
      </ReasonButton>
    </Box>
  )
}
