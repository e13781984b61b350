import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import type { ReactNode } from 'react'
import { namespaceFault } from '../../../shared/plan/names.ts'

export interface NamespaceFieldProps {
  readonly id?: string
  readonly label: string
  /** Of the cluster, those that are being deleted included. */
  readonly namespaces: readonly string[]
  readonly terminating: readonly string[]
  readonly value: string
  readonly onChange: (name: string) => void
  /** A name was chosen from the list, or Enter was pressed. */
  readonly onCommit?: (name: string) => void
  readonly error?: boolean
  readonly helperText?: ReactNode
  readonly required?: boolean
}

/** A namespace that VMs can migrate into: one of the cluster's, or a new name. */
export function NamespaceField(props: NamespaceFieldProps) {
  const { id, label, terminating, value, onChange, onCommit, error = false, helperText } = props
  const known = [...new Set([...props.namespaces, ...terminating])].sort()
  const isGoing = (name: string) => terminating.includes(name)
  return (
    <Autocomplete
      freeSolo
      {...(id === undefined ? {} : { id })}
      size="small"
      options={known.filter((name) => namespaceFault(name) === undefined)}
      getOptionDisabled={isGoing}
      inputValue={value}
      onInputChange={(_event, next) => onChange(next)}
      onChange={(_event, next) => next && onCommit?.(next)}
      renderOption={({ key, ...option }, name) => (
        <Box component="li" key={key} {...option} sx={{ '&&[aria-disabled="true"]': { opacity: 1 } }}>
          <Box>
            {name}
            {isGoing(name) ? (
              <Box sx={{ fontSize: 12.5, color: 'text.secondary' }}>Cannot be used: it is being deleted.</Box>
            ) : null}
          </Box>
        </Box>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          label={label}
          required={props.required ?? false}
          error={error}
          helperText={helperText}
        />
      )}
    />
  )
}
