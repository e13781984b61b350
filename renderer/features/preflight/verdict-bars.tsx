import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { type PreflightSummary, VERDICTS, type VerdictWord } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { VerdictLabel, verdictColour } from './labels.tsx'

/** How many VMs could go, cold and warm, one under the other. */
export function VerdictBars({ summary }: { readonly summary: PreflightSummary }) {
  return (
    <Box
      component="dl"
      aria-label="Verdicts on the VMs"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'max-content minmax(80px, 220px) minmax(0, 1fr)',
        columnGap: 2,
        rowGap: 0.5,
        alignItems: 'center',
        fontSize: 13,
      }}
    >
      <Line name="Cold" counts={summary.cold} />
      <Line name="Warm" counts={summary.warm} />
    </Box>
  )
}

interface LineProps {
  readonly name: string
  readonly counts: Partial<Record<VerdictWord, number>>
}

function Line({ name, counts }: LineProps) {
  const { tokens } = useTheme()
  const present = VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0)
  return (
    <>
      <Box component="dt" sx={{ fontWeight: 600 }}>
        {name}
      </Box>
      <Box component="dd" aria-hidden sx={{ m: 0, display: 'flex', gap: '2px', height: 8 }}>
        {present.map((verdict) => (
          <Box
            key={verdict}
            sx={{
              flex: `${counts[verdict] ?? 0} 0 4px`,
              borderRadius: '2px',
              bgcolor: verdictColour(verdict, tokens),
            }}
          />
        ))}
      </Box>
      <Box component="dd" sx={{ m: 0, display: 'flex', columnGap: 2, flexWrap: 'wrap' }}>
        {present.length === 0 ? 'No VMs' : null}
        {present.map((verdict) => (
          <Box key={verdict} component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
            <VerdictLabel verdict={verdict} /> {formatNumber(counts[verdict] ?? 0)}
          </Box>
        ))}
      </Box>
    </>
  )
}
