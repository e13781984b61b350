import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import { useTheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import { StateShape } from './state-label.tsx'

export interface ConsentProps {
  /** Of the checkbox, to find it by. */
  readonly id?: string
  /** What it is about: "Login program". */
  readonly title: string
  /** What happens with the consent: "Run aws with these arguments". */
  readonly label: string
  readonly given: boolean
  readonly onChange: (given: boolean) => void
  /** It was tried without: says so. */
  readonly error?: string | undefined
  readonly hint: string
  readonly children: ReactNode
}

/** Asks for an explicit yes to something with a price. Amber while nothing goes on without it. */
export function Consent(props: ConsentProps) {
  const { id, title, label, given, onChange, error, hint, children } = props
  const { tokens } = useTheme()
  return (
    <Box
      role="group"
      aria-label={title}
      sx={{
        p: 1.5,
        border: `1px solid ${given ? tokens.controlBorder : tokens.action}`,
        boxShadow: given ? 'none' : `inset 4px 0 0 ${tokens.action}`,
        borderRadius: '6px',
        fontSize: 13,
        display: 'grid',
        gridTemplateColumns: 'auto minmax(0, 1fr)',
        columnGap: 1,
      }}
    >
      <StateShape tone={given ? 'done' : 'action'} />
      <Box sx={{ minWidth: 0 }}>
        {children}
        <FormControlLabel
          control={
            <Checkbox
              {...(id === undefined ? {} : { id })}
              checked={given}
              onChange={(event) => onChange(event.target.checked)}
            />
          }
          label={label}
          sx={{ '& .MuiFormControlLabel-label': { overflowWrap: 'anywhere', minWidth: 0 } }}
        />
        <FormHelperText error={error !== undefined && !given}>
          {error !== undefined && !given ? error : hint}
        </FormHelperText>
      </Box>
    </Box>
  )
}
