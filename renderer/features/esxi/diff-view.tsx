import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { MONO } from '../../theme/theme.ts'

export interface DiffViewProps {
  /** "Change of esx-01" */
  readonly label: string
  /** As `diff -u` shows it. */
  readonly diff: string
}

/** Lines taken away and lines put in their place; the signs say which, the colours only repeat it. */
export function DiffView({ label, diff }: DiffViewProps) {
  const { tokens } = useTheme()
  const looks = (line: string) => {
    if (/^(---|\+\+\+|@@)/.test(line)) return { color: tokens.textSoft }
    if (line.startsWith('-')) return { color: tokens.failed, bgcolor: tokens.failedTint }
    return line.startsWith('+') ? { color: tokens.done, bgcolor: tokens.brandTint } : {}
  }
  return (
    <Box
      component="pre"
      role="region"
      aria-label={label}
      tabIndex={0}
      sx={{
        m: 0,
        py: 1,
        maxHeight: 320,
        overflow: 'auto',
        fontFamily: MONO,
        fontSize: 12.5,
        lineHeight: 1.5,
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        bgcolor: tokens.well,
      }}
    >
      {diff.split('\n').map((line, index) => (
        <Box
          key={index}
          component="span"
          sx={{ display: 'block', px: 1.5, minWidth: 'max-content', ...looks(line) }}
        >
          {line === '' ? ' ' : line}
        </Box>
      ))}
    </Box>
  )
}
