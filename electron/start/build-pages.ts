/** Builds what a shell shows, when it is missing or older than its sources. */
import { spawn } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Result } from '../../shared/problem.ts'
import { fail, ok } from '../../shared/problem.ts'

interface Target {
  /** Mode of the build; undefined for the default one. */
  readonly mode: string | undefined
  /** Written last by the build. */
  readonly output: string
  readonly sources: readonly string[]
}

const RENDERER: Target = {
  mode: undefined,
  output: 'out/renderer/index.html',
  sources: ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'],
}
const MAIN: Target = {
  mode: 'main',
  output: 'out/main/main.js',
  sources: ['electron', 'shared', 'vite.main.config.ts', 'package-lock.json'],
}
const PRELOAD: Target = {
  mode: 'preload',
  output: 'out/preload/preload.cjs',
  sources: ['electron/preload.ts', 'vite.preload.config.ts'],
}

/** How long one build may take, in ms. It takes seconds; a machine that swaps may need minutes. */
const BUILD_TIMEOUT_MS = 5 * 60_000

export interface BuildOptions {
  /** Folder with package.json. */
  readonly root: string
  /** Also the desktop shell's own parts. */
  readonly desktop: boolean
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
}

/** Problems: start.build-failed, start.no-build-tool. Says one line if there is something to build. */
export async function buildPages(options: BuildOptions): Promise<Result<undefined>> {
  const { root, say } = options
  const wanted = options.desktop ? [RENDERER, MAIN, PRELOAD] : [RENDERER]
  const states = await Promise.all(wanted.map((target) => stateOf(root, target)))
  const stale = wanted.filter((_, at) => states[at] !== 'fresh')
  if (stale.length === 0) return ok(undefined)
  const tool = findVite(root)
  if (tool === undefined) {
    // An installation without development packages brings its pages along; dates mean nothing there.
    if (!states.includes('missing')) return ok(undefined)
    return fail({
      code: 'start.no-build-tool',
      message: 'The pages are not built, and the tool that builds them is not installed.',
      meaning: 'Nothing was started.',
      remedy: 'Run npm ci, then start again.',
    })
  }
  say(`Building the pages (${states.includes('missing') ? 'first start only' : 'the sources changed'})...`)
  for (const { mode } of stale) {
    const built = await runVite(tool, mode, options)
    if (!built.ok) return built
  }
  return ok(undefined)
}

async function stateOf(root: string, target: Target): Promise<'missing' | 'stale' | 'fresh'> {
  const built = await changedAt(join(root, target.output))
  if (built === undefined) return 'missing'
  for (const source of target.sources) if ((await newestBelow(join(root, source))) > built) return 'stale'
  return 'fresh'
}

/** Time of the newest change in a file or folder, in ms; 0 if there is none. Tests are no sources. */
async function newestBelow(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined)
  if (!entries) return (await changedAt(path)) ?? 0
  const times = entries
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => (entry.isDirectory() ? newestBelow : changedAt)(join(path, entry.name)))
  return Math.max(0, ...(await Promise.all(times)).map((time) => time ?? 0))
}

async function changedAt(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs
}

function findVite(root: string): string | undefined {
  try {
    return join(
      dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json')),
      'bin/vite.js',
    )
  } catch {
    return undefined
  }
}

function runVite(tool: string, mode: string | undefined, options: BuildOptions): Promise<Result<undefined>> {
  const args = [tool, 'build', '--logLevel', 'error', ...(mode === undefined ? [] : ['--mode', mode])]
  const child = spawn(process.execPath, args, {
    cwd: options.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BUILD_TIMEOUT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  let output = ''
  const collect = (chunk: Buffer): void => void (output += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return new Promise((resolve) => {
    const end = (why: string): void => resolve(fail(buildProblem(why, output)))
    child.once('error', (error) => end(error.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(ok(undefined))
      else end(signal === null ? `it ended with code ${code ?? 'unknown'}` : `it was ended by ${signal}`)
    })
  })
}

function buildProblem(why: string, output: string) {
  return {
    code: 'start.build-failed',
    message: `The pages could not be built: ${why}.`,
    meaning: 'Nothing was started.',
    remedy: 'Run npm ci and start again; the text below says what the build found.',
    detail: output.trim().split('\n').slice(-30).join('\n'),
  }
}
