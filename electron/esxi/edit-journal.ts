/** What the journal says of a host while it is edited, and of what it works with after that. */
import type { EditStepId, HostEdit } from '../../shared/esxi/model.ts'
import type { HostBook, HostNotes } from './host-book.ts'
import type { KnownHost } from './hosts.ts'

/** From the first of them on the settings may be others. */
const UNSURE: ReadonlySet<EditStepId> = new Set<EditStepId>(['replace', 'restart'])

/** Told at each change of an edit; `at` is the time of now (ISO 8601). Throws the problem journal.disk-full. */
export function createHostNotes(
  book: HostBook,
  at: () => string,
): (runId: string, host: KnownHost, edit: HostEdit) => void {
  /** What the host was known to work with when its edit began. */
  const known = new Map<KnownHost, HostNotes['nfc']>()

  /** Before a step takes effect the journal says that it began. */
  return (runId, host, edit) => {
    const step = edit.steps.find(({ state }) => state === 'running')
    if (edit.state === 'running' && step) {
      if (!known.has(host)) known.set(host, book.of(host).nfc)
      book.note(host, {
        unfinished: { runId, ownerPid: process.pid, at: step.startedAt ?? at(), step: step.id },
        // Until it is read back nobody knows what hostd works with.
        ...(UNSURE.has(step.id) && { nfc: undefined }),
      })
    }
    if (edit.state === 'waiting' || edit.state === 'running') return
    const earlier = known.get(host)
    known.delete(host)
    // Where settings were replaced and the end is not good, the host stays marked until somebody has looked.
    const isOpen =
      edit.state === 'failed' && edit.steps.some(({ id, state }) => UNSURE.has(id) && state !== 'skipped')
    const { after: values, generation } = edit
    book.note(host, {
      ...(!isOpen && { unfinished: undefined }),
      ...(edit.state === 'canceled' && { nfc: earlier }),
      ...(values && generation && { nfc: { values, generation, verifiedAt: at() } }),
    })
  }
}
