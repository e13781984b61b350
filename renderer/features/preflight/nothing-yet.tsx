import Button from '@mui/material/Button'
import { Link } from '@tanstack/react-router'
import type { Provider } from '../../../shared/provider/model.ts'
import { Empty } from '../../ui/page.tsx'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import type { Open } from '../providers/providers-dialog.tsx'

export interface NothingYetProps {
  readonly sources: readonly Provider[]
  /** Name of the plan that was chosen. */
  readonly plan?: string | undefined
  /** The button that runs it, where there is a source. */
  readonly action?: React.ReactNode
  readonly onOpen: (open: Open) => void
}

/** Before the first run: what it is for, and the ways to begin. */
export function NothingYet({ sources, plan, action, onOpen }: NothingYetProps) {
  return (
    <Empty
      title={titleOf(sources.length > 0, plan)}
      action={
        <>
          {action ?? (
            <Button variant="contained" component={Link} to="/providers">
              Go to the providers
            </Button>
          )}
          <Button variant="outlined" onClick={() => onOpen({ kind: 'file', files: [] })}>
            Open RVTools workbook
          </Button>
          {sources.some((one) => one.lab) ? null : <StartLabButton />}
        </>
      }
    >
      Preflight asks of every VM, host, datastore and network what would stop or spoil a migration, and shows
      the evidence and the remedy. It only reads, and it works from a live vCenter, a saved inventory or an
      RVTools workbook.
    </Empty>
  )
}

function titleOf(hasSource: boolean, plan: string | undefined): string {
  if (!hasSource) return 'Nothing to look at yet'
  return plan === undefined ? 'Nothing was looked at yet' : `Nothing was looked at for plan ${plan} yet`
}
