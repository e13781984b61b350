/** What watchers of a run are told: its view, at most four times a second, and how far its log is. */
import { addSample, estimate, type Sample } from '../../shared/migration/estimate.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { bytesCopied, bytesTotal, viewOf, type LimitOf } from '../../shared/migration/view.ts'
import { Topic } from '../../shared/topic.ts'
import type { StoredMigration } from '../journal/service.ts'
import { factsOf } from './stored-view.ts'

const PUBLISH_EVERY_MS = 250

export interface RunFeedOptions {
  readonly stored: () => StoredMigration
  readonly records: readonly VmRecord[]
  readonly limitOf: LimitOf
  readonly now: () => number
  /** Called with each view that is published. */
  readonly onView: (view: MigrationView) => void
}

export class RunFeed {
  readonly view: Topic<MigrationView>
  /** Rises with each event of the log. */
  readonly lastEvent = new Topic(0)
  readonly #options: RunFeedOptions
  #samples: Sample[] = []
  #publishing: NodeJS.Timeout | undefined

  constructor(options: RunFeedOptions) {
    this.#options = options
    this.view = new Topic(this.#current())
  }

  publishSoon(): void {
    this.#publishing ??= setTimeout(() => this.#publish(), PUBLISH_EVERY_MS)
  }

  /** Publishes once more, and no more. */
  close(): void {
    this.#publish()
    this.view.close()
    this.lastEvent.close()
  }

  #publish(): void {
    clearTimeout(this.#publishing)
    this.#publishing = undefined
    const { records, now, onView } = this.#options
    const copying = records.some((record) => record.phase === 'CopyDisks' && !record.endedAt)
    if (copying) this.#samples = addSample(this.#samples, { at: now(), bytes: totalOf(records, bytesCopied) })
    this.view.set(this.#current())
    onView(this.view.value)
  }

  #current(): MigrationView {
    const { stored, records, limitOf } = this.#options
    const left = estimate(this.#samples, totalOf(records, bytesTotal))
    return viewOf(factsOf(stored(), left), records, limitOf)
  }
}

function totalOf(records: readonly VmRecord[], bytes: (record: VmRecord) => number): number {
  return records.reduce((sum, record) => sum + bytes(record), 0)
}
