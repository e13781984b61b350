import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import { type Ref, useImperativeHandle, useRef, useState } from 'react'
import type { SshLogin } from '../../../shared/esxi/model.ts'
import { SecretArea, type SecretAreaHandle } from '../providers/secret-area.tsx'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'

export interface LoginHandle {
  /** What was typed, once; undefined (and the field is marked) while something is missing. */
  readonly take: () => SshLogin | undefined
}

export interface LoginFieldsProps {
  readonly ref: Ref<LoginHandle>
  /** Of the login before. */
  readonly username: string | undefined
  readonly autoFocus?: boolean
}

type Kind = SshLogin['kind']

const KINDS: readonly { readonly kind: Kind; readonly label: string; readonly hint: string }[] = [
  {
    kind: 'password',
    label: 'Password',
    hint: 'A user of the host itself; users of vCenter do not work there.',
  },
  {
    kind: 'key',
    label: 'Key',
    hint: 'Its public part has to be in /etc/ssh/keys-root/authorized_keys on the host. RSA or ECDSA: ESXi in FIPS mode refuses ed25519.',
  },
  {
    kind: 'agent',
    label: 'SSH agent',
    hint: 'Uses a key that the agent of this computer holds (SSH_AUTH_SOCK, or Pageant). Palletjack never sees it.',
  },
]

const PRIVATE_KEY = {
  label: 'Private key',
  placeholder: '-----BEGIN OPENSSH PRIVATE KEY----- ...',
  missing: 'Paste the private key, or load it from a file.',
  what: 'a private key',
}

/** How to log in to a host by SSH. Secrets live in their elements alone until they are taken. */
export function LoginFields({ ref, username: before, autoFocus = false }: LoginFieldsProps) {
  const [kind, setKind] = useState<Kind>('password')
  const [username, setUsername] = useState(before ?? 'root')
  const [asked, setAsked] = useState(false)
  const secret = useRef<SecretHandle>(null)
  const key = useRef<SecretAreaHandle>(null)
  const isMissing = asked && username.trim() === ''
  useImperativeHandle(ref, () => ({
    take() {
      setAsked(true)
      const name = username.trim()
      if (name === '') return undefined
      if (kind === 'agent') return { kind, username: name }
      if (kind === 'password') {
        const password = secret.current?.take()
        return password === undefined ? undefined : { kind, username: name, password }
      }
      const privateKey = key.current?.take()
      const passphrase = secret.current?.take()
      if (privateKey === undefined) return undefined
      return { kind, username: name, privateKey, ...(passphrase !== undefined && { passphrase }) }
    },
  }))
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <KindChoice kind={kind} onChange={setKind} />
      <TextField
        label="User"
        value={username}
        required
        autoFocus={autoFocus}
        onChange={(event) => setUsername(event.target.value)}
        error={isMissing}
        helperText={isMissing ? 'Type a user of the host.' : undefined}
        slotProps={{ htmlInput: { maxLength: 320, spellCheck: false, autoComplete: 'off' } }}
      />
      {kind === 'password' ? (
        <SecretField key="password" ref={secret} label="Password" missing="Type the password of the user." />
      ) : null}
      {kind === 'key' ? (
        <>
          <SecretArea ref={key} words={PRIVATE_KEY} />
          <SecretField
            key="passphrase"
            ref={secret}
            label="Passphrase of the key"
            missing=""
            optional
            helperText="Empty where the key has none."
          />
        </>
      ) : null}
    </Box>
  )
}

interface KindChoiceProps {
  readonly kind: Kind
  readonly onChange: (kind: Kind) => void
}

function KindChoice({ kind, onChange }: KindChoiceProps) {
  const byKind = (kind: string) => KINDS.find((one) => one.kind === kind)
  return (
    <>
      <RadioGroup
        row
        aria-label="Log in with"
        value={kind}
        onChange={(event) => onChange(byKind(event.target.value)?.kind ?? 'password')}
      >
        {KINDS.map((one) => (
          <FormControlLabel key={one.kind} value={one.kind} control={<Radio />} label={one.label} />
        ))}
      </RadioGroup>
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{byKind(kind)?.hint}</Box>
    </>
  )
}
