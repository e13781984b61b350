/** The application's life: ready, one instance, quit. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preventable, StandInEmitter } from './emitter.ts'
import type { Part } from './surface.ts'

const SECOND_INSTANCE = 'SIGUSR2'

export class StandInApp extends StandInEmitter implements Part<'App'> {
  readonly isPackaged = false
  sandboxEnabled = false
  readonly #ready = Promise.withResolvers<undefined>()
  readonly #paths = new Map<string, string>([['userData', join(tmpdir(), 'electron-stand-in')]])
  readonly #closeWindows: () => void
  #isReady = false
  #lock: string | undefined
  #quitting = false

  constructor(closeWindows: () => void) {
    super('App')
    this.#closeWindows = closeWindows
  }

  becomeReady(): void {
    this.#isReady = true
    this.#ready.resolve(undefined)
    this.emit('ready')
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  isReady(): boolean {
    return this.#isReady
  }

  getName(): string {
    return 'Electron stand-in'
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.sandboxEnabled = true
  }

  getPath(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`The Electron stand-in has no path "${name}".`)
    return path
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path)
  }

  /** A file with the number of the process that holds it; a dead holder holds nothing. */
  requestSingleInstanceLock(): boolean {
    const dir = this.getPath('userData')
    mkdirSync(dir, { recursive: true })
    const file = join(dir, 'stand-in.lock')
    const holder = holderOf(file)
    if (holder !== undefined && signal(holder, SECOND_INSTANCE)) return false
    writeFileSync(file, String(process.pid))
    this.#lock = file
    process.on(SECOND_INSTANCE, () => this.emit('second-instance', {}, [], '', null))
    return true
  }

  /** Asks first, closes the windows, asks again, ends. */
  quit(): void {
    if (this.#quitting) return
    const before = preventable({})
    this.emit('before-quit', before)
    if (before.prevented()) return
    this.#quitting = true
    this.#closeWindows()
    const last = preventable({})
    this.emit('will-quit', last)
    if (last.prevented()) this.#quitting = false
    else this.exit()
  }

  exit(code = 0): void {
    this.emit('quit', {}, code)
    if (this.#lock !== undefined) rmSync(this.#lock, { force: true })
    process.exit(code)
  }

  /** Electron tells only when the windows closed one by one, not when quitting closes them. */
  allWindowsClosed(): void {
    if (this.#quitting) return
    if (!this.emit('window-all-closed')) this.quit()
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
