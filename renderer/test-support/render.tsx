/** Screens in jsdom over the real contract, with invented data behind it. */
import createCache from '@emotion/cache'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { configure, render, type RenderResult } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { ClientProvider } from '../api/client-context.tsx'
import { createConnectionMonitor } from '../api/connection.ts'
import { MonitorProvider } from '../api/use-stream.ts'
import { LiveDataProvider } from '../app/live-data.tsx'
import { type AppRouter, createAppRouter } from '../app/router.tsx'
import { createDraftStore, type Draft, type DraftStore, emptyDraft } from '../features/wizard/draft.ts'
import { DraftProvider } from '../features/wizard/draft-context.tsx'
import { ThemeRoot } from '../theme/theme-root.tsx'
import { fakeClient } from './fake-router.ts'
import type { FakeWorld } from './fake-world.ts'

export interface Shown extends RenderResult {
  readonly router: AppRouter
  readonly drafts: DraftStore
}

/** Shows the whole application at `path`, for example "/runs/run-1?state=failed". */
export function showAt(path: string, world: FakeWorld, draft: Partial<Draft> = {}): Shown {
  prepareJsdom()
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }))
  const drafts = createDraftStore(memoryStorage())
  drafts.set({ ...emptyDraft(), ...draft })
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const result = render(
    <ClientProvider value={fakeClient(world)}>
      <QueryClientProvider client={queries}>
        <MonitorProvider value={createConnectionMonitor()}>
          <DraftProvider value={drafts}>
            <ThemeRoot cache={unseenStyles()} setting="light">
              <LiveDataProvider>
                <RouterProvider router={router} />
              </LiveDataProvider>
            </ThemeRoot>
          </DraftProvider>
        </MonitorProvider>
      </QueryClientProvider>
    </ClientProvider>,
  )
  return Object.assign(result, { router, drafts })
}

/** Styles outside of the document: jsdom matches each rule of it against each element whose role it looks up. */
function unseenStyles() {
  return createCache({ key: 'pj', container: document.createElement('div') })
}

/** Puts a text into a field at once: a page that draws itself anew for each letter is not what a test is about. */
export async function fillIn(field: Element, text: string): Promise<void> {
  await userEvent.click(field)
  await userEvent.paste(text)
}

/** A Storage of its own, so that tests cannot see each other's. */
export function memoryStorage(): Storage {
  const map = new Map<string, string>()
  return {
    get length() {
      return map.size
    },
    clear: () => map.clear(),
    getItem: (key) => map.get(key) ?? null,
    key: (index) => [...map.keys()][index] ?? null,
    removeItem: (key) => void map.delete(key),
    setItem: (key, value) => void map.set(key, value),
  }
}

/** What jsdom lacks: media queries, scrolling, and any layout; tables are 640 px high. Sets the patience of the tests, too. */
export function prepareJsdom(): void {
  // A busy machine makes a screen late, not wrong.
  configure({ asyncUtilTimeout: 30_000 })
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }) as unknown as MediaQueryList
  window.scrollTo = () => undefined
  Element.prototype.scrollTo = () => undefined
  Element.prototype.scrollIntoView = () => undefined
  for (const side of ['clientHeight', 'clientWidth'] as const)
    Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => 640 })
}
