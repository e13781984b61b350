/** A journal in a directory of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Journal } from '../service.ts'
import { openJournal } from '../sqlite-journal.ts'

export interface FreshJournal {
  /** Where the journal is in this test. */
  readonly home: string
  readonly journal: Journal
  /** Closes it, does what is asked for with the file at rest, and opens it again. */
  reopen(atRest?: () => void): void
}

/** Gives each test of a file a journal, and takes it away afterwards. */
export function freshJournal(): FreshJournal {
  const fresh = { home: '', journal: undefined as unknown as Journal }
  beforeEach(() => {
    fresh.home = mkdtempSync(join(tmpdir(), 'journal-'))
    fresh.journal = openJournal(fresh.home)
  })
  afterEach(() => {
    fresh.journal.close()
    rmSync(fresh.home, { recursive: true, force: true })
  })
  return Object.assign(fresh, {
    reopen(atRest?: () => void) {
      fresh.journal.close()
      atRest?.()
      fresh.journal = openJournal(fresh.home)
    },
  })
}
