/**
 * Runs a program's main process as Electron would: \`electron [switches] FOLDER [arguments]\`. Prints the two
 * lines that Playwright waits for (the debugger's own one comes from Node).
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startChromium } from './devtools.ts'
import { createStandIn } from './electron.ts'

const args = process.argv.slice(2)
const folder = resolve(args.find((one) => !one.startsWith('-')) ?? '.')
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string }
// As Electron shows it: its own path, then everything that was given.
process.argv = [process.execPath, ...args]

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? {
          url: new URL('electron-module.ts', import.meta.url).href,
          format: 'module-typescript',
          shortCircuit: true,
        }
      : next(specifier, context),
})

const devTools = await startChromium()
const standIn = createStandIn(devTools)
Object.assign(globalThis, { electronStandIn: standIn })
// Complete before anybody asks for it: Playwright does as soon as it reads the next line.
await import('./electron-module.ts')
process.stderr.write(`DevTools listening on ${devTools.url}\n`)
await import(pathToFileURL(join(folder, main)).href)
standIn.app.becomeReady()
