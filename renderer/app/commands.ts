import { useNavigate } from '@tanstack/react-router'
import { VAULT_COMMANDS } from '../features/vault/vault-page-commands.ts'
import { useLiveData } from './live-data.tsx'
import { SCREENS } from './navigation.ts'
import { useSaveSettings } from './queries.ts'
import { LOOKS } from './theme-menu.tsx'
import { useVaultDoors, type VaultDoors } from './vault-doors.tsx'

export interface Command {
  readonly id: string
  readonly label: string
  readonly kind: 'Screen' | 'Action' | 'Cluster' | 'Run'
  readonly run: () => void
}

export function useCommands(): Command[] {
  const navigate = useNavigate()
  const save = useSaveSettings()
  const live = useLiveData()
  const vault = useVaultDoors()
  const runs = live.runs.value ?? []
  const clusters = (live.providers.value ?? []).filter((one) => one.kind === 'cluster')
  const sources = (live.providers.value ?? []).filter((one) => one.kind === 'vsphere')
  return [
    {
      id: 'new',
      label: 'New migration',
      kind: 'Action',
      run: () => void navigate({ to: '/wizard/connect' }),
    },
    ...vaultCommands(vault),
    ...SCREENS.map(({ to, label }): Command => ({
      id: to,
      label,
      kind: 'Screen',
      run: () => void navigate({ to }),
    })),
    ...VAULT_COMMANDS.map(({ label, search }): Command => ({
      id: label,
      label,
      kind: 'Action',
      run: () => void navigate({ to: '/vault', search }),
    })),
    ...sources.slice(0, 20).map(({ id, name }): Command => ({
      id: `preflight ${id}`,
      label: `Preflight of ${name}`,
      kind: 'Action',
      run: () => void navigate({ to: '/preflight', search: { source: id } }),
    })),
    ...sources.slice(0, 20).map(({ id, name }): Command => ({
      id: `hosts ${id}`,
      label: `ESXi hosts of ${name}`,
      kind: 'Action',
      run: () => void navigate({ to: '/hosts', search: { source: id } }),
    })),
    ...clusters.slice(0, 20).map(({ id, name }): Command => ({
      id: `cluster ${id}`,
      label: name,
      kind: 'Cluster',
      run: () => void navigate({ to: '/providers/$providerId', params: { providerId: id } }),
    })),
    ...runs.slice(0, 20).map((run): Command => ({
      id: run.id,
      label: `${run.planName} (${run.state})`,
      kind: 'Run',
      run: () => void navigate({ to: '/runs/$runId', params: { runId: run.id } }),
    })),
    ...LOOKS.map((look): Command => ({
      id: look.value,
      label: `Look: ${look.label.toLowerCase()}`,
      kind: 'Action',
      run: () => void save({ theme: look.value }).catch(() => undefined),
    })),
  ]
}

/** The one thing that can be done with the vault as it is now. */
function vaultCommands({ status, lock, unlock, setUp }: VaultDoors): Command[] {
  const action = (label: string, run: () => void): Command[] => [{ id: 'vault', label, kind: 'Action', run }]
  switch (status?.state) {
    case 'open':
      return action('Lock the vault', lock)
    case 'locked':
      return action('Unlock the vault', unlock)
    case 'damaged':
      return action('See why the vault cannot be used', unlock)
    case 'unset':
    case 'session':
      return action('Set up the vault', setUp)
    case undefined:
      return []
  }
}

/** Commands whose label holds all words typed, those that begin with the text first. */
export function matching(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = commands.filter((command) =>
    words.every((word) => command.label.toLowerCase().includes(word)),
  )
  const begins = (command: Command) => (command.label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1)
  return found.sort((a, b) => begins(a) - begins(b))
}
