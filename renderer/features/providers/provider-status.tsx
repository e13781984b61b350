import Box from '@mui/material/Box'
import type { Provider } from '../../../shared/provider/model.ts'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { exactStamp, roughly } from '../../ui/times.ts'

/** A provider's state in a word; where it lasts, with how long so far. The exact time is in its title. */
export function ProviderStatusLabel({ provider }: { readonly provider: Provider }) {
  const { state } = provider.status
  const now = useNow(state === 'reconnecting' || state === 'offline')
  const { tone, word, since } = statusWords(provider, now)
  return (
    <Box
      component="span"
      title={since}
      sx={{ display: 'inline-flex', verticalAlign: 'top', maxWidth: '100%' }}
    >
      <StateLabel tone={tone}>{word}</StateLabel>
    </Box>
  )
}

interface StatusWords {
  readonly tone: Tone
  readonly word: string
  readonly since?: string
}

function statusWords({ status, credential }: Provider, now: number): StatusWords {
  switch (status.state) {
    case 'connected':
      return { tone: 'done', word: 'Connected', since: `Since ${exactStamp(status.since)}` }
    case 'reconnecting':
      return {
        tone: 'waiting',
        word: `Reconnecting for ${roughly(Math.max(0, now - Date.parse(status.since)))}`,
        since: `Connection lost ${exactStamp(status.since)}`,
      }
    case 'offline':
      return {
        tone: 'pending',
        word: `File, ${roughly(Math.max(0, now - Date.parse(status.takenAt)))} old`,
        since: `Inventory of ${exactStamp(status.takenAt)}; nothing in it changes`,
      }
    case 'connecting':
      return { tone: 'running', word: 'Connecting' }
    case 'needsCredentials':
      return { tone: 'action', word: `Needs its ${CREDENTIALS[credential]}` }
    case 'locked':
      return { tone: 'action', word: 'Vault is locked' }
    case 'failed':
      return { tone: 'failed', word: 'Not connected' }
  }
}

const CREDENTIALS: Readonly<Record<Provider['credential'], string>> = {
  password: 'password',
  token: 'token',
  kubeconfig: 'kubeconfig',
  none: 'file',
}

/** What the provider is signed in with, in a word: "password", "token" or "kubeconfig"; "file" for a file. */
export function secretWord({ credential }: Provider): string {
  return CREDENTIALS[credential]
}

export function kindWord(provider: Provider): string {
  if (isFile(provider))
    return provider.inventoryFileKind === 'rvtools' ? 'RVTools workbook' : 'Inventory file'
  return provider.kind === 'vsphere' ? 'vSphere' : 'Cluster'
}

/** An inventory that was opened from a file: there is no server behind it. */
export function isFile({ credential }: Provider): boolean {
  return credential === 'none'
}

/** There are VMs to look at, live or as they were. */
export function hasInventory({ kind, status, inventory }: Provider): boolean {
  return (
    kind === 'vsphere' &&
    (inventory !== undefined || status.state === 'connected' || status.state === 'offline')
  )
}

/** The certificate is another one than the one that is trusted: everything stands until a person has decided. */
const CERTIFICATE_CHANGED: ReadonlySet<string> = new Set([
  'vsphere.certificate-changed',
  'vsphere.fingerprint-mismatch',
])

export function isCertificateChange(code: string | undefined): boolean {
  return code !== undefined && CERTIFICATE_CHANGED.has(code)
}

/** Codes that a password helps against. */
const NEEDS_SECRET: ReadonlySet<string> = new Set([
  'provider.needs-credentials',
  'provider.password-needed',
  'vault.no-secret',
  'vsphere.invalid-login',
  'cluster.unauthorized',
])

export function isSecretMissing(code: string | undefined): boolean {
  return code !== undefined && NEEDS_SECRET.has(code)
}

/** What brings the connection of a provider back, as far as a person has to do with it. */
export type WayBack = 'unlock' | 'vault' | 'reconnect' | 'trust' | undefined

export function wayBack({ status }: Provider): WayBack {
  switch (status.state) {
    case 'needsCredentials':
      return 'unlock'
    case 'locked':
      return 'vault'
    case 'reconnecting':
      return 'reconnect'
    case 'failed':
      if (isCertificateChange(status.problem.code)) return 'trust'
      return isSecretMissing(status.problem.code) ? 'unlock' : 'reconnect'
    case 'connected':
    case 'connecting':
    case 'offline':
      return undefined
  }
}
