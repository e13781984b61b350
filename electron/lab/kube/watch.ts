/**
 * Watches: a chunked stream of events, one JSON document a line. Source: Kubernetes API concepts, "Efficient detection
 * of changes".
 */
import type { ServerResponse } from 'node:http'
import { shapeObject } from './forms.ts'
import type { Shape } from './forms.ts'
import type { ApiObject, JsonObject } from './json.ts'
import { apiVersionOf } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'
import type { Selector } from './selectors.ts'
import { badRequest, expired } from './status.ts'
import type { Change } from './store.ts'
import { tableOf } from './table.ts'
import type { KubeState } from './kube-state.ts'

const BOOKMARK_EVERY_MS = 10_000
const DEFAULT_TIMEOUT_MS = 30 * 60_000
const MAX_TIMEOUT_MS = 24 * 3_600_000
/** A client that does not read is cut off rather than buffered for without end. */
const MAX_BUFFER_BYTES = 32 * 1024 * 1024

export interface WatchOptions {
  readonly kind: KindSpec
  readonly namespace: string | undefined
  readonly selector: Selector
  readonly query: URLSearchParams
  readonly shape: Shape
  /** Ends when the server closes. */
  readonly signal: AbortSignal
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

/** A revision in a query: undefined when it is not given. Throws a 400 Status. */
export function readRevision(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text === '') return undefined
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`invalid resource version ${JSON.stringify(text)}`)
  return Number(text)
}

function timeoutMs(query: URLSearchParams): number {
  const seconds = Number(query.get('timeoutSeconds') ?? '0')
  if (!Number.isFinite(seconds) || seconds < 0) throw badRequest('timeoutSeconds is a number of seconds')
  return seconds === 0 ? DEFAULT_TIMEOUT_MS : Math.min(seconds * 1000, MAX_TIMEOUT_MS)
}

/** What a change looks like through a selector: an object that leaves it is as good as deleted. */
function seenAs(change: Change, selector: Selector): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const before = change.previous !== undefined && selector(change.previous)
  if (change.type === 'DELETED') return before ? 'DELETED' : undefined
  const after = selector(change.object)
  if (after) return before ? 'MODIFIED' : 'ADDED'
  return before ? 'DELETED' : undefined
}

/** Checks the request now; the answer streams until the time limit, the client or the server ends it. */
export function watch(kube: KubeState, options: WatchOptions): (response: ServerResponse) => Promise<void> {
  const revision = readRevision(options.query)
  const limitMs = timeoutMs(options.query)
  const initial = options.query.get('sendInitialEvents')
  if (initial === 'true' && options.query.get('resourceVersionMatch') !== 'NotOlderThan')
    throw badRequest('resourceVersionMatch must be NotOlderThan when sendInitialEvents is set')
  const fromNow = initial === 'true' || (initial === null && (revision ?? 0) === 0)
  return (response) =>
    new Promise((resolve) => {
      const stream = new WatchStream(kube, options, response)
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
      response.flushHeaders()
      if (fromNow) stream.sendCurrent(initial === 'true')
      else if (!stream.sendSince(revision ?? kube.store.revision())) {
        response.end(resolve)
        return
      }
      stream.follow(limitMs, resolve)
    })
}

class WatchStream {
  readonly #kube: KubeState
  readonly #options: WatchOptions
  readonly #response: ServerResponse
  #headSent = false

  constructor(kube: KubeState, options: WatchOptions, response: ServerResponse) {
    this.#kube = kube
    this.#options = options
    this.#response = response
  }

  sendCurrent(markEnd: boolean): void {
    const { kind, namespace, selector } = this.#options
    for (const object of this.#kube.store.list(kind, namespace))
      if (selector(object)) this.#send('ADDED', this.#shaped(object))
    if (markEnd) this.#bookmark({ 'k8s.io/initial-events-end': 'true' })
  }

  /** Sends what happened after `revision`; false, with an ERROR event, when that is no longer known. */
  sendSince(revision: number): boolean {
    const changes = this.#kube.store.since(revision)
    if (changes === undefined) {
      this.#send('ERROR', expired(`too old resource version: ${revision}`).status)
      return false
    }
    for (const change of changes) this.#deliver(change)
    return true
  }

  follow(limitMs: number, done: () => void): void {
    const response = this.#response
    const stopListening = this.#kube.store.onChange((change) => this.#deliver(change))
    const bookmarks = setInterval(() => this.#offerBookmark(), BOOKMARK_EVERY_MS)
    const limit = setTimeout(() => {
      this.#offerBookmark()
      finish()
    }, limitMs)
    const finish = (): void => {
      stopListening()
      clearInterval(bookmarks)
      clearTimeout(limit)
      this.#options.signal.removeEventListener('abort', finish)
      response.off('close', finish)
      response.end()
      done()
    }
    response.on('close', finish)
    this.#options.signal.addEventListener('abort', finish)
    if (this.#options.signal.aborted || response.destroyed) finish()
  }

  #deliver(change: Change): void {
    const { kind, namespace, selector } = this.#options
    if (change.kind !== kind) return
    if (namespace !== undefined && change.object.metadata.namespace !== namespace) return
    const type = seenAs(change, selector)
    if (type === undefined) return
    // An object that left the selector is shown as it was while chosen, under the revision of the change.
    const left = type === 'DELETED' && change.type !== 'DELETED'
    this.#send(type, this.#shaped(left ? lastChosen(change) : change.object))
  }

  #shaped(object: ApiObject): JsonObject {
    const { kind, shape } = this.#options
    const at = { ...shape, nowMs: this.#kube.clock.now() }
    const shaped = shapeObject(kind, object, at)
    if (shape.form.as !== 'Table') return shaped
    // Column definitions come once; later tables only bring rows.
    const first = !this.#headSent
    this.#headSent = true
    return first ? shaped : { ...shaped, columnDefinitions: null }
  }

  #offerBookmark(): void {
    if (this.#options.query.get('allowWatchBookmarks') === 'true') this.#bookmark(undefined)
  }

  #bookmark(annotations: Readonly<Record<string, string>> | undefined): void {
    const { kind, shape } = this.#options
    const metadata = { resourceVersion: String(this.#kube.store.revision()), annotations }
    if (shape.form.as === 'Table') {
      this.#send('BOOKMARK', tableOf(kind, [], metadata, shape.form, false))
      return
    }
    const isPartial = shape.form.as === 'PartialObjectMetadata'
    const head = isPartial
      ? { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${shape.form.version ?? 'v1'}` }
      : { kind: kind.kind, apiVersion: apiVersionOf(kind) }
    this.#send('BOOKMARK', { ...head, metadata })
  }

  #send(type: EventType, object: JsonObject): void {
    if (this.#response.writableEnded || this.#response.destroyed) return
    this.#response.write(`${JSON.stringify({ type, object })}\n`)
    if (this.#response.writableLength > MAX_BUFFER_BYTES) this.#response.destroy()
  }
}

function lastChosen(change: Change): ApiObject {
  const shown = change.previous ?? change.object
  const { resourceVersion } = change.object.metadata
  return { ...shown, metadata: { ...shown.metadata, resourceVersion } }
}
