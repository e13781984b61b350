import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useEffect, useState } from 'react'
import { auditHeadSchema, type AuditVerdict } from '../../../shared/audit/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { download } from '../../ui/download.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { clock } from '../../ui/times.ts'

export interface AuditVerifyProps {
  /** Asked for from elsewhere: verifies at once. */
  readonly now: boolean
  readonly onBegun: () => void
}

/** Whether the log is as it was written, and the whole of it as a file. */
export function AuditVerify({ now, onBegun }: AuditVerifyProps) {
  const client = useClient()
  const [verdict, setVerdict] = useState<AuditVerdict & { readonly at: number }>()
  const [noted, setNoted] = useState('')
  const head = noted.trim().toLowerCase()
  const fault =
    head === '' || auditHeadSchema.safeParse(head).success
      ? undefined
      : 'A head hash has 64 characters, 0-9 and a-f.'
  const verifying = useAction(async () => {
    const found = await client.audit.verify(head === '' ? undefined : { head })
    setVerdict({ ...found, at: Date.now() })
  })
  const exporting = useAction(async () => {
    const file = await client.audit.export()
    download(file, file.name)
  })
  const { run } = verifying
  useEffect(() => {
    if (!now) return
    onBegun()
    void run()
    // Once for each time that it is asked for.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [now])
  return (
    <Panel
      title="Is the log as it was written?"
      actions={
        <Button size="small" loading={exporting.busy} onClick={() => void exporting.run()}>
          Export the log
        </Button>
      }
    >
      <Box
        component="form"
        noValidate
        onSubmit={(event: React.SyntheticEvent) => {
          event.preventDefault()
          if (fault === undefined) void run()
        }}
        sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}
      >
        <TextField
          label="Head hash that you noted (optional)"
          value={noted}
          onChange={(event) => setNoted(event.target.value)}
          error={fault !== undefined}
          helperText={fault}
          sx={{ flex: '1 1 320px', maxWidth: 560 }}
          slotProps={{
            inputLabel: { shrink: true },
            htmlInput: { spellCheck: false, maxLength: 80, style: { fontFamily: MONO, fontSize: 12 } },
          }}
        />
        <Button type="submit" variant="outlined" loading={verifying.busy} sx={{ flexShrink: 0 }}>
          Verify the log
        </Button>
      </Box>
      {verifying.problem ? <ProblemCard problem={verifying.problem} subject="The audit log" /> : null}
      {exporting.problem ? <ProblemCard problem={exporting.problem} subject="The audit log" /> : null}
      {verdict ? <Verdict verdict={verdict} at={verdict.at} /> : null}
    </Panel>
  )
}

function Verdict({ verdict, at }: { readonly verdict: AuditVerdict; readonly at: number }) {
  if (verdict.state === 'broken')
    return (
      <Box role="alert" sx={{ mt: 1.5, fontSize: 13 }}>
        <StateLabel tone="failed">{`Not whole, from entry ${verdict.seq} on (${clock(at)})`}</StateLabel>
        <Box sx={{ mt: 0.5 }}>{verdict.message}</Box>
        <Box sx={{ color: 'text.secondary' }}>
          Entries before it are as they were written. What follows may have been changed by something else
          than Palletjack: export the log, and keep it before anything else is done.
        </Box>
      </Box>
    )
  return (
    <Box role="status" sx={{ mt: 1.5, fontSize: 13 }}>
      <StateLabel tone="done">{`Whole: ${formatCount(verdict.entries, 'entry', 'entries')} (${clock(at)})`}</StateLabel>
      {verdict.noted === undefined ? null : (
        <Box>The head that you noted is that of entry {verdict.noted}: nothing before it was changed.</Box>
      )}
      {verdict.head === '' ? null : (
        <>
          <Box sx={{ mt: 0.5, display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
            Head hash
            <Box
              component="code"
              sx={{ fontFamily: MONO, fontSize: 12, overflowWrap: 'anywhere', minWidth: 0 }}
            >
              {verdict.head}
            </Box>
            <CopyButton text={verdict.head}>Copy</CopyButton>
          </Box>
          <Box sx={{ color: 'text.secondary' }}>
            Note it somewhere else, with the date. Given here later, it shows that nothing up to now was cut
            off or written anew, which the log alone cannot show.
          </Box>
        </>
      )}
    </Box>
  )
}
