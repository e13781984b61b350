import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

export interface PageProps {
  readonly title: string
  /** The way to the screen above this one; stands over the title. */
  readonly back?: ReactNode
  /** One sentence under the title. */
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** The page keeps to the window's height and scrolls inside (tables). */
  readonly fill?: boolean
}

/** A screen: its title (the one h1), its actions, its content. */
export function Page({ title, back, lead, actions, children, fill = false }: PageProps) {
  return (
    <Box
      sx={{
        p: 3,
        display: 'flex',
        flexDirection: 'column',
        gap: 2,
        minHeight: '100%',
        ...(fill ? { height: '100%', minHeight: 0 } : {}),
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 2, flexWrap: 'wrap' }}>
        <Box sx={{ flex: 1, minWidth: 240 }}>
          {back ? <Box sx={{ mb: 0.25 }}>{back}</Box> : null}
          <Typography variant="h1" tabIndex={-1} data-page-title sx={{ outline: 'none' }}>
            {title}
          </Typography>
          {lead ? (
            // A lead may hold a choice, which no paragraph can.
            <Typography component="div" sx={{ color: 'text.secondary', mt: 0.25 }}>
              {lead}
            </Typography>
          ) : null}
        </Box>
        {actions ? <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>{actions}</Box> : null}
      </Box>
      {children}
    </Box>
  )
}

export interface PanelProps {
  readonly title?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A bordered part of a page with a heading of its own. */
export function Panel({ title, actions, children }: PanelProps) {
  return (
    <Paper component="section" aria-label={title} sx={{ p: 2, minWidth: 0 }}>
      {title ? (
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 1.5, minHeight: 28 }}>
          <Typography variant="h2" sx={{ flex: 1 }}>
            {title}
          </Typography>
          {actions}
        </Box>
      ) : null}
      {children}
    </Paper>
  )
}

export interface EmptyProps {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Nothing here yet: says what belongs here and how to get it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Box sx={{ py: 5, px: 3, textAlign: 'center', maxWidth: 520, mx: 'auto' }}>
      <Typography variant="h2">{title}</Typography>
      {children ? <Typography sx={{ color: 'text.secondary', mt: 0.5 }}>{children}</Typography> : null}
      {action ? (
        <Box sx={{ mt: 2, display: 'flex', flexWrap: 'wrap', gap: 1, justifyContent: 'center' }}>
          {action}
        </Box>
      ) : null}
    </Box>
  )
}
