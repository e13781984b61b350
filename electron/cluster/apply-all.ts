/** Several objects, all or none of them. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Objects } from './objects.ts'
import type { KubeObject } from './service.ts'

type Writes = Pick<Objects, 'get' | 'apply' | 'delete'>

/**
 * A dry run of each first; then each for real. When one fails after all, those that were not there before are
 * deleted again, last first. An object that was there before keeps what the apply changed: its former state may
 * have been changed by others since.
 *
 * The dry run of an object whose namespace is among those to be made is left out: the server would not know the
 * namespace yet.
 */
export async function applyAll(
  objects: readonly KubeObject[],
  writes: Writes,
): Promise<Result<readonly KubeObject[]>> {
  const newNamespaces = await missingNamespaces(objects, writes)
  if (!newNamespaces.ok) return newNamespaces
  for (const object of objects) {
    if (newNamespaces.value.has(object.metadata.namespace ?? '')) continue
    const tried = await writes.apply(object, { dryRun: true })
    if (!tried.ok && tried.problem.code !== 'cluster.no-dry-run') return tried
  }
  const applied: KubeObject[] = []
  const made: KubeObject[] = []
  for (const object of objects) {
    const before = await read(object, writes)
    const written = before.ok ? await writes.apply(object) : before
    const isNew = before.ok && before.value === undefined
    if (!written.ok) {
      const { problem } = written
      if (isNew && UNCERTAIN.has(problem.code)) made.push(object)
      return fail(made.length === 0 ? problem : await undo(made, writes, problem))
    }
    applied.push(written.value)
    if (isNew) made.push(object)
  }
  return ok(applied)
}

/** After these a write may have been made all the same: it was sent, and no answer tells. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'cluster.timeout',
  'cluster.unreachable',
  'cluster.server-error',
  'cluster.not-kubernetes',
  'cluster.answer-too-large',
])

function read(object: KubeObject, writes: Writes): Promise<Result<KubeObject | undefined>> {
  const { name = '', namespace } = object.metadata
  return writes.get(object, namespace, name)
}

/** Names of the namespaces among `objects` that are not there yet. */
async function missingNamespaces(
  objects: readonly KubeObject[],
  writes: Writes,
): Promise<Result<ReadonlySet<string>>> {
  const missing = new Set<string>()
  for (const object of objects.filter((one) => one.kind === 'Namespace' && one.apiVersion === 'v1')) {
    const found = await read(object, writes)
    if (!found.ok) return found
    if (found.value === undefined) missing.add(object.metadata.name ?? '')
  }
  return ok(missing)
}

async function undo(made: readonly KubeObject[], writes: Writes, problem: Problem): Promise<Problem> {
  const left: string[] = []
  for (const object of [...made].reverse()) {
    const { name = '', namespace } = object.metadata
    const gone = await writes.delete(object, namespace, name)
    if (!gone.ok) left.push(`${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`)
  }
  const meaning =
    left.length === 0
      ? 'What had been created before it was removed again; nothing is left.'
      : `These were created before it and could not be removed again: ${left.join(', ')}.`
  return { ...problem, meaning }
}
