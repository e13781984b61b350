/** What the tests of this folder share: a server of their own, plain requests, and watches to wait on. */
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { createLabClock } from '../../clock.ts'
import { kubeconfigText } from '../../kubeconfig.ts'
import { createLabCertificate } from '../../tls.ts'
import type { LabCertificate } from '../../tls.ts'
import type { Json, JsonObject } from '../json.ts'
import { startKubeApi } from '../server.ts'
import type { KubeApi, KubeApiOptions } from '../server.ts'

export interface Answer {
  readonly code: number
  readonly text: string
  /** The body as JSON; an empty object when it is none. */
  readonly body: JsonObject
  readonly headers: IncomingMessage['headers']
}

export interface WatchEvent {
  readonly type: string
  readonly object: JsonObject
}

interface TestWatch {
  /** The next event; undefined when the stream has ended. */
  next(): Promise<WatchEvent | undefined>
  /** Events up to and including the first that fits; throws when the stream ends before. */
  until(fits: (event: WatchEvent) => boolean): Promise<readonly WatchEvent[]>
  close(): void
}

export interface TestApi {
  readonly api: KubeApi
  readonly certificate: LabCertificate
  /** Text of a kubeconfig. */
  readonly kubeconfig: string
  call(
    method: string,
    path: string,
    body?: Json | Buffer,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  patch(path: string, kind: 'json' | 'merge' | 'strategic' | 'apply', body: Json): Promise<Answer>
  watch(path: string, headers?: Readonly<Record<string, string>>): Promise<TestWatch>
  close(): Promise<void>
}

const TOKEN = 'test-token'

/** Path of the config maps in the namespace "one", which a test makes. */
export const CONFIG_MAPS = '/api/v1/namespaces/one/configmaps'

export function configMap(name: string, data: Readonly<Record<string, string>> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
}

const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const

export async function startTestApi(options: Partial<KubeApiOptions> = {}): Promise<TestApi> {
  const certificate = await createLabCertificate('kube')
  const api = await startKubeApi({ certificate, token: TOKEN, clock: createLabClock(1), ...options })
  const agent = new Agent({ ca: certificate.caPem, keepAlive: true })
  const send = (
    method: string,
    path: string,
    body?: Json | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const content = Buffer.isBuffer(body)
        ? body
        : Buffer.from(body === undefined ? '' : JSON.stringify(body))
      const outgoing = request(`${api.url}${path}`, {
        method,
        agent,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'user-agent': 'test-kit/1',
          'content-length': content.length,
          ...headers,
        },
      })
      outgoing.on('response', resolve).on('error', reject)
      outgoing.end(content)
    })
  const call: TestApi['call'] = async (method, path, body, headers) =>
    readAnswer(await send(method, path, body, headers))
  return {
    api,
    certificate,
    kubeconfig: kubeconfigText({ url: api.url, caPem: certificate.caPem, token: TOKEN }),
    call,
    patch: (path, kind, body) => call('PATCH', path, body, { 'content-type': PATCH_TYPES[kind] }),
    watch: async (path, headers) => readWatch(await send('GET', path, undefined, headers)),
    close: async () => {
      agent.destroy()
      await api.close()
    },
  }
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const isJson = response.headers['content-type']?.startsWith('application/json') === true
  return {
    code: response.statusCode ?? 0,
    text,
    body: isJson ? (JSON.parse(text) as JsonObject) : {},
    headers: response.headers,
  }
}

async function* lines(response: IncomingMessage): AsyncGenerator<WatchEvent> {
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) yield JSON.parse(line) as WatchEvent
  }
}

function readWatch(response: IncomingMessage): TestWatch {
  const events = lines(response)
  const next: TestWatch['next'] = async () => {
    const step = await events.next()
    return step.done === true ? undefined : step.value
  }
  return {
    next,
    until: async (fits) => {
      const seen: WatchEvent[] = []
      for (;;) {
        const event = await next()
        if (event === undefined) throw new Error(`the watch ended after ${JSON.stringify(seen)}`)
        seen.push(event)
        if (fits(event)) return seen
      }
    },
    close: () => response.destroy(),
  }
}
