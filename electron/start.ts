/** `npm start` and `npm run demo`: builds the pages if need be, then opens the best door there is. */
import { join } from 'node:path'
import type { Problem } from '../shared/problem.ts'
import { problemLine } from '../shared/problem.ts'
import { listenForInterrupts } from './interrupts.ts'
import { prepareHome, resolveHome } from './home.ts'
import type { StartOptions } from './start/arguments.ts'
import { parseStartOptions, START_HELP, toArguments } from './start/arguments.ts'
import { buildPages } from './start/build-pages.ts'
import type { ShellChoice } from './start/choose-shell.ts'
import { chooseShell } from './start/choose-shell.ts'
import { fetchBinary, findElectronPackage, installedBinary } from './start/electron-binary.ts'
import { runDesktop } from './start/run-desktop.ts'

const root = join(import.meta.dirname, '..')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

process.exitCode = await main(process.argv.slice(2))
// Whatever a library still holds open (a watcher, a pooled connection) must not keep a closed application alive.
process.exit()

async function main(args: readonly string[]): Promise<number> {
  const options = parseStartOptions(args)
  if (!options.ok) return complain(options.problem)
  if (options.value.help) {
    process.stdout.write(START_HELP)
    return 0
  }
  const home = prepareHome(resolveHome(options.value.home))
  if (!home.ok) return complain(home.problem)
  const interrupts = listenForInterrupts()
  // A second Ctrl-C while things are being fetched, built or closed ends at once.
  interrupts.second.addEventListener('abort', () => process.exit(130), { once: true })
  try {
    return await open(options.value, home.value, interrupts)
  } catch (error) {
    process.stderr.write(
      `Palletjack could not start. ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return 1
  } finally {
    interrupts.stop()
  }
}

async function open(
  start: StartOptions,
  home: string,
  interrupts: ReturnType<typeof listenForInterrupts>,
): Promise<number> {
  const choice = await chooseShell(start.shell, {
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    electron: () => electronBinary(interrupts.first),
  })
  const built = await buildPages({
    root,
    desktop: choice.shell === 'electron',
    say,
    signal: interrupts.first,
  })
  if (interrupts.first.aborted) return 130
  if (!built.ok) return complain(built.problem)
  const web = choice.shell === 'web' ? choice : await desktop(choice, { ...start, home })
  if (typeof web === 'number') return web
  if (web.reason) say(web.reason)
  const { runWebDoor } = await import('./web.ts')
  const rendererDir = join(root, 'out/renderer')
  return runWebDoor({ home, rendererDir, start, browser: web.browser, interrupts })
}

/** The desktop's exit code, or the browser instead if Electron is there but does not run. */
async function desktop(
  { binary }: ShellChoice & { readonly shell: 'electron' },
  start: StartOptions,
): Promise<number | (ShellChoice & { readonly shell: 'web' })> {
  const { code, failedToStart } = await runDesktop(binary, root, toArguments(start))
  if (!failedToStart) return code
  const reason = 'Electron is installed but does not run here, so Palletjack uses the browser.'
  return { shell: 'web', browser: true, reason }
}

async function electronBinary(signal: AbortSignal): Promise<string | undefined> {
  const electron = findElectronPackage(root)
  if (!electron) return undefined
  return installedBinary(electron, process.env) ?? (await fetchBinary(electron, process.env, say, signal))
}

function complain(problem: Problem): number {
  process.stderr.write(`${problemLine(problem)}\n`)
  if (problem.detail !== undefined) process.stderr.write(`${problem.detail}\n`)
  return problem.code.startsWith('input.') ? 2 : 1
}
