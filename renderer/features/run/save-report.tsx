import Box from '@mui/material/Box'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { RUN_REPORT_FORMATS, type RunReportFormat } from '../../../shared/report/run/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { download } from '../../ui/download.ts'

/** Who, what, when, bytes, downtime, warnings: as a page to keep, or for a program. */
export function SaveReport({ view }: { readonly view: Pick<MigrationView, 'id'> }) {
  return (
    <Box sx={{ display: 'flex', gap: 1, alignSelf: 'center' }}>
      {RUN_REPORT_FORMATS.map((format) => (
        <SaveAs key={format} id={view.id} format={format} />
      ))}
    </Box>
  )
}

function SaveAs({ id, format }: { readonly id: string; readonly format: RunReportFormat }) {
  const client = useClient()
  const saving = useAction(async () => {
    const file = await client.migrations.report({ migrationId: id, format })
    download(file, file.name)
  })
  return (
    <ActionButton size="small" variant="outlined" color="inherit" action={saving}>
      {format === 'html' ? 'Save report' : 'Save as JSON'}
    </ActionButton>
  )
}
