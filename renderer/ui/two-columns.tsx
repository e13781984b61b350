import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

export interface TwoColumnsProps {
  /** The width from which there are two; below it one stands under the other. */
  readonly from: 'lg' | 'xl'
  readonly children: ReactNode
}

/** Two parts side by side, each as high as it is. */
export function TwoColumns({ from, children }: TwoColumnsProps) {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', [from]: '1fr 1fr' },
        gap: 2,
        alignItems: 'start',
      }}
    >
      {children}
    </Box>
  )
}
