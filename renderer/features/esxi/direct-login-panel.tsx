import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import type { Ref } from 'react'
import { Panel } from '../../ui/page.tsx'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'

/** The password stays in its element until it is taken. */
export interface LoginDraft {
  readonly way: 'kept' | 'new'
  readonly username: string
}

export interface DirectLoginPanelProps {
  readonly draft: LoginDraft
  /** Whether a password of each host is kept. */
  readonly canKeep: boolean
  readonly onChange: (draft: LoginDraft) => void
  readonly password: Ref<SecretHandle>
}

/** Who logs in to the hosts themselves, past vCenter. */
export function DirectLoginPanel({ draft, canKeep, onChange, password }: DirectLoginPanelProps) {
  const { way, username } = draft
  const isMissing = username.trim() === ''
  return (
    <Panel title="Login for the direct connection">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, fontSize: 13, maxWidth: 560 }}>
        <Box>
          root or another user of the host itself; users of vCenter do not work there. The password goes to
          the vault, and a run gives it to the cluster for the time of its copies.
        </Box>
        <RadioGroup
          aria-label="Which login"
          value={way}
          onChange={(event) => onChange({ ...draft, way: event.target.value === 'kept' ? 'kept' : 'new' })}
        >
          <FormControlLabel
            value="kept"
            disabled={!canKeep}
            control={<Radio />}
            label={`The password that is kept${canKeep ? '' : ' (there is none of each host)'}`}
          />
          <FormControlLabel value="new" control={<Radio />} label="Another login" />
        </RadioGroup>
        {way === 'new' ? (
          <>
            <TextField
              label="User"
              value={username}
              required
              onChange={(event) => onChange({ ...draft, username: event.target.value })}
              error={isMissing}
              helperText={isMissing ? 'Type a user of the hosts.' : undefined}
              slotProps={{ htmlInput: { maxLength: 320, spellCheck: false, autoComplete: 'off' } }}
            />
            <SecretField ref={password} label="Password" missing="Type the password of the user." />
          </>
        ) : null}
      </Box>
    </Panel>
  )
}
