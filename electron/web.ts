/** The web door: backend, loopback server and the system's browser, from start to Ctrl-C. */
import { createInterface } from 'node:readline'
import { leftRunning } from '../shared/migration/courtesy.ts'
import { problemLine } from '../shared/problem.ts'
import type { Backend } from './backend.ts'
import { createBackend } from './backend.ts'
import { problemOf } from './cli/outcome.ts'
import type { Interrupts } from './interrupts.ts'
import { guardAgainstCrash } from './crash-guard.ts'
import { openInBrowser } from './server/open-browser.ts'
import type { WebServer } from './server/web-server.ts'
import { startWebServer } from './server/web-server.ts'
import type { StartOptions } from './start/arguments.ts'
import { createKeyring } from './vault/keyring.ts'
import { runDemoIn } from './start/run-demo.ts'

export interface WebDoorOptions {
  /** State directory, made and checked. */
  readonly home: string
  readonly rendererDir: string
  readonly start: StartOptions
  /** Whether a browser can be started on this screen; otherwise the address is printed. */
  readonly browser: boolean
  readonly interrupts: Interrupts
}

/** How long a browser may take to come before the address is printed after all, in ms. */
const BROWSER_TIMEOUT_MS = 15_000
/** How long a redirect file is kept at most, in ms: as long as its code is good. */
const REDIRECT_LIFETIME_MS = 60_000
/** How long the application may take to end in order, in ms. A second Ctrl-C ends it at once. */
const CLOSE_TIMEOUT_MS = 30_000

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Runs until the first interrupt, or until the demo's end if nobody watches. Answers with the exit code. */
export async function runWebDoor(options: WebDoorOptions): Promise<number> {
  const { home, rendererDir, start, interrupts } = options
  const device = createKeyring({ home })
  const backend = await createBackend({ home, shell: 'web', lab: start.labSettings, device })
  const stopGuarding = guardAgainstCrash(backend)
  const { router, log } = backend
  const onPagesGone = () => backend.lockVault('The page was closed.')
  const server = await startWebServer({ router, rendererDir, log, onPagesGone })
  const stopAsking = offerAddresses(server)
  try {
    return await serve(options, backend, server)
  } finally {
    stopAsking()
    stopGuarding()
    await tellLeft(backend)
    await atMost(CLOSE_TIMEOUT_MS, closeInOrder(server, backend), interrupts.second)
  }
}

async function serve(options: WebDoorOptions, backend: Backend, server: WebServer): Promise<number> {
  const { start, interrupts, home, browser } = options
  if (start.demo) return serveDemo(options, backend, server)
  if (start.lab) await startLab(backend)
  if (interrupts.first.aborted) return 0
  const came = browser && (await browserCame(server, home, interrupts.first))
  if (came) say(`Palletjack is open in your browser (${server.origin}). Press Enter for another address.`)
  else {
    if (browser) say('No browser came.')
    printAddress(server)
  }
  await aborted(interrupts.first)
  return 0
}

/** The terminal belongs to the demo's progress while it runs, so the browser is opened without a word. */
async function serveDemo(options: WebDoorOptions, backend: Backend, server: WebServer): Promise<number> {
  const { interrupts, home } = options
  const watched = process.stdout.isTTY
  const opens = options.browser && watched
  if (!opens) printAddress(server)
  const code = await runDemoIn(backend, {
    signal: interrupts.first,
    onReady: () => {
      if (opens) void browserCame(server, home, interrupts.first)
    },
  })
  if (!watched || interrupts.first.aborted) return code
  say('Palletjack stays open at the result.')
  if (opens) say('Press Enter for an address that opens it, Ctrl-C to end it.')
  else printAddress(server)
  await aborted(interrupts.first)
  return code
}

async function startLab({ client }: Backend): Promise<void> {
  say('Starting the lab: a vCenter, ESXi hosts and an OpenShift cluster on this computer.')
  try {
    await client.lab.start()
  } catch (error) {
    const problem = problemOf(error)
    if (!problem) throw error
    say(problemLine(problem))
  }
}

/** Opens the browser and says whether a page came. The redirect file goes as soon as it is of no more use. */
async function browserCame(server: WebServer, home: string, stop: AbortSignal): Promise<boolean> {
  const opened = await openInBrowser(server.entryUrl(), home)
  const visited = server.firstVisit.then(() => true)
  void Promise.race([visited, after(REDIRECT_LIFETIME_MS, stop)]).then(() => opened.remove())
  return opened.started && Promise.race([visited, after(BROWSER_TIMEOUT_MS, stop)])
}

function printAddress(server: WebServer): void {
  const { port } = new URL(server.origin)
  say('Open this address in a browser on this computer. It works once, for one minute:')
  say(`  ${server.entryUrl()}`)
  if (process.env['SSH_CONNECTION'] !== undefined)
    say(`From your own computer: ssh -L ${port}:127.0.0.1:${port} THIS-HOST, then open it there.`)
  say('Press Enter for a new address, Ctrl-C to end Palletjack.')
}

/** Each line on standard input asks for a new address. */
function offerAddresses(server: WebServer): () => void {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => say(`  ${server.entryUrl()}`))
  return () => lines.close()
}

/** Closing the page ends nothing; ending Palletjack does, and nobody was asked. */
async function tellLeft({ client }: Backend): Promise<void> {
  for await (const runs of await client.migrations.watchAll()) {
    const left = leftRunning(runs)
    if (left) say(`${left.message} ${left.detail}`)
    return
  }
}

async function closeInOrder(server: WebServer, backend: Backend): Promise<void> {
  await server.close()
  await backend.close()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** False after `ms`, or at once when `signal` aborts. */
function after(ms: number, signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    void aborted(signal).then(() => {
      clearTimeout(timer)
      resolve(false)
    })
  })
}

async function atMost(ms: number, work: Promise<void>, cut: AbortSignal): Promise<void> {
  const done = new AbortController()
  const end = work.finally(() => done.abort())
  const limit = after(ms, AbortSignal.any([done.signal, cut])).then(() => undefined)
  await Promise.race([end, limit])
}
