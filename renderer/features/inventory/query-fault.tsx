import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { MONO } from '../../theme/theme.ts'
import type { QueryFault } from './query-language.ts'

export interface QueryFaultLineProps {
  readonly id: string
  readonly text: string
  readonly fault: QueryFault
}

/** The query once more with the place that cannot be read underlined, what is wrong, and what to write. */
export function QueryFaultLine({ id, text, fault }: QueryFaultLineProps) {
  const { tokens } = useTheme()
  const end = fault.position + Math.max(1, fault.length)
  // Behind the last character there is nothing to underline but a place.
  const place = text.slice(fault.position, end) || '\u00a0\u00a0'
  return (
    <Box id={id} role="alert" sx={{ mt: 0.75, fontSize: 13 }}>
      <Box
        component="code"
        aria-hidden
        sx={{ fontFamily: MONO, fontSize: 12.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {text.slice(0, fault.position)}
        <Box
          component="mark"
          sx={{
            bgcolor: tokens.failedTint,
            color: tokens.failed,
            textDecoration: `underline wavy ${tokens.failed}`,
            textUnderlineOffset: '3px',
          }}
        >
          {place}
        </Box>
        {text.slice(end)}
      </Box>
      <Box sx={{ color: tokens.failed }}>{fault.message}</Box>
      <Box sx={{ color: 'text.secondary' }}>{fault.remedy}</Box>
    </Box>
  )
}
