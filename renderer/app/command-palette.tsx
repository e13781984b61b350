import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import InputBase from '@mui/material/InputBase'
import { useTheme } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import { type KeyboardEvent, useState } from 'react'
import { type Command, matching, useCommands } from './commands.ts'

/** Every screen and main action by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [index, setIndex] = useState(0)
  const found = matching(useCommands(), text)
  const current = Math.min(index, found.length - 1)

  const choose = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setIndex((current + step + found.length) % Math.max(1, found.length))
    } else if (event.key === 'Enter') {
      // Else the same key presses what a command has opened and put the focus on.
      event.preventDefault()
      choose(found[current])
    }
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
      <PaletteInput
        text={text}
        active={found[current] ? optionId(current) : undefined}
        onText={(next) => {
          setText(next)
          setIndex(0)
        }}
        onKeyDown={onKeyDown}
      />
      <PaletteList commands={found} current={current} onPoint={setIndex} onChoose={choose} />
      {found.length === 0 ? (
        <Box role="status" sx={{ px: 2.5, pb: 2, color: 'text.secondary' }}>
          Nothing is called that here.
        </Box>
      ) : null}
    </Dialog>
  )
}

function optionId(index: number): string {
  return `palette-${index}`
}

interface PaletteInputProps {
  readonly text: string
  /** Id of the option under the keyboard. */
  readonly active: string | undefined
  readonly onText: (text: string) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

function PaletteInput({ text, active, onText, onKeyDown }: PaletteInputProps) {
  const { tokens } = useTheme()
  return (
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
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Search or command"
        slotProps={{
          input: {
            role: 'combobox',
            'aria-label': 'Search or command',
            'aria-expanded': true,
            'aria-controls': 'palette-list',
            'aria-activedescendant': active,
          },
        }}
      />
    </Box>
  )
}

interface PaletteListProps {
  readonly commands: readonly Command[]
  readonly current: number
  readonly onPoint: (index: number) => void
  readonly onChoose: (command: Command) => void
}

function PaletteList({ commands, current, onPoint, onChoose }: PaletteListProps) {
  const { tokens } = useTheme()
  const option = { display: 'flex', gap: 2, px: 1.5, py: 0.75, borderRadius: '6px', cursor: 'pointer' }
  return (
    <Box
      id="palette-list"
      role="listbox"
      aria-label="Commands"
      sx={{ p: 1, maxHeight: 360, overflow: 'auto' }}
    >
      {commands.map((command, index) => (
        <Box
          key={command.id}
          id={optionId(index)}
          role="option"
          aria-selected={index === current}
          ref={(element: HTMLElement | null) => {
            if (index === current) element?.scrollIntoView({ block: 'nearest' })
          }}
          onClick={() => onChoose(command)}
          onMouseMove={() => onPoint(index)}
          sx={{ ...option, bgcolor: index === current ? tokens.brandTint : undefined }}
        >
          {command.label}
          <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', fontSize: 12.5 }}>
            {command.kind}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
