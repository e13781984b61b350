import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { InventoryKind } from '../../../shared/contract/inventory.ts'
import { QueryFaultLine } from './query-fault.tsx'
import { QueryHelp } from './query-help.tsx'
import { type Completion, complete, EXAMPLES, queryFault } from './query-language.ts'
import { optionId, QueryOptions } from './query-options.tsx'
import { useSettled } from './use-settled.ts'

/** A fault is not told while somebody is still typing the rest of it (ms). */
const FAULT_PAUSE = 900

/** What makes an input the box of a list of options, for screen readers. */
function comboboxOf(listId: string, { shown, active }: ReturnType<typeof useOptions>) {
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': shown.length > 0,
    'aria-controls': listId,
    'aria-activedescendant': active === undefined ? undefined : optionId(listId, active),
    autoComplete: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
  } as const
}

function Lens() {
  return (
    <InputAdornment position="start">
      <SearchIcon fontSize="small" />
    </InputAdornment>
  )
}

export interface QueryBoxProps {
  readonly kind: InventoryKind
  /** What is searched: "VMs". */
  readonly what: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The search box: free words or conditions, with completion, the first fault underlined, and help. */
export function QueryBox(props: QueryBoxProps) {
  const { kind, what, value, onChange } = props
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const options = useOptions(props, input)
  const settled = useSettled(value, FAULT_PAUSE)
  const fault = settled === value ? queryFault(kind, value) : undefined
  return (
    <Box sx={{ flex: '1 1 240px', maxWidth: 560, minWidth: 0, position: 'relative' }}>
      <TextField
        ref={box}
        inputRef={input}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
          options.typed(event.target.value)
        }}
        onKeyDown={options.onKeyDown}
        onBlur={options.close}
        error={fault !== undefined}
        placeholder={`Words, or ${EXAMPLES[kind].at(-1)?.query} ( / )`}
        fullWidth
        slotProps={{
          htmlInput: {
            ...comboboxOf(`${id}-options`, options),
            'data-filter': true,
            'aria-label': `Search ${what}`,
            'aria-describedby': fault ? `${id}-fault` : undefined,
          },
          input: {
            startAdornment: <Lens />,
            endAdornment: (
              <InputAdornment position="end">
                <QueryHelp
                  kind={kind}
                  what={what}
                  onExample={(example) => {
                    onChange(example)
                    input.current?.focus()
                  }}
                />
              </InputAdornment>
            ),
            sx: { pr: 0.5 },
          },
        }}
      />
      <QueryOptions
        id={`${id}-options`}
        anchor={box}
        options={options.shown}
        active={options.active}
        onPick={options.pick}
      />
      {fault ? <QueryFaultLine id={`${id}-fault`} text={value} fault={fault} /> : null}
    </Box>
  )
}

interface ShownOptions {
  readonly completion: Completion
  readonly active: number | undefined
}

/** The list of completions: opened by typing or by Down, moved in by arrows, taken by Enter or Tab. Escape empties. */
function useOptions(
  { kind, value, onChange }: QueryBoxProps,
  input: React.RefObject<HTMLInputElement | null>,
) {
  const [open, setOpen] = useState<ShownOptions>()
  const shown = open?.completion.options ?? []
  const active = open?.active
  const close = () => setOpen(undefined)
  const show = (text: string, first?: number) => {
    const completion = complete(kind, text, input.current?.selectionStart ?? text.length)
    setOpen(completion.options.length > 0 ? { completion, active: first } : undefined)
  }
  const pick = (index: number) => {
    const option = shown[index]
    if (!open || !option) return
    const head = value.slice(0, open.completion.from) + option.text
    const next = head + (value.slice(open.completion.to) || ' ')
    onChange(next)
    close()
    // The caret goes behind what was put in, once the box holds it.
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.setSelectionRange(head.length + 1, head.length + 1)
    })
  }
  const move = (by: number) => {
    if (!open) show(value, by > 0 ? 0 : undefined)
    else
      setOpen({
        ...open,
        active: ((active ?? (by > 0 ? -1 : 0)) + by + shown.length) % shown.length,
      })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp' && open) move(-1)
    else if (event.key === ' ' && event.ctrlKey) show(value)
    else if ((event.key === 'Enter' || event.key === 'Tab') && active !== undefined) pick(active)
    else if (event.key === 'Escape' && (open || value !== '')) {
      event.stopPropagation()
      if (open) close()
      else onChange('')
    } else {
      if (event.key === 'Enter') close()
      return
    }
    event.preventDefault()
  }
  return { shown, active, close, pick, onKeyDown, typed: (text: string) => show(text) }
}
