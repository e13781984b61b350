import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { MONO } from '../theme/theme.ts'

export interface VerbatimProps {
  /** What it is, where the words around it do not say so. */
  readonly label?: string
  readonly children: string
}

/** Text of somebody else, as it came. */
export function Verbatim({ label, children }: VerbatimProps) {
  const { tokens } = useTheme()
  return (
    <Box
      component="pre"
      role={label ? 'group' : undefined}
      aria-label={label}
      sx={{
        m: 0,
        p: 1,
        minWidth: 0,
        bgcolor: tokens.well,
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        fontFamily: MONO,
        fontSize: 12,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      }}
    >
      {children}
    </Box>
  )
}
