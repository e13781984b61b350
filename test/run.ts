/**
 * `npm test`: every check, then the tests. `--real` runs the tests against real servers instead; `--total` adds up
 * what the last runs of both came to and prints it as one line.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildPages } from '../electron/start/build-pages.ts'
import { formatDuration } from '../shared/units.ts'
import { findBrowser } from './browser.ts'
import { crdFolder, NEEDS_CRDS } from './real/crds.ts'
import { missingForSshd } from './real/esxi-root.ts'
import { findGo, NEEDS_GO } from './real/go-program.ts'

const root = join(import.meta.dirname, '..')
const results = join(root, '.cache/test')
const MINUTE_MS = 60_000

type Tier = 'main' | 'real'

interface Totals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 }
const PASSED: Totals = { ...NOTHING, passed: 1 }
const FAILED: Totals = { ...NOTHING, failed: 1 }

process.exitCode = await main(process.argv.slice(2))

async function main([mode]: readonly string[]): Promise<number> {
  if (mode === '--total') return printTotal()
  mkdirSync(results, { recursive: true })
  const tier: Tier = mode === '--real' ? 'real' : 'main'
  rmSync(totalsFile(tier), { force: true })
  const began = Date.now()
  const totals = tier === 'real' ? await realTier() : await everything()
  if (!totals) return 1
  writeFileSync(totalsFile(tier), JSON.stringify(totals))
  say(`${totalLine(totals)} in ${formatDuration(Date.now() - began)}`)
  return totals.failed === 0 ? 0 : 1
}

async function everything(): Promise<Totals | undefined> {
  if (!(await haveBrowser())) return undefined
  const built = await step('build', async () => {
    const pages = await buildPages({ root, desktop: true, say })
    return pages.ok ? undefined : (pages.problem.detail ?? pages.problem.message)
  })
  // Side by side: the flows mostly wait for the lab's clocks, the checks only compute.
  const [checked, tested] = await Promise.all([checks(), tests('main', ['unit', 'ui', 'flow'])])
  return plus(plus(built, checked), tested)
}

async function realTier(): Promise<Totals> {
  await installSshd()
  if (findGo() === undefined) say(`The tests on govmomi and on Kubernetes are skipped: each ${NEEDS_GO}.`)
  else if (crdFolder() === undefined)
    say(`The tests on a real kube-apiserver are skipped: each ${NEEDS_CRDS}.`)
  const missing = missingForSshd()
  if (missing !== undefined) say(`The tests on a real sshd are skipped: each ${missing}.`)
  return tests('real', ['real'])
}

async function checks(): Promise<Totals> {
  let totals = NOTHING
  for (const name of ['typecheck', 'lint', 'deps', 'unused', 'format'])
    totals = plus(totals, await step(name, () => npmScript(name)))
  return totals
}

/** Runs one named step and prints one line for it; what it said only if it failed. */
async function step(name: string, run: () => Promise<string | undefined>): Promise<Totals> {
  const began = Date.now()
  const complaint = await run()
  say(
    `${complaint === undefined ? 'ok  ' : 'FAIL'}  ${name.padEnd(10)} ${formatDuration(Date.now() - began)}`,
  )
  if (complaint === undefined) return PASSED
  say(complaint.trimEnd())
  return FAILED
}

/** A script of package.json, so that each command is written down once. */
async function npmScript(name: string): Promise<string | undefined> {
  const npm = process.env['npm_execpath']
  const command = npm === undefined ? ['npm'] : [process.execPath, npm]
  const { code, output } = await execute([...command, 'run', '-s', name], 10 * MINUTE_MS)
  return code === 0 ? undefined : output
}

async function tests(tier: Tier, projects: readonly string[]): Promise<Totals> {
  const report = join(results, `vitest-${tier}.json`)
  rmSync(report, { force: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await execute(
    [process.execPath, vitest, 'run', ...projects.flatMap((name) => ['--project', name]), ...reporters],
    60 * MINUTE_MS,
    'inherit',
  )
  const totals = readReport(report)
  // An error outside of any test fails the run without failing a test.
  return code !== 0 && totals.failed === 0 ? plus(totals, FAILED) : totals
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

function readReport(file: string): Totals {
  if (!existsSync(file)) return FAILED
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  // A file that could not even be loaded has no failed test of its own.
  const broken = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.every((test) => test.status !== 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Finds a Chromium, or installs one where that needs no question. */
async function haveBrowser(): Promise<boolean> {
  if (findBrowser() !== undefined) return true
  say('No Chromium was found; installing one...')
  const debian = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (debian) {
    await execute(['apt-get', 'update', '-qq'], 3 * MINUTE_MS)
    const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium']
    await execute(install, 10 * MINUTE_MS)
  } else {
    const playwright = join(root, 'node_modules/playwright-core/cli.js')
    await execute([process.execPath, playwright, 'install', 'chromium'], 5 * MINUTE_MS)
  }
  if (findBrowser() !== undefined) return true
  say('The tests need a Chromium: install Chromium, Chrome or Edge, or name one in PALLETJACK_BROWSER.')
  return false
}

/**
 * Gets OpenSSH's server for the tests that run it in a root of their own. Only for a machine that is there for
 * tests: on others an SSH server that nobody asked for has no place.
 */
async function installSshd(): Promise<void> {
  const canInstall = process.env['CI'] === 'true' && process.platform === 'linux' && process.getuid?.() === 0
  if (!canInstall || missingForSshd() === undefined || !existsSync('/usr/bin/apt-get')) return
  await execute(['apt-get', 'update', '-qq'], 3 * MINUTE_MS)
  const packages = ['openssh-server', 'openssh-client', 'busybox-static', 'libpam-modules', 'openssl']
  // A run level of its own keeps the package from starting the server.
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages]
  await execute(['env', 'RUNLEVEL=1', ...install], 10 * MINUTE_MS)
}

/** Runs a program without standard input and ends it when it takes too long (ms). */
function execute(
  [program = '', ...args]: readonly string[],
  limitMs: number,
  stdio: 'pipe' | 'inherit' = 'pipe',
): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>()
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', stdio, stdio] })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => void pieces.push(piece))
  const limit = setTimeout(() => {
    pieces.push(Buffer.from(`\nIt took longer than ${formatDuration(limitMs)} and was ended.\n`))
    child.kill('SIGKILL')
  }, limitMs)
  const end = (code: number): void => {
    clearTimeout(limit)
    resolve({ code, output: Buffer.concat(pieces).toString('utf8') })
  }
  child.once('error', (error) => {
    pieces.push(Buffer.from(error.message))
    end(1)
  })
  child.once('close', (code) => end(code ?? 1))
  return promise
}

function printTotal(): number {
  const totals = (['main', 'real'] as const).map((tier) => {
    const file = totalsFile(tier)
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Totals
    say(`The ${tier} tests did not run to their end.`)
    return FAILED
  })
  const sum = totals.reduce(plus, NOTHING)
  say(totalLine(sum))
  return sum.failed === 0 ? 0 : 1
}

function totalsFile(tier: Tier): string {
  return join(results, `total-${tier}.json`)
}

function totalLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

function plus(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
