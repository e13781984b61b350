/** Which API groups and versions a server offers, from its own discovery document: one request. */
import { fail } from '../../shared/problem.ts'
import type { Objects } from './objects.ts'
import { listAt, textAt } from './read.ts'
import type { KindRef } from './service.ts'
import { notServed } from './status-problems.ts'
import type { Transport } from './transport.ts'

export interface Served {
  /** False when the document could not be read: then nothing is known. */
  readonly known: boolean
  group(name: string): boolean
  /** False only where it is known that the version is not offered. */
  version(ref: KindRef): boolean
}

export async function readServed(transport: Transport): Promise<Served> {
  const answer = await transport.send({ method: 'GET', path: '/apis' })
  const groups = answer.ok ? listAt(answer.value.body, 'groups') : []
  const offered = new Map(
    groups.map((group) => [
      textAt(group, 'name'),
      new Set(listAt(group, 'versions').map((version) => textAt(version, 'groupVersion'))),
    ]),
  )
  const known = offered.size > 0
  return {
    known,
    group: (name) => offered.has(name),
    version({ apiVersion }) {
      const end = apiVersion.indexOf('/')
      if (!known || end < 0) return true
      const versions = offered.get(apiVersion.slice(0, end))
      return versions !== undefined && (versions.size === 0 || versions.has(apiVersion))
    },
  }
}

/** Reads nothing of what is not offered: that would cost two requests to find out each time. */
export function ofServed(objects: Objects, served: Served): Objects {
  return {
    ...objects,
    get: async (ref, ...rest) =>
      served.version(ref) ? await objects.get(ref, ...rest) : fail(notServed(ref)),
    list: async (ref, ...rest) =>
      served.version(ref) ? await objects.list(ref, ...rest) : fail(notServed(ref)),
  }
}
