import Box from '@mui/material/Box'
import type { ReactNode, SyntheticEvent } from 'react'

export interface ColumnFormProps {
  readonly onSubmit: (event: SyntheticEvent) => unknown
  /** Between two fields, in units of the theme. */
  readonly gap?: number
  readonly maxWidth?: number
  readonly children: ReactNode
}

/** Fields one below the other. The page says what is wrong with them, and no browser keeps what was typed. */
export function ColumnForm({ onSubmit, gap = 1.75, maxWidth, children }: ColumnFormProps) {
  return (
    <Box
      component="form"
      noValidate
      autoComplete="off"
      onSubmit={(event: SyntheticEvent) => void onSubmit(event)}
      sx={{ display: 'flex', flexDirection: 'column', gap, maxWidth }}
    >
      {children}
    </Box>
  )
}
