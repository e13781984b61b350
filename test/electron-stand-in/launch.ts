/** Starts a built desktop shell for a test: on Electron where it can run, else on the stand-in. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright-core'
import { _electron } from 'playwright-core'
import { findElectronPackage, installedBinary } from '../../electron/start/electron-binary.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** Electron needs a screen on Linux, and its sandbox another user than root. */
function usableElectron(): string | undefined {
  const electron = findElectronPackage(ROOT)
  const binary = electron && installedBinary(electron, process.env)
  if (process.platform !== 'linux') return binary
  const screen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  return screen && process.getuid?.() !== 0 ? binary : undefined
}

/** What the tests of this run prove something about. */
export const RUNNER = usableElectron() === undefined ? 'Electron stand-in' : 'Electron'

/** Time for a program to quit, in ms. */
const CLOSE_TIMEOUT_MS = 30_000

export interface Launched {
  readonly app: ElectronApplication
  /** The exit code, once it ended. */
  readonly exit: Promise<number | null>
  /** What the main process wrote to its standard output and standard error. */
  output(): string
  close(): Promise<void>
}

/** `folder` holds a package.json whose "main" is the built main script. */
export async function launch(folder: string, args: readonly string[]): Promise<Launched> {
  const scratch = mkdtempSync(join(tmpdir(), 'palletjack-electron-'))
  const executablePath = usableElectron() ?? writeLauncher(scratch)
  const app = await _electron.launch({ executablePath, args: [folder, ...args], timeout: 60_000 })
  const main = app.process()
  const exit = new Promise<number | null>((resolve) => main.once('exit', resolve))
  let text = ''
  for (const stream of [main.stdout, main.stderr])
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    app,
    exit,
    output: () => text,
    async close() {
      // A program that does not quit must not outlive its test.
      const limit = setTimeout(() => main.kill('SIGKILL'), CLOSE_TIMEOUT_MS)
      await app.close()
      clearTimeout(limit)
      if (existsSync(scratch)) rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The exit code of a start that ends by itself. Killed after `ms`. */
export async function startAndEnd(
  folder: string,
  args: readonly string[],
  ms = 30_000,
): Promise<number | null> {
  const scratch = mkdtempSync(join(tmpdir(), 'palletjack-electron-'))
  const child = spawn(usableElectron() ?? writeLauncher(scratch), [folder, ...args], {
    stdio: 'ignore',
    timeout: ms,
  })
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  rmSync(scratch, { recursive: true, force: true })
  return code
}

/** Playwright wants one executable file. It is written here so that it names this very Node. */
function writeLauncher(dir: string): string {
  const file = join(dir, 'electron')
  const host = join(import.meta.dirname, 'host.ts')
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" --inspect=0 "${host}" "$@"\n`)
  chmodSync(file, 0o700)
  return file
}
