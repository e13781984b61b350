import { ok, type Result } from '../../shared/problem.ts'
import type { Objects } from './objects.ts'
import { textAt } from './read.ts'
import type { KindRef, KubeObject, Trouble } from './service.ts'

const EVENT: KindRef = { apiVersion: 'v1', kind: 'Event' }

/** What keeps an object waiting is told by these too, although they are no warnings. */
const TELLING = new Set([
  'ExternalProvisioning',
  'FailedBinding',
  'WaitForFirstConsumer',
  'WaitForPodScheduled',
])

/** The events about one object that tell of trouble, newest first. Events are kept for an hour, as a rule. */
export async function readTroubles(
  objects: Pick<Objects, 'list'>,
  ref: KindRef,
  namespace: string,
  name: string,
): Promise<Result<readonly Trouble[]>> {
  const fields = { 'involvedObject.kind': ref.kind, 'involvedObject.name': name }
  const listed = await objects.list(EVENT, namespace, { fields })
  if (!listed.ok) return listed
  return ok(
    listed.value.items
      .filter(isTrouble)
      .map(troubleOf)
      .sort((a, b) => b.at.localeCompare(a.at, 'en')),
  )
}

function isTrouble(event: KubeObject): boolean {
  return event.type === 'Warning' || TELLING.has(textAt(event, 'reason'))
}

function troubleOf(event: KubeObject): Trouble {
  // The older API fills lastTimestamp, the newer one eventTime and a series.
  const times = [
    textAt(event, 'series', 'lastObservedTime'),
    textAt(event, 'lastTimestamp'),
    textAt(event, 'eventTime'),
    event.metadata.creationTimestamp ?? '',
  ]
  return {
    reason: textAt(event, 'reason'),
    message: textAt(event, 'message'),
    at: times.find((time) => time !== '') ?? '',
  }
}
