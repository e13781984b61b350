import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import { useTheme } from '@mui/material/styles'
import { fraction } from '../../shared/units.ts'
import { type Tone, toneColour } from './state-label.tsx'

export interface BarProps {
  readonly done: number
  readonly total: number
  /** Names what is measured: "Hard disk 1 of db-01". */
  readonly label: string
  readonly tone?: Tone
  readonly height?: number
}

/** A bar that fills with bytes. The figure stands beside it, in words of its own. */
export function Bar({ done, total, label, tone = 'running', height = 6 }: BarProps) {
  const { tokens } = useTheme()
  const colour = toneColour(tone, tokens)
  return (
    <Box sx={{ flex: 1, minWidth: 40 }}>
      <LinearProgress
        variant="determinate"
        value={fraction(done, total) * 100}
        aria-label={label}
        sx={{
          height,
          borderRadius: `${height / 2}px`,
          '& .MuiLinearProgress-bar': { backgroundColor: colour },
        }}
      />
    </Box>
  )
}
