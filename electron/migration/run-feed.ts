/** What watchers of a run are told: its view, at most four times a second, and how far its log is. */
import { forecaster, type Experience } from '../../shared/migration/downtime.ts'
import { addSample, bytesLeft, estimate, workOf, type Sample } from '../../shared/migration/estimate.ts'
import { tellEta, type ToldEta } from '../../shared/migration/eta.ts'
import type { DrivenBy, Estimate, MigrationView, Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { bytesCopied, viewOf, type LimitOf } from '../../shared/migration/view.ts'
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
  /** Called with what can first be said of the run's end, until it is noted with the run. */
  readonly onEta: (eta: ToldEta) => void
}

/** Bytes flow in these phases. */
const COPYING: readonly Phase[] = ['CopyDisks', 'Finalize']

export class RunFeed {
  readonly view: Topic<MigrationView>
  /** Rises with each event of the log. */
  readonly lastEvent = new Topic(0)
  readonly #options: RunFeedOptions
  #samples: Sample[] = []
  #copying = false
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
    const copying = records.some((record) => COPYING.includes(record.phase) && !record.endedAt)
    // Between two rounds of a warm run nothing is copied: that time would make the next one look slow.
    if (copying && !this.#copying) this.#samples = []
    this.#copying = copying
    if (copying) this.#samples = addSample(this.#samples, { at: now(), bytes: copiedOf(records) })
    this.#tellEta()
    this.view.set(this.#current())
    onView(this.view.value)
  }

  #tellEta(): void {
    const { stored, records, limitOf, now, onEta } = this.#options
    const { plan, eta: told } = stored()
    const facts = { type: plan.type, records, estimate: this.#estimate(), limitOf, now: now() }
    const eta = told ? undefined : tellEta(facts)
    if (eta) onEta(eta)
  }

  #current(): MigrationView {
    const { stored, records, limitOf, drivenBy, experience } = this.#options
    const now = this.#options.now()
    const forecast = forecaster(experience())
    const run = stored()
    const by = drivenBy()
    const drivenHere = !run.endedAt && (by === undefined || by.state === 'us')
    const facts = {
      ...factsOf(run, this.#estimate()),
      ...{ drivenBy: by, ...(drivenHere && { drivenHere: true }) },
    }
    return viewOf(facts, records, limitOf, (record) => forecast(record, now))
  }

  #estimate(): Estimate {
    const { stored, records, experience, now } = this.#options
    const work = workOf(records, stored().plan.type, experience(), now())
    return estimate(this.#samples, bytesLeft(records), work)
  }
}

function copiedOf(records: readonly VmRecord[]): number {
  return records.reduce((sum, record) => sum + bytesCopied(record), 0)
}
