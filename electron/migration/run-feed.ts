/** What watchers of a run are told: its view, at most four times a second, and how far its log is. */
import { forecaster, type Experience } from '../../shared/migration/downtime.ts'
import { addSample, estimate, workOf, type Sample } from '../../shared/migration/estimate.ts'
import type { DrivenBy, MigrationView } from '../../shared/migration/model.ts'
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
  readonly experience: () => Experience
  readonly drivenBy: () => DrivenBy | undefined
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
    const { stored, records, limitOf, drivenBy, experience } = this.#options
    const now = this.#options.now()
    const known = experience()
    const work = workOf(records, stored().plan.type, known, now)
    const left = estimate(this.#samples, totalOf(records, bytesTotal), work)
    const forecast = forecaster(known)
    return viewOf({ ...factsOf(stored(), left), drivenBy: drivenBy() }, records, limitOf, (record) =>
      forecast(record, now),
    )
  }
}

function totalOf(records: readonly VmRecord[], bytes: (record: VmRecord) => number): number {
  return records.reduce((sum, record) => sum + bytes(record), 0)
}
