import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { Mark } from '../ui/mark.tsx'

export interface FullPageProps {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** The whole window says one thing, because nothing else can be done before it is. */
export function FullPage({ title, children, action }: FullPageProps) {
  return (
    <Box component="main" sx={{ height: '100%', display: 'grid', placeItems: 'center', p: 3 }}>
      <Box sx={{ maxWidth: 480 }}>
        <Mark size={48} />
        <Typography variant="h1" sx={{ mt: 2 }}>
          {title}
        </Typography>
        <Typography component="div" sx={{ mt: 1, color: 'text.secondary' }}>
          {children}
        </Typography>
        {action ? <Box sx={{ mt: 2.5 }}>{action}</Box> : null}
      </Box>
    </Box>
  )
}
