/** Who shows a run: JSON lines for programs, bars or plain lines for people. */
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationEvent, MigrationView } from '../../shared/migration/model.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import { problemLine, type Problem } from '../../shared/problem.ts'
import type { Outcome } from './follow-run.ts'
import { closingSentence, checksumTable, countVms, driftText } from './run-text.ts'
import { printable, problemText } from './text.ts'
import { createProgress } from './progress.ts'
import type { Output } from './command-context.ts'

export interface Reporter {
  /** A remark for a person. */
  say(text: string): void
  event(event: MigrationEvent): void
  view(view: MigrationView): void
  problem(problem: Problem): void
  /** What has changed since a stored plan was reviewed. */
  drift(drift: Drift): void
  /** Says nothing while `ask` has the terminal; what came meanwhile is said afterwards. */
  quietly<T>(ask: () => Promise<T>): Promise<T>
  /** The end; without an outcome the run did not begin. Always called once, and last. */
  end(outcome?: Outcome): void
}

interface Streams {
  readonly stdout: Output
  readonly stderr: Output
}

interface Summary {
  readonly type: 'summary'
  readonly succeeded: number
  readonly failed: number
  readonly canceled: number
  readonly disks: readonly DiskChecksum[]
}

/** One JSON object per line on stdout, the last one a summary; what is meant for people goes to stderr. */
export function createJsonReporter({ stdout, stderr }: Streams, now: () => Date): Reporter {
  const line = (value: object): void => void stdout.write(`${JSON.stringify(value)}\n`)
  return {
    say: (text) => void stderr.write(`${printable(text)}\n`),
    event: (event) => line(event),
    view: () => undefined,
    problem: (problem) => {
      line({ type: 'problem', at: now().toISOString(), message: problemLine(problem), problem })
      stderr.write(problemText(problem))
    },
    drift: (drift) => {
      line({ type: 'drift', at: now().toISOString(), ...drift })
      stderr.write(`${printable(driftText(drift))}\n`)
    },
    quietly: (ask) => ask(),
    end: (outcome) => {
      const summary: Summary = { type: 'summary', ...countVms(outcome?.view), disks: outcome?.disks ?? [] }
      line(summary)
    },
  }
}

/**
 * For a person: progress per disk, waits with their reasons, the checksums, and one closing sentence. Bars that
 * redraw need a terminal and `redraw`.
 */
export function createHumanReporter({ stdout, stderr }: Streams, redraw = true): Reporter {
  const progress = createProgress(stdout, redraw)
  let held: { readonly lines: (() => void)[]; view?: MigrationView } | undefined
  const say = (line: () => void): void => {
    if (held) held.lines.push(line)
    else line()
  }
  return {
    say: (text) => say(() => progress.say(text)),
    drift: (drift) => say(() => progress.say(driftText(drift))),
    event: (event) => say(() => progress.event(event)),
    view: (view) => {
      if (held) held.view = view
      else progress.view(view)
    },
    async quietly(ask) {
      progress.stop()
      const meanwhile = (held ??= { lines: [] })
      try {
        return await ask()
      } finally {
        held = undefined
        for (const line of meanwhile.lines) line()
        if (meanwhile.view) progress.view(meanwhile.view)
      }
    },
    problem: (problem) => {
      progress.stop()
      stderr.write(problemText(problem))
    },
    end: (outcome) => {
      progress.stop()
      if (!outcome?.view) return
      if (outcome.disks.length > 0) stdout.write(`\n${checksumTable(outcome.disks)}\n`)
      stdout.write(`\n${closingSentence(outcome)}\n`)
    },
  }
}
