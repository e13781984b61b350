import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

/** The desktop shell's main process: one program with all its packages, since no node_modules is shipped. */
export default defineConfig({
  // Some packages are CommonJS and look for files beside themselves.
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  resolve: { conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true },
  build: {
    ssr: 'electron/main.ts',
    outDir: 'out/main',
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      external: ['electron', ...builtinModules, /^node:/, /\.node$/],
      output: { entryFileNames: 'main.js', chunkFileNames: '[name]-[hash].js', format: 'es' },
    },
  },
})
