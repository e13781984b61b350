import '@fontsource-variable/inter/wght.css'
import { createRoot } from 'react-dom/client'
import * as z from 'zod'
import { CONTRACT_VERSION } from '../shared/contract/version.ts'
import type { Client } from '../shared/contract/contract.ts'
import { openTransport, reloadOnNewCode } from './api/transport.ts'
import { isProblem } from './api/problem.ts'
import { App, createAppParts } from './app/app.tsx'
import { NoSession, type NoSessionKind } from './app/no-session.tsx'
import { preloadScreens } from './app/screens.ts'
import { createStore } from './app/store.ts'
import { createStyleCache, ThemeRoot } from './theme/theme-root.tsx'

/** Opens the door, asks who answers, and shows the application or why it cannot be shown. */
async function start(): Promise<void> {
  // Compiled parsers would need eval, which the content security policy forbids.
  z.config({ jitless: true })
  const container = document.getElementById('root')
  if (!container) throw new Error('the page has no #root')
  const root = createRoot(container)
  const cache = createStyleCache()
  const ended = createStore(false)
  const refuse = (kind: NoSessionKind) =>
    root.render(
      <ThemeRoot cache={cache} setting="system">
        <NoSession kind={kind} />
      </ThemeRoot>,
    )

  reloadOnNewCode()
  const opened = await openTransport(() => ended.set(true))
  if (opened.kind !== 'client') {
    refuse(opened.kind)
    return
  }
  const first = await firstAnswers(opened.client)
  if (typeof first === 'string') {
    refuse(first)
    return
  }
  const parts = createAppParts(opened.client, first.settings, ended)
  const run = first.hello.openMigrationId
  if (run !== undefined && parts.router.history.location.pathname === '/')
    parts.router.history.replace(`/runs/${encodeURIComponent(run)}`)
  root.render(<App parts={parts} cache={cache} />)
  requestIdleCallback(() => void preloadScreens())
}

async function firstAnswers(client: Client) {
  try {
    const [hello, settings] = await Promise.all([client.session.hello(), client.session.settings()])
    return hello.contract === CONTRACT_VERSION ? { hello, settings } : ('wrongVersion' as const)
  } catch (error) {
    return isProblem(error) ? ('sessionEnded' as const) : ('unreachable' as const)
  }
}

void start()
