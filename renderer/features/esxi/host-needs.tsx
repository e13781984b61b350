import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { LoginDialog } from './login-dialog.tsx'
import { namesText } from './words.ts'

const NAMES_SHOWN = 6

/** Hosts that a login would fail on for a reason that is known before. */
function unready(hosts: readonly EsxiHost[]) {
  return {
    withoutLogin: hosts.filter(({ login }) => login?.hasSecret !== true),
    withoutKey: hosts.filter(({ hostKey }) => hostKey === undefined),
    away: hosts.filter(({ connectionState }) => connectionState !== 'connected'),
    locked: hosts.filter(({ lockdownMode }) => lockdownMode !== '' && lockdownMode !== 'lockdownDisabled'),
  }
}

/** Why the hosts cannot be worked on yet; undefined: they can. */
export function needsFault(hosts: readonly EsxiHost[]): string | undefined {
  const { withoutLogin, withoutKey } = unready(hosts)
  const names = (some: readonly EsxiHost[]) => namesText(some.map(({ name }) => name))
  if (withoutLogin.length > 0) return `Give a login for ${names(withoutLogin)} first.`
  if (withoutKey.length > 0) return `Trust the host key of ${names(withoutKey)} first.`
  return undefined
}

export interface HostNeedsProps {
  readonly providerId: string
  readonly hosts: readonly EsxiHost[]
}

/** What is missing before the hosts can be reached, each with the way to give it. */
export function HostNeeds({ providerId, hosts }: HostNeedsProps) {
  const [asking, setAsking] = useState<'login' | 'key'>()
  const { withoutLogin, withoutKey, away, locked } = unready(hosts)
  const names = (some: readonly EsxiHost[]) =>
    namesText(
      some.map(({ name }) => name),
      NAMES_SHOWN,
    )
  return (
    <Box component="ul" aria-label="What the hosts need" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: 13 }}>
      <Need
        tone={withoutLogin.length > 0 ? 'action' : 'done'}
        text={withoutLogin.length > 0 ? `No login for ${names(withoutLogin)}` : 'A login for each host'}
        button={withoutLogin.length > 0 ? 'Give a login...' : undefined}
        onClick={() => setAsking('login')}
      />
      <Need
        tone={withoutKey.length > 0 ? 'action' : 'done'}
        text={
          withoutKey.length > 0
            ? `Host key not trusted: ${names(withoutKey)}`
            : 'A trusted host key of each host'
        }
        button={withoutKey.length > 0 ? 'Look at host keys...' : undefined}
        onClick={() => setAsking('key')}
      />
      {locked.length > 0 ? (
        <Need
          tone="waiting"
          text={`In lockdown mode: ${names(locked)}. Only an exception user of the host gets in; Palletjack never changes the mode.`}
        />
      ) : null}
      {away.length > 0 ? <Need tone="failed" text={`vCenter does not reach ${names(away)}.`} /> : null}
      {asking === 'login' ? (
        <LoginDialog providerId={providerId} hosts={withoutLogin} onClose={() => setAsking(undefined)} />
      ) : null}
      {asking === 'key' ? (
        <KeysOnce providerId={providerId} hosts={withoutKey} onClose={() => setAsking(undefined)} />
      ) : null}
    </Box>
  )
}

/** The list stays as it was when the dialog opened, while its keys become trusted. */
function KeysOnce(props: HostNeedsProps & { readonly onClose: () => void }) {
  const [hosts] = useState(props.hosts)
  return <KeyDialog {...props} hosts={hosts} />
}

interface NeedProps {
  readonly tone: Tone
  readonly text: string
  readonly button?: string | undefined
  readonly onClick?: () => void
}

function Need({ tone, text, button, onClick }: NeedProps) {
  return (
    <Box
      component="li"
      sx={{ display: 'flex', alignItems: 'center', gap: 1.5, minHeight: 32, flexWrap: 'wrap' }}
    >
      <StateLabel tone={tone}>{text}</StateLabel>
      {button ? (
        <Button size="small" variant="outlined" onClick={onClick}>
          {button}
        </Button>
      ) : null}
    </Box>
  )
}
