/**
 * The main process's end of a message port whose other end lives in a page. It closes with the page; that a
 * page closes its end by itself is not noticed, since Chromium tells nobody.
 */
import { StandInEmitter } from './emitter.ts'
import type { Part } from './surface.ts'

export interface PageEnd {
  /** Passes a message on; null closes the page's end. */
  deliver(json: string | null): void
}

export class StandInPort extends StandInEmitter implements Part<'MessagePortMain'> {
  readonly #page: PageEnd
  readonly #queue: string[] = []
  #started = false
  #open = true

  constructor(page: PageEnd) {
    super('MessagePortMain')
    this.#page = page
  }

  /** Messages wait in the port until this is called. */
  start(): void {
    this.#started = true
    for (const json of this.#queue.splice(0)) this.#give(json)
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const json = JSON.stringify(message) as string | undefined
    if (transfer.length > 0 || json === undefined || json !== JSON.stringify(structuredClone(message)))
      throw new Error('The Electron stand-in carries JSON only.')
    if (this.#open) this.#page.deliver(json)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#page.deliver(null)
  }

  /** A message from the page. */
  receive(json: string): void {
    if (!this.#open) return
    if (this.#started) this.#give(json)
    else this.#queue.push(json)
  }

  /** The page's end is gone. */
  pageGone(): void {
    if (!this.#open) return
    this.#open = false
    this.emit('close')
  }

  #give(json: string): void {
    this.emit('message', { data: JSON.parse(json) as unknown, ports: [] })
  }
}
