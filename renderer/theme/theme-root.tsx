import createCache, { type EmotionCache } from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import CssBaseline from '@mui/material/CssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import type { Settings } from '../../shared/contract/session.ts'
import { themeFor } from './theme.ts'
import type { Mode } from './tokens.ts'

/** Emotion's style elements need the nonce that the shell put into the page, or the policy blocks them. */
export function createStyleCache(): EmotionCache {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
  return createCache({ key: 'pj', ...(nonce ? { nonce } : {}) })
}

export interface ThemeRootProps {
  readonly cache: EmotionCache
  readonly setting: Settings['theme']
  readonly children: ReactNode
}

/** Colours by the person's choice, or by the system's where they left it to the system. */
export function ThemeRoot({ cache, setting, children }: ThemeRootProps) {
  const dark = useMedia('(prefers-color-scheme: dark)')
  const moreContrast = useMedia('(prefers-contrast: more)')
  const reducedMotion = useMedia('(prefers-reduced-motion: reduce)')
  const mode = modeOf(setting, dark, moreContrast)
  const theme = useMemo(() => themeFor(mode, reducedMotion), [mode, reducedMotion])
  return (
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme}>
        <CssBaseline enableColorScheme />
        {children}
      </ThemeProvider>
    </CacheProvider>
  )
}

function modeOf(setting: Settings['theme'], dark: boolean, moreContrast: boolean): Mode {
  if (setting !== 'system') return setting
  if (moreContrast) return 'contrast'
  return dark ? 'dark' : 'light'
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}
