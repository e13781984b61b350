import { loadConfigFromFile, defineConfig, type UserConfig } from 'vite'
import react from '@vitejs/plugin-react'

/** The pages. Modes "main" and "preload" have a file of their own each: vite.<mode>.config.ts. */
const renderer: UserConfig = {
  root: 'renderer',
  // Relative addresses work under app://bundle/ and under a loopback origin alike.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // A data: font or script would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'chrome130',
    chunkSizeWarningLimit: 900,
  },
}

export default defineConfig(async (env) => {
  if (env.mode !== 'main' && env.mode !== 'preload') return renderer
  const loaded = await loadConfigFromFile(env, `vite.${env.mode}.config.ts`, import.meta.dirname)
  if (!loaded) throw new Error(`vite.${env.mode}.config.ts is missing`)
  return loaded.config
})
