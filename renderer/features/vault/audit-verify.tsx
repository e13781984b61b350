import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { type ReactNode, useEffect, useState } from 'react'
import type { AuditVerdict } from '../../../shared/audit/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { download } from '../../ui/download.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { AuditVerdictPanel } from './audit-verdict.tsx'

export interface AuditVerifyProps {
  /** Asked for from elsewhere: verifies at once. */
  readonly now: boolean
  readonly onBegun: () => void
  /** What stands on the same line. */
  readonly children: ReactNode
}

/** Whether the log is as it was written, and the whole of it as a file. */
export function AuditVerify({ now, onBegun, children }: AuditVerifyProps) {
  const client = useClient()
  const [verdict, setVerdict] = useState<AuditVerdict & { readonly at: number }>()
  const verifying = useAction(async (head?: string) => {
    const found = await client.audit.verify(head === undefined ? undefined : { head })
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
  const problem = verifying.problem ?? exporting.problem
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        {children}
        <Box sx={{ ml: 'auto', display: 'flex', gap: 1 }}>
          <Button loading={exporting.busy} onClick={() => void exporting.run()}>
            Export the log
          </Button>
          <Button variant="outlined" loading={verifying.busy} onClick={() => void run()}>
            Verify the log
          </Button>
        </Box>
      </Box>
      {problem ? <ProblemCard problem={problem} subject="The audit log" /> : null}
      {verdict ? (
        <AuditVerdictPanel
          verdict={verdict}
          at={verdict.at}
          busy={verifying.busy}
          onCompare={(head) => void run(head)}
          onDismiss={() => setVerdict(undefined)}
        />
      ) : null}
    </>
  )
}
