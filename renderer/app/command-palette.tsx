import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import InputBase from '@mui/material/InputBase'
import { useTheme } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import { useState } from 'react'
import { type Command, matching, useCommands } from './commands.ts'

/** Every screen and main action by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { tokens } = useTheme()
  const [text, setText] = useState('')
  const [index, setIndex] = useState(0)
  const found = matching(useCommands(), text)
  const current = Math.min(index, found.length - 1)

  const choose = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setIndex((current + step + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter') choose(found[current])
  }

  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="palette-title"
      slotProps={{ paper: { sx: { position: 'absolute', top: 80, m: 0, width: 520, maxWidth: '90vw' } } }}
    >
      <Box component="h2" id="palette-title" sx={visuallyHidden}>
        Search or command
      </Box>
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 1,
          px: 2,
          py: 1,
          borderBottom: `1px solid ${tokens.border}`,
        }}
      >
        <SearchIcon aria-hidden sx={{ color: tokens.textSoft, fontSize: 20 }} />
        <InputBase
          autoFocus
          fullWidth
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setIndex(0)
          }}
          onKeyDown={onKeyDown}
          placeholder="Search or command"
          slotProps={{
            input: {
              role: 'combobox',
              'aria-label': 'Search or command',
              'aria-expanded': true,
              'aria-controls': 'palette-list',
              'aria-activedescendant': found[current] ? `palette-${current}` : undefined,
            },
          }}
        />
      </Box>
      <Box
        id="palette-list"
        role="listbox"
        aria-label="Commands"
        sx={{ p: 1, maxHeight: 360, overflow: 'auto' }}
      >
        {found.map((command, at) => (
          <Box
            key={command.id}
            id={`palette-${at}`}
            role="option"
            aria-selected={at === current}
            onClick={() => choose(command)}
            onMouseMove={() => setIndex(at)}
            sx={{
              display: 'flex',
              gap: 2,
              px: 1.5,
              py: 0.75,
              borderRadius: '6px',
              cursor: 'pointer',
              bgcolor: at === current ? tokens.brandTint : undefined,
            }}
          >
            {command.label}
            <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', fontSize: 12.5 }}>
              {command.kind}
            </Box>
          </Box>
        ))}
      </Box>
      {found.length === 0 ? (
        <Box role="status" sx={{ px: 2.5, pb: 2, color: 'text.secondary' }}>
          Nothing is called that here.
        </Box>
      ) : null}
    </Dialog>
  )
}
