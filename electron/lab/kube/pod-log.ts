import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiRequest, Reply } from './http.ts'
import { asArray, asString, at } from './json.ts'
import type { ApiObject } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { badRequest } from './status.ts'
import type { KubeState } from './kube-state.ts'
import { existing } from './writes.ts'

/** What a container has written so far; undefined while there is nothing to read. */
export type ReadLog = (namespace: string, pod: string, container: string) => string | undefined

const POLL_MS = 100
/** As a kubelet, which ends a followed log after its stream timeout. */
const FOLLOW_LIMIT_MS = 4 * 3_600_000

function containerNames(pod: ApiObject): readonly string[] {
  return ['containers', 'initContainers'].flatMap((list) =>
    asArray(at(pod, 'spec', list)).map((one) => asString(at(one, 'name')) ?? ''),
  )
}

function chooseContainer(pod: ApiObject, asked: string | null): string {
  const names = containerNames(pod)
  const name = pod.metadata.name
  if (asked !== null && asked !== '') {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  const main = asArray(at(pod, 'spec', 'containers'))
  const only = asString(at(main[0], 'name'))
  if (main.length === 1 && only !== undefined) return only
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`)
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^\d+$/.test(text)) throw badRequest(`${name} is a whole number`)
  return Number(text)
}

/** The last lines of a log; the end of the last one counts to it. */
function tail(text: string, lines: number | undefined): string {
  if (lines === undefined) return text
  const all = text.split('\n')
  const open = all.at(-1) === '' ? all.slice(0, -1) : all
  const kept = open.slice(lines === 0 ? open.length : -lines).join('\n')
  return kept === '' ? '' : kept + (text.endsWith('\n') ? '\n' : '')
}

/** GET .../pods/{name}/log with container, tailLines, limitBytes and follow. */
export function podLog(
  kube: KubeState,
  kind: KindSpec,
  namespace: string,
  name: string,
  request: ApiRequest,
  readLog: ReadLog | undefined,
  signal: AbortSignal,
): Reply {
  const pod = existing(kube, kind, namespace, name)
  const container = chooseContainer(pod, request.query.get('container'))
  const lines = wholeNumber(request.query, 'tailLines')
  const limitBytes = wholeNumber(request.query, 'limitBytes')
  const read = (): string | undefined => readLog?.(namespace, name, container)
  const first = read()
  const follow = request.query.get('follow') === 'true'
  if (first === undefined && !follow)
    throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`)
  const cut = (text: string): string =>
    limitBytes === undefined ? text : Buffer.from(text).subarray(0, limitBytes).toString('utf8')
  if (!follow) return { code: 200, text: cut(tail(first ?? '', lines)) }
  const isOver = (): boolean => {
    const now = kube.store.get(kind, namespace, name)
    if (now?.metadata.uid !== pod.metadata.uid) return true
    return ['Succeeded', 'Failed'].includes(asString(at(now, 'status', 'phase')) ?? '')
  }
  return { stream: (response) => followLog(response, read, isOver, lines, signal) }
}

async function followLog(
  response: ServerResponse,
  read: () => string | undefined,
  isOver: () => boolean,
  lines: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const until = Date.now() + FOLLOW_LIMIT_MS
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  response.flushHeaders()
  let sent: number | undefined
  while (!signal.aborted && !response.destroyed && Date.now() < until) {
    // Asked before reading: what was written up to the end is then still read.
    const over = isOver()
    const text = read() ?? ''
    const fresh = sent === undefined ? tail(text, lines) : text.slice(sent)
    if (fresh !== '') response.write(fresh)
    sent = text.length
    if (over) break
    await delay(POLL_MS)
  }
  response.end()
}
