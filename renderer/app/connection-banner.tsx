import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useConnectionMonitor } from '../api/use-stream.ts'
import { StateShape } from '../ui/state-label.tsx'
import { useProbe } from './use-probe.ts'
import { useStore } from './store.ts'

/** One short cut repairs itself before anyone could read about it. */
const SHOW_FROM_ATTEMPT = 2

/** Says that what is on the screen may be old, and what happens about it. */
export function ConnectionBanner() {
  const { tokens } = useTheme()
  const connection = useStore(useConnectionMonitor().state)
  const probe = useProbe()
  const shown =
    connection.kind === 'lost' || (connection.kind === 'retrying' && connection.attempt >= SHOW_FROM_ATTEMPT)
  if (!shown) return null
  const lost = connection.kind === 'lost'
  return (
    <Box
      role="status"
      sx={{
        gridArea: 'banner',
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        px: 2,
        py: 0.75,
        fontSize: 13.5,
        bgcolor: tokens.failedTint,
        borderBottom: `1px solid ${tokens.failed}`,
      }}
    >
      <StateShape tone={lost ? 'failed' : 'waiting'} />
      {lost
        ? `Connection lost: Palletjack does not answer${probe.silent ? ' yet' : ''}, and this screen may be old. What was journaled is safe. Check that it still runs; if it was started again, use the address that it printed then.`
        : `Connection lost, this screen may be old. Trying again (${connection.attempt} of ${connection.of}).`}
      {lost ? (
        <Button
          size="small"
          variant="outlined"
          loading={probe.busy}
          onClick={probe.tryNow}
          sx={{ ml: 'auto', flexShrink: 0 }}
        >
          {probe.silent ? 'No answer: try again' : 'Connect again'}
        </Button>
      ) : null}
    </Box>
  )
}
