import Box from '@mui/material/Box'
import { Consent } from '../../ui/consent.tsx'
import { Verbatim } from '../../ui/verbatim.tsx'
import { programName } from './program-name.ts'

export interface ProgramConsentProps {
  /** Its exact command line. */
  readonly program: string
  readonly given: boolean
  /** It was tried without. */
  readonly missing: boolean
  readonly onChange: (given: boolean) => void
}

/** Where the keyboard goes when consent is missing. */
export const CONSENT_ID = 'program-consent'

/** Asks before a program of a kubeconfig runs on this computer. */
export function ProgramConsent({ program, given, missing, onChange }: ProgramConsentProps) {
  return (
    <Consent
      id={CONSENT_ID}
      title="Login program"
      label={`Run ${programName(program)} with these arguments`}
      given={given}
      onChange={onChange}
      error={missing ? 'Nothing was run. Allow this program, or choose another context.' : undefined}
      hint="Only this very command line is allowed; another one is refused. A service account needs no program."
    >
      <Box>
        This context gets its login from a program. Palletjack would run it on this computer, as you and with
        your rights, each time it signs in:
      </Box>
      <Box sx={{ my: 1 }}>
        <Verbatim>{program}</Verbatim>
      </Box>
    </Consent>
  )
}
