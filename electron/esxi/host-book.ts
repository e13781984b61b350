/** What is known of hosts across restarts, and a bell for whoever shows it. */
import type { StoredEsxiHost, EsxiJournal } from '../journal/service.ts'
import { Topic } from '../../shared/topic.ts'
import type { HostRef } from './service.ts'

export type HostNotes = Omit<StoredEsxiHost, 'hostId'>

/** `vcenter`: as in StoredEsxiHost, where it is known. */
type Noted = HostRef & { readonly vcenter?: string | undefined }

export interface HostBook {
  /** Rises with each change of any host; in memory or in the journal. */
  readonly changes: Topic<number>
  of(host: HostRef): HostNotes
  all(providerId: string): readonly StoredEsxiHost[]
  /** Reads the hosts of a source once for all that `work`, which awaits and notes nothing, asks of them. */
  together<T>(providerId: string, work: () => T): T
  /** `undefined` takes a note away. Throws the problem journal.disk-full. */
  note(host: Noted, change: { readonly [Key in keyof HostNotes]?: HostNotes[Key] | undefined }): void
  /** Throws the problem journal.disk-full. */
  forget(host: HostRef): void
  ring(): void
}

/** Of a map of hosts; it begins with the source and a line's end. */
export function keyOf({ providerId, hostId }: HostRef): string {
  return `${providerId}\n${hostId}`
}

export function createHostBook(journal: EsxiJournal): HostBook {
  const changes = new Topic(0)
  const ring = () => changes.set(changes.value + 1)
  let read: { readonly providerId: string; readonly hosts: ReadonlyMap<string, StoredEsxiHost> } | undefined
  const find = ({ providerId, hostId }: HostRef): StoredEsxiHost => {
    const known =
      read?.providerId === providerId ? read.hosts.get(hostId) : journal.esxiHost(providerId, hostId)
    return known ?? { hostId }
  }
  return {
    changes,
    of: find,
    all: (providerId) => journal.esxiHosts(providerId),
    together(providerId, work) {
      read = {
        providerId,
        hosts: new Map(journal.esxiHosts(providerId).map((host) => [host.hostId, host])),
      }
      try {
        return work()
      } finally {
        read = undefined
      }
    },
    note(host, change) {
      // What is undefined is left out of JSON.
      const { vcenter } = host
      journal.putEsxiHost(host.providerId, {
        ...find(host),
        ...(vcenter !== undefined && { vcenter }),
        ...change,
      })
      ring()
    },
    forget({ providerId, hostId }) {
      journal.putEsxiHost(providerId, { hostId })
      ring()
    },
    ring,
  }
}
