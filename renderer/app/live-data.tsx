import { createContext, type ReactNode, useContext } from 'react'
import type { MigrationSummary } from '../../shared/migration/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { VaultStatus } from '../../shared/vault/model.ts'
import { useClient } from '../api/client-context.tsx'
import { type Stream, useStream } from '../api/use-stream.ts'
import { EsxiRunning } from '../features/esxi/running.tsx'
import { FixRunning } from '../features/preflight/fixing.tsx'
import { PreflightRunning } from '../features/preflight/running.tsx'

export interface LiveData {
  readonly providers: Stream<Provider[]>
  readonly runs: Stream<MigrationSummary[]>
  readonly vault: Stream<VaultStatus>
}

const LiveContext = createContext<LiveData | undefined>(undefined)

/** The streams that the frame needs all the time, opened once and shared by all screens. */
export function LiveDataProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const providers = useStream({
    key: 'providers',
    open: (signal) => client.providers.watch(undefined, { signal }),
  })
  const runs = useStream({
    key: 'runs',
    open: (signal) => client.migrations.watchAll(undefined, { signal }),
  })
  const vault = useStream({ key: 'vault', open: (signal) => client.vault.watch(undefined, { signal }) })
  return (
    <LiveContext value={{ providers, runs, vault }}>
      <PreflightRunning>
        <FixRunning>
          <EsxiRunning>{children}</EsxiRunning>
        </FixRunning>
      </PreflightRunning>
    </LiveContext>
  )
}

export function useLiveData(): LiveData {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLiveData needs a LiveDataProvider above it')
  return live
}
