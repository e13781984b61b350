import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useLinkProps } from '@tanstack/react-router'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { usePlans } from '../../app/queries.ts'

export interface ProbeLinkProps {
  readonly summary: PreflightSummary
  /** What the finding rests on. */
  readonly probe: 'network' | 'vddk'
}

const LABELS: Readonly<Record<ProbeLinkProps['probe'], string>> = {
  network: 'Open the network probe',
  vddk: 'Open the VDDK probe',
}

/** Leads to the probes of the run's target, which tell what the finding rests on. */
export function ProbeLink({ summary, probe }: ProbeLinkProps) {
  const { targetId } = summary
  const known = useLiveData().providers.value
  if (targetId === undefined || known?.some(({ id }) => id === targetId) === false) return null
  return <OpenProbes summary={summary} probe={probe} targetId={targetId} />
}

function OpenProbes({ summary, probe, targetId }: ProbeLinkProps & { readonly targetId: string }) {
  const { target, planId, providerId } = summary
  const plans = usePlans().data
  const namespace = plans?.find(({ id }) => id === planId)?.targetNamespace
  const { href, onClick } = useLinkProps({
    to: '/providers/$providerId',
    params: { providerId: targetId },
    search: { tab: 'probes', namespace, source: providerId },
  })
  return (
    <Box sx={{ mb: 1 }}>
      <Button size="small" variant="outlined" href={href ?? ''} onClick={onClick}>
        {`${LABELS[probe]} of ${target ?? 'the target'}`}
      </Button>
      <Box sx={{ mt: 0.5, fontSize: 12.5, color: 'text.secondary' }}>
        When it has run, look again at this rule below.
      </Box>
    </Box>
  )
}
