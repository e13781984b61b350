import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'

/** A word that marks one row among others. */
export function Badge({ children }: { readonly children: string }) {
  const { tokens } = useTheme()
  return (
    <Box
      component="span"
      sx={{
        px: 0.75,
        border: `1px solid ${tokens.controlBorder}`,
        borderRadius: '6px',
        fontSize: 12,
        lineHeight: '18px',
        whiteSpace: 'nowrap',
      }}
    >
      {children}
    </Box>
  )
}
