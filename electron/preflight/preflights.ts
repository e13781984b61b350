import { fail, type Problem } from '../../shared/problem.ts'
import type { Preflight } from './service.ts'

export interface PreflightOptions {
  /** Folder of custom rules; need not be there. */
  readonly folder: string
}

export function createPreflight({ folder }: PreflightOptions): Preflight {
  const none = (runId: string) => Promise.resolve(fail(unknownRun(runId)))
  return {
    rules: () => Promise.resolve({ rules: [], folder, problems: [] }),
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is a stream
    async *run() {
      yield { runId: '', step: '', done: 0, total: 0, state: 'failed', problem: unknownRun('') }
    },
    runs: () => [],
    summary: none,
    findings: ({ runId }) => none(runId),
    byRule: none,
    verdicts: ({ runId }) => none(runId),
    recheck: ({ runId }) => none(runId),
    waive: ({ runId }) => none(runId),
    unwaive: none,
    acknowledgements: none,
    acknowledge: ({ runId }) => none(runId),
    forecast: none,
    report: none,
  }
}

function unknownRun(runId: string): Problem {
  return {
    code: 'preflight.unknown-run',
    message: `There is no preflight run ${runId}.`,
    meaning: 'The last ten runs of each provider are kept.',
    remedy: 'Choose another run, or run preflight again.',
  }
}
