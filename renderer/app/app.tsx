import type { EmotionCache } from '@emotion/cache'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { Client } from '../../shared/contract/contract.ts'
import type { Settings } from '../../shared/contract/session.ts'
import { ClientProvider } from '../api/client-context.tsx'
import { type ConnectionMonitor, createConnectionMonitor } from '../api/connection.ts'
import { isProblem } from '../api/problem.ts'
import { MonitorProvider } from '../api/use-stream.ts'
import { createDraftStore, type DraftStore } from '../features/wizard/draft.ts'
import { DraftProvider } from '../features/wizard/draft-context.tsx'
import { ThemeRoot } from '../theme/theme-root.tsx'
import { LiveDataProvider } from './live-data.tsx'
import { NoSession } from './no-session.tsx'
import { useSettings } from './queries.ts'
import { type AppRouter, createAppRouter } from './router.tsx'
import { type Store, useStore } from './store.ts'

/** What lives as long as the page. */
export interface AppParts {
  readonly client: Client
  readonly queries: QueryClient
  readonly monitor: ConnectionMonitor
  readonly drafts: DraftStore
  readonly router: AppRouter
  /** Turns true when the server no longer knows this page. */
  readonly ended: Store<boolean>
}

export function createAppParts(client: Client, settings: Settings, ended: Store<boolean>): AppParts {
  const queries = new QueryClient({
    defaultOptions: {
      // An expected failure stays the same when asked again; a cut connection may not.
      queries: { retry: (count, error) => !isProblem(error) && count < 3, refetchOnWindowFocus: true },
    },
  })
  queries.setQueryData(['settings'], settings)
  return {
    client,
    queries,
    ended,
    monitor: createConnectionMonitor(),
    drafts: createDraftStore(sessionStorage),
    router: createAppRouter(),
  }
}

export interface AppProps {
  readonly parts: AppParts
  readonly cache: EmotionCache
}

export function App({ parts, cache }: AppProps) {
  return (
    <ClientProvider value={parts.client}>
      <QueryClientProvider client={parts.queries}>
        <MonitorProvider value={parts.monitor}>
          <DraftProvider value={parts.drafts}>
            <Themed cache={cache} parts={parts} />
          </DraftProvider>
        </MonitorProvider>
      </QueryClientProvider>
    </ClientProvider>
  )
}

function Themed({ parts, cache }: AppProps) {
  const theme = useSettings().data?.theme ?? 'system'
  const ended = useStore(parts.ended)
  return (
    <ThemeRoot cache={cache} setting={theme}>
      {ended ? (
        <NoSession kind="sessionEnded" />
      ) : (
        <LiveDataProvider>
          <RouterProvider router={parts.router} />
        </LiveDataProvider>
      )}
    </ThemeRoot>
  )
}
