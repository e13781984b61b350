import { storePlan } from '../../plans/test-support/fake-plans.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { missing } from '../../../test-support/refuse.ts'

export function fakeRuns({ os, world, call }: Backstage) {
  return {
    watchAll: os.migrations.watchAll.handler(({ signal }) => world.runs.watch(signal)),
    start: os.migrations.start.handler(({ input }) =>
      call('migrations.start', input, () => {
        if ('plan' in input) storePlan(world, input.plan)
        return { migrationId: 'run-1' }
      }),
    ),
    watch: os.migrations.watch.handler(async function* ({ input, signal }) {
      for await (const view of world.run.watch(signal)) yield view ?? missing(input.migrationId)
    }),
    events: os.migrations.events.handler(async function* ({ input }) {
      for (const event of world.events) {
        await Promise.resolve()
        if (event.seq > input.after) yield event
      }
    }),
    setCutover: os.migrations.setCutover.handler(({ input }) =>
      call('migrations.setCutover', input, () => ({ changed: 1 })),
    ),
    copyNow: os.migrations.copyNow.handler(({ input }) =>
      call('migrations.copyNow', input, () => ({ changed: 1 })),
    ),
    answer: os.migrations.answer.handler(({ input }) =>
      call('migrations.answer', input, () => ({ answered: true })),
    ),
    pauseStarts: os.migrations.pauseStarts.handler(({ input }) =>
      call('migrations.pauseStarts', input, () => ({ paused: input.paused })),
    ),
    retryConversion: os.migrations.retryConversion.handler(({ input }) =>
      call('migrations.retryConversion', input, () => ({ migrationId: 'run-2' })),
    ),
    discard: os.migrations.discard.handler(({ input }) =>
      call('migrations.discard', input, () => ({ discarded: input.vmIds?.length ?? 1 })),
    ),
    takeOver: os.migrations.takeOver.handler(({ input }) =>
      call('migrations.takeOver', input, () => ({ taken: true })),
    ),
    report: os.migrations.report.handler(({ input }) =>
      call('migrations.report', input, () => new File(['report'], `wave-1-run.${input.format}`)),
    ),
    cancel: os.migrations.cancel.handler(({ input }) =>
      call('migrations.cancel', input, () => ({
        canceled: input.vmIds?.length ?? world.run.value?.vmCount ?? 0,
      })),
    ),
  }
}
