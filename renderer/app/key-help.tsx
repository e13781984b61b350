import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { Fragment } from 'react'

const KEYS = [
  ['Ctrl+K', 'Search screens and commands'],
  ['Ctrl+Shift+L', 'Lock the vault, or unlock it'],
  ['/', 'Search the list on the screen'],
  ['?', 'This list'],
  ['Esc', 'Close what is on top'],
  ['Tab', 'Next field or button'],
  ['Up, Down', 'Move in a table'],
  ['Left, Right', 'Close and open a node of a tree'],
  ['Page Up, Page Down, Home, End', 'Move far in a table'],
  ['Space', 'Choose the row'],
  ['Ctrl+A', 'Choose all rows in the list'],
  ['Enter', 'Open the row'],
] as const

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} aria-labelledby="key-help-title">
      <DialogTitle id="key-help-title">Keys</DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 3, rowGap: 0.75 }}
        >
          {KEYS.map(([key, meaning]) => (
            <Fragment key={key}>
              <Box component="dt" sx={{ fontWeight: 600 }}>
                {key}
              </Box>
              <Box component="dd" sx={{ m: 0 }}>
                {meaning}
              </Box>
            </Fragment>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  )
}
