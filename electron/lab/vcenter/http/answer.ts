import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from '../methods/call.ts'
import type { RestApi } from '../rest/rest.ts'
import { isObject, textOf } from '../vim/value.ts'
import { answerFolder } from './datastore-files.ts'
import { answerSoap } from './soap.ts'

/** Newest first. */
const API_VERSIONS = [
  '8.0.2.0',
  '8.0.1.0',
  '8.0.0.1',
  '7.0.3.2',
  '7.0.3.0',
  '7.0',
  '6.7.3',
  '6.7',
  '6.5',
  '6.0',
]

export interface AnswerOptions {
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
  /** Only a vCenter has one. */
  readonly rest?: RestApi
}

/** Answers one request: SOAP at /sdk, the versions of the API, datastore files at /folder. */
export async function answerVim(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  { closing, rest }: AnswerOptions,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  const base = 'https://127.0.0.1'
  const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : new URL(base)
  if (request.method === 'POST' && /^\/sdk(\/|\/vimService)?$/.test(url.pathname)) {
    return answerSoap(service, request, response, signal)
  }
  if (url.pathname === '/sdk/vimServiceVersions.xml') {
    sendVersions(response, apiVersion(service))
    return
  }
  if (rest && /^\/(rest|api)\//.test(url.pathname)) return rest.answer(request, response, url)
  if (url.pathname.startsWith('/folder/')) return answerFolder(service, request, response, url, signal)
  response.writeHead(404, { 'Content-Length': 0 })
  response.end()
}

function apiVersion({ vim }: Service): string {
  const content = vim.find('ServiceInstance')?.get('content')
  const about = isObject(content) ? content.about : undefined
  return isObject(about) ? textOf(about.apiVersion) : ''
}

/** The API versions, newest first, as clients read them before they log in. */
function sendVersions(response: ServerResponse, newest: string): void {
  const prior = API_VERSIONS.filter((version) => version.localeCompare(newest, 'en', { numeric: true }) < 0)
  const text = [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<namespaces version="1.0">',
    ` <namespace><name>urn:vim25</name><version>${newest}</version><priorVersions>`,
    ...prior.map((version) => `  <version>${version}</version>`),
    ' </priorVersions></namespace>',
    '</namespaces>',
    '',
  ].join('\n')
  response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
