import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import { useTheme } from '@mui/material/styles'
import { MONO } from '../../theme/theme.ts'
import { StateShape } from '../../ui/state-label.tsx'

export interface ProgramConsentProps {
  /** Its exact command line. */
  readonly program: string
  readonly given: boolean
  /** It was tried without. */
  readonly missing: boolean
  readonly onChange: (given: boolean) => void
}

/** Asks before a program of a kubeconfig runs on this computer. Amber until a person has decided. */
export function ProgramConsent({ program, given, missing, onChange }: ProgramConsentProps) {
  const { tokens } = useTheme()
  const [name = program] = program.trim().split(/\s+/)
  return (
    <Box
      role="group"
      aria-label="Login program"
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
        <Box>
          This context gets its login from a program. Palletjack would run it on this computer, as you and
          with your rights, each time it signs in:
        </Box>
        <Box
          component="pre"
          sx={{
            m: 0,
            my: 1,
            p: 1,
            bgcolor: tokens.well,
            border: `1px solid ${tokens.border}`,
            borderRadius: '6px',
            fontFamily: MONO,
            fontSize: 12,
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
          }}
        >
          {program}
        </Box>
        <FormControlLabel
          control={
            <Checkbox
              id="program-consent"
              checked={given}
              onChange={(event) => onChange(event.target.checked)}
            />
          }
          label={`Run ${name} with these arguments`}
          sx={{ '& .MuiFormControlLabel-label': { overflowWrap: 'anywhere', minWidth: 0 } }}
        />
        <FormHelperText error={missing && !given}>
          {missing && !given
            ? 'Nothing was run. Allow this program, or choose another context.'
            : 'Only this very command line is allowed; another one is refused. A service account needs no program.'}
        </FormHelperText>
      </Box>
    </Box>
  )
}
