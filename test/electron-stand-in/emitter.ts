import { EVENTS } from './surface.ts'

type Listener = (...args: never[]) => void

/** An emitter that refuses listeners for events which it never sends. */
export class StandInEmitter {
  readonly #listeners: { readonly event: string; readonly listener: Listener; readonly once: boolean }[] = []
  readonly #kind: string
  readonly #events: readonly string[] | undefined

  /** Without a list of events any name goes: IPC channels are the program's own. */
  constructor(kind: string) {
    this.#kind = kind
    this.#events = kind in EVENTS ? EVENTS[kind as keyof typeof EVENTS] : undefined
  }

  on(event: string, listener: Listener): this {
    return this.#add(event, listener, false)
  }

  once(event: string, listener: Listener): this {
    return this.#add(event, listener, true)
  }

  removeListener(event: string, listener: Listener): this {
    const at = this.#listeners.findIndex((one) => one.event === event && one.listener === listener)
    if (at >= 0) this.#listeners.splice(at, 1)
    return this
  }

  /** Whether anybody listened. */
  emit(event: string, ...args: unknown[]): boolean {
    const called = this.#listeners.filter((one) => one.event === event)
    for (const { listener, once } of called) {
      if (once) this.removeListener(event, listener)
      ;(listener as (...all: unknown[]) => void)(...args)
    }
    return called.length > 0
  }

  #add(event: string, listener: Listener, once: boolean): this {
    if (this.#events?.includes(event) === false)
      throw new Error(`The Electron stand-in never sends ${this.#kind}'s "${event}".`)
    this.#listeners.push({ event, listener, once })
    return this
  }
}

/** An event object with the one method that programs use. */
export function preventable<T extends object>(
  details: T,
): T & { preventDefault(): void; prevented(): boolean } {
  let prevented = false
  return { ...details, preventDefault: () => void (prevented = true), prevented: () => prevented }
}
