import type { Provider } from '../../../shared/provider/model.ts'
import { StateLabel } from '../../ui/state-label.tsx'

/** A provider's state in a word. */
export function ProviderStatusLabel({ provider }: { readonly provider: Provider }) {
  switch (provider.status.state) {
    case 'connected':
      return <StateLabel tone="done">Connected</StateLabel>
    case 'connecting':
      return <StateLabel tone="running">Connecting</StateLabel>
    case 'needsCredentials':
      return <StateLabel tone="action">{`Needs its ${secretWord(provider)}`}</StateLabel>
    case 'failed':
      return <StateLabel tone="failed">Not connected</StateLabel>
  }
}

/** What the provider is signed in with, in a word: "password", "token" or "kubeconfig". */
export function secretWord({ credential }: Provider): Provider['credential'] {
  return credential
}

export function kindWord(provider: Provider): string {
  return provider.kind === 'vsphere' ? 'vSphere' : 'Cluster'
}
