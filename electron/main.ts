/** The desktop door: one window over the backend, all of Electron's parts wired here. */
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, Notification, powerMonitor } from 'electron'
import { powerSaveBlocker, protocol, safeStorage, session, shell } from 'electron'
import type { Session } from 'electron'
import { problemLine } from '../shared/problem.ts'
import type { Backend } from './backend.ts'
import { guardAgainstCrash } from './crash-guard.ts'
import type { DoorLog } from './door/log-bugs.ts'
import { loadStaticTable } from './door/static-table.ts'
import { prepareHome, resolveHome } from './home.ts'
import { APP_PAGE } from './shell/app-origin.ts'
import { debugSwitch } from './shell/debug-switches.ts'
import { createCourtesy, type Courtesy } from './shell/courtesy.ts'
import { createDeviceKeys } from './shell/device-keys.ts'
import type { PortReceiver } from './shell/ipc.ts'
import { receivePorts } from './shell/ipc.ts'
import { menuTemplate } from './shell/menu.ts'
import { confineContents } from './shell/navigation.ts'
import { denyPermissions } from './shell/permissions.ts'
import { createWindowPdf } from './shell/print-pdf.ts'
import { registerAppScheme, serveApp } from './shell/protocol.ts'
import { windowOptions } from './shell/window.ts'
import type { StartOptions } from './start/arguments.ts'
import { parseStartOptions } from './start/arguments.ts'

/** How long the application may take to end in order, in ms. */
const CLOSE_TIMEOUT_MS = 30_000

/** Built files lie in out/main, out/preload and out/renderer. */
const OUT = join(import.meta.dirname, '..')

const stopDemo = new AbortController()
/** The one that questions belong to. */
let shownWindow: BrowserWindow | undefined

start()

function start(): void {
  const refused = app.isPackaged ? debugSwitch([...process.argv, ...process.execArgv]) : undefined
  const options = parseStartOptions(process.argv.slice(1), true)
  const home = options.ok ? prepareHome(resolveHome(options.value.home)) : options
  if (refused !== undefined) giveUp(`Palletjack does not start with ${refused}.`)
  else if (!options.ok) giveUp(problemLine(options.problem))
  else if (!home.ok) giveUp(problemLine(home.problem))
  else startIn(home.value, options.value)
}

function startIn(home: string, options: StartOptions): void {
  app.enableSandbox()
  registerAppScheme(protocol)
  // Chromium's own files and the single-instance lock belong to the state directory.
  app.setPath('userData', join(home, 'desktop'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  run(home, options).catch((error: unknown) => {
    giveUp(`Palletjack could not start. ${error instanceof Error ? error.message : String(error)}`)
  })
}

async function run(home: string, options: StartOptions): Promise<void> {
  const backend = loadBackend(home, options)
  // Dealt with where it is awaited; until then it must not count as unhandled.
  backend.then(guardAgainstCrash).catch(() => undefined)
  const courtesy = watchRuns(backend)
  closeInOrder(backend, courtesy)
  await app.whenReady()
  const log: DoorLog = {
    info: (message: string) => void backend.then((ready) => ready.log.info(message)),
    error: (message: string) => void backend.then((ready) => ready.log.error(message)),
  }
  tellAway(backend)
  app.on('web-contents-created', (_event, contents) => confineContents(contents, shell, log))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, !app.isPackaged)))
  // Without "persist:" the session lives in memory only.
  const pages = session.fromPartition('palletjack', { cache: false })
  denyPermissions(pages)
  serveApp(pages.protocol, loadStaticTable(join(OUT, 'renderer')))
  const open = (): Promise<void> => openWindow(pages, backend, log, courtesy)
  if (options.demo) await runDemo(await backend, open)
  else {
    await open()
    if (options.lab) await (await backend).client.lab.start()
    await backend
  }
}

/** Loaded after the window is on its way: it is the larger half of the program. */
async function loadBackend(home: string, options: StartOptions): Promise<Backend> {
  await app.whenReady()
  const { createBackend } = await import('./backend.ts')
  const printPdf = createWindowPdf({ BrowserWindow, session })
  const device = createDeviceKeys({ safeStorage, platform: process.platform })
  return createBackend({ home, shell: 'electron', lab: options.labSettings, printPdf, device })
}

async function openWindow(
  pages: Session,
  backend: Promise<Backend>,
  log: DoorLog,
  courtesy: Courtesy,
): Promise<void> {
  const window = new BrowserWindow(
    windowOptions({
      preload: join(OUT, 'preload/preload.cjs'),
      session: pages,
      devTools: !app.isPackaged,
      dark: nativeTheme.shouldUseDarkColors,
    }),
  )
  const receiver: PortReceiver = receivePorts({
    ipcMain,
    contents: window.webContents,
    router: backend.then((ready) => ready.router),
    log,
  })
  shownWindow = window
  window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    if (courtesy.mayQuitNow()) return
    event.preventDefault()
    void courtesy.mayQuit().then((quits) => quits && app.quit())
  })
  window.once('closed', () => {
    shownWindow = undefined
    receiver.close()
    // A report that prints in a window of its own does not keep the application.
    app.quit()
  })
  app.on('second-instance', () => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  await window.loadURL(APP_PAGE).catch((error: unknown) => {
    // Closing the window while it loads is no failure.
    if (!window.isDestroyed()) throw error
  })
}

/** The window opens at the run. Without a terminal to read, the application ends with the demo. */
async function runDemo(backend: Backend, open: () => Promise<void>): Promise<void> {
  const { runDemoIn } = await import('./start/run-demo.ts')
  const code = await runDemoIn(backend, { signal: stopDemo.signal, onReady: () => void open() })
  process.exitCode = code
  if (!process.stdout.isTTY || stopDemo.signal.aborted) app.quit()
}

/** Electron tells of a locked screen on macOS and Windows only. */
function tellAway(backend: Promise<Backend>): void {
  const away = (because: string): void =>
    // While it ends there is nothing to lock any more.
    void backend.then((ready) => ready.away(because)).catch(() => undefined)
  powerMonitor.on('suspend', () => away('The computer went to sleep.'))
  powerMonitor.on('lock-screen', () => away('The screen was locked.'))
}

/** Told once the backend is there; until then nothing runs. */
function watchRuns(backend: Promise<Backend>): Courtesy {
  const courtesy = createCourtesy({
    powerSaveBlocker,
    createNotification: (options) => new Notification(options),
    dialog,
    window: () => shownWindow,
    show: (runId) => void backend.then((ready) => ready.show(runId)).catch(() => undefined),
  })
  void backend
    .then(async (ready) => courtesy.follow(await ready.client.migrations.watchAll()))
    // A backend that could not start is told where it is awaited.
    .catch(() => undefined)
  return courtesy
}

/** Quitting waits for the backend: runs are journaled, sessions logged out, the lab ended. */
function closeInOrder(backend: Promise<Backend>, courtesy: Courtesy): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      stopDemo.abort()
      // Nobody who sends a signal sees a question.
      courtesy.agree()
      app.quit()
    })
  // Nor would a computer that is shut down wait for the answer.
  powerMonitor.on('shutdown', () => {
    courtesy.agree()
    app.quit()
  })
  app.on('before-quit', (event) => {
    if (courtesy.mayQuitNow()) return
    event.preventDefault()
    void courtesy.mayQuit().then((quits) => quits && app.quit())
  })
  app.on('will-quit', (event) => {
    // Asked again (a signal can come twice) it goes on closing; only app.exit below ends it.
    event.preventDefault()
    if (closing) return
    closing = true
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS))
    const closed = backend.then((ready) => ready.close()).catch(() => undefined)
    void Promise.race([closed, limit]).then(() => app.exit(Number(process.exitCode ?? 0)))
  })
}

function giveUp(message: string): void {
  if (app.isPackaged) dialog.showErrorBox('Palletjack', message)
  process.stderr.write(`${message}\n`)
  app.exit(1)
}
