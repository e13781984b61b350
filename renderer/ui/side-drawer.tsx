import CloseIcon from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import Drawer from '@mui/material/Drawer'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { type ReactNode, useId } from 'react'

export interface SideDrawerProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly width?: number
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Details of one row, over the right part of the screen. Escape closes it. */
export function SideDrawer({ title, lead, width = 520, onClose, children }: SideDrawerProps) {
  const titleId = useId()
  return (
    <Drawer
      open
      anchor="right"
      onClose={onClose}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-modal': true,
          'aria-labelledby': titleId,
          sx: { width, maxWidth: '92vw' },
        },
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, p: 2, pb: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography id={titleId} variant="h2" sx={{ overflowWrap: 'anywhere' }}>
            {title}
          </Typography>
          {lead ? <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{lead}</Box> : null}
        </Box>
        <IconButton autoFocus size="small" aria-label="Close" onClick={onClose}>
          <CloseIcon fontSize="small" />
        </IconButton>
      </Box>
      <Box sx={{ p: 2, pt: 1, display: 'flex', flexDirection: 'column', gap: 2.5 }}>{children}</Box>
    </Drawer>
  )
}

export interface DrawerPartProps {
  readonly title: string
  readonly children: ReactNode
}

export function DrawerPart({ title, children }: DrawerPartProps) {
  return (
    <Box component="section" aria-label={title}>
      <Box sx={{ fontWeight: 600, fontSize: 13, mb: 0.75 }}>{title}</Box>
      {children}
    </Box>
  )
}
