/** What a container wrote (Kubernetes API: GET pods/{name}/log). */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { pathOf } from './discovery.ts'
import { statusProblem } from './status-problems.ts'
import type { Transport } from './transport.ts'

/** Bounds what the server sends; a limit in bytes would keep the beginning instead of the end. */
const tailLines = 10_000

/** The last `maxBytes` of it at most. Problem cluster.not-found when the pod is gone. */
export async function readPodLog(
  transport: Transport,
  namespace: string,
  pod: string,
  container: string,
  maxBytes: number,
): Promise<Result<string>> {
  const ref = { apiVersion: 'v1', kind: 'Pod' }
  const path = `${pathOf({ ref, plural: 'pods', namespaced: true }, namespace, pod)}/log`
  const query = { container, tailLines: String(tailLines) }
  const answer = await transport.send({ method: 'GET', path, query, accept: '*/*', asText: true })
  if (!answer.ok) return answer
  const { status, body } = answer.value
  if (status === 200 && typeof body === 'string') return ok(lastBytes(body, maxBytes))
  const asked = { verb: 'get', ref, resource: 'pods/log', namespace, name: pod }
  return fail(statusProblem(transport.url, status, body, asked))
}

/** Cut before a character, never within one. */
function lastBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maxBytes) return text
  let start = bytes.length - maxBytes
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1
  return bytes.subarray(start).toString('utf8')
}
