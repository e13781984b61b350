import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Popper from '@mui/material/Popper'
import { useTheme } from '@mui/material/styles'
import { type RefObject, useEffect, useRef } from 'react'
import { MONO } from '../../theme/theme.ts'
import type { Completion } from './query-language.ts'

export interface QueryOptionsProps {
  readonly id: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly options: Completion['options']
  readonly active: number | undefined
  readonly onPick: (index: number) => void
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

/** What could stand at the caret, each with its meaning. The focus stays in the box. */
export function QueryOptions({ id, anchor, options, active, onPick }: QueryOptionsProps) {
  const { tokens, zIndex } = useTheme()
  const list = useRef<HTMLElement>(null)
  useEffect(() => {
    if (active !== undefined) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <Popper
      open={options.length > 0}
      anchorEl={() => anchor.current ?? document.body}
      placement="bottom-start"
      disablePortal
      role="presentation"
      sx={{ zIndex: zIndex.modal, width: anchor.current?.clientWidth ?? 400, minWidth: 360 }}
    >
      <Paper
        component="ul"
        ref={list as RefObject<HTMLUListElement | null>}
        id={id}
        role="listbox"
        aria-label="Completions"
        sx={{ m: 0, mt: 0.5, p: 0.5, listStyle: 'none', maxHeight: 300, overflow: 'auto', fontSize: 13 }}
      >
        {options.map((option, index) => (
          <Box
            component="li"
            key={option.text}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === active}
            // The box keeps the focus, and with it the list stays open for the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(index)}
            sx={{
              display: 'flex',
              gap: 1.5,
              alignItems: 'baseline',
              px: 1,
              py: 0.5,
              borderRadius: '4px',
              cursor: 'pointer',
              bgcolor: index === active ? tokens.brandTint : undefined,
              '&:hover': { bgcolor: index === active ? tokens.brandTint : tokens.hover },
            }}
          >
            <Box component="span" sx={{ fontFamily: MONO, whiteSpace: 'nowrap' }}>
              {option.text}
            </Box>
            <Box component="span" sx={{ color: 'text.secondary', minWidth: 0 }}>
              {option.doc}
            </Box>
          </Box>
        ))}
      </Paper>
    </Popper>
  )
}
