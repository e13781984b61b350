import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useLinkProps } from '@tanstack/react-router'
import type { PreflightFinding, PreflightSummary } from '../../../shared/preflight/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { MOST_COPIES_PER_HOST } from '../../../shared/esxi/copy-limit.ts'
import { useHosts } from '../esxi/queries.ts'

export interface HostMemoryLinkProps {
  readonly summary: PreflightSummary
  readonly finding: PreflightFinding
}

/** Rules that end with more memory on the host. */
const RULES: ReadonlySet<string> = new Set(['nfc-sessions', 'nfc-sessions-all-plans'])

/** Leads to the edit of the host's NFC memory; only where the source can be reached and more would help. */
export function HostMemoryLink({ summary, finding }: HostMemoryLinkProps) {
  const known = useLiveData().providers.value
  const source = known?.find(({ id }) => id === summary.providerId)
  if (!RULES.has(finding.rule) || finding.state === 'unknown' || !source) return null
  if (source.status.state === 'offline') return null
  return <OpenHost summary={summary} finding={finding} />
}

function OpenHost({ summary, finding }: HostMemoryLinkProps) {
  const { id, name } = finding.object
  const { href, onClick } = useLinkProps({
    to: '/hosts',
    search: { source: summary.providerId, chosen: [id], do: 'memory' },
  })
  const hosts = useHosts(summary.providerId).value
  const host = hosts?.find((one) => one.id === id)
  if (!host || host.copies.limit >= MOST_COPIES_PER_HOST) return null
  return (
    <Box sx={{ mb: 1 }}>
      <Button size="small" variant="outlined" href={href ?? ''} onClick={onClick}>
        {`Raise the NFC memory of ${name}...`}
      </Button>
      <Box sx={{ mt: 0.5, fontSize: 12.5, color: 'text.secondary' }}>
        Shows the change before anything is done. Then look again at the host below.
      </Box>
    </Box>
  )
}
