/** What a desktop does for the person beside the screen while runs go on: notes, and what quitting would mean. */
import { formatCount } from '../units.ts'
import type { MigrationSummary } from './model.ts'

/** What the estimate of a run rests on that this Palletjack only shows. */
export const NOT_DRIVEN = 'the run is not being driven now'

export interface Note {
  readonly runId: string
  readonly title: string
  readonly body: string
}

/** Goes on here, and stands still without this process. */
export function isDriven({ endedAt, estimate }: Pick<MigrationSummary, 'endedAt' | 'estimate'>): boolean {
  return endedAt === undefined && estimate.basis !== NOT_DRIVEN
}

/** What became worth telling since `before`; nothing of runs that were not there then. */
export function notes(before: readonly MigrationSummary[], now: readonly MigrationSummary[]): Note[] {
  return now.flatMap((run) => {
    const was = before.find(({ id }) => id === run.id)
    const said = was && change(was, run)
    return said === undefined ? [] : [{ runId: run.id, ...said }]
  })
}

function change(was: MigrationSummary, run: MigrationSummary): Omit<Note, 'runId'> | undefined {
  const { planName, vmCount, questions = 0, readyForCutover = 0 } = run
  if (run.endedAt !== undefined) return was.endedAt === undefined ? ended(run) : undefined
  if (questions > (was.questions ?? 0))
    return {
      title: `${planName} waits for you`,
      body: `${formatCount(questions, 'VM')} cannot go on without an answer.`,
    }
  if (readyForCutover > 0 && (was.readyForCutover ?? 0) === 0)
    return {
      title: `${planName} is ready to cut over`,
      body: `${formatCount(readyForCutover, 'VM')} of ${vmCount} ${readyForCutover === 1 ? 'has' : 'have'} been copied and can be cut over now.`,
    }
  return undefined
}

function ended({ planName, vmCount, state }: MigrationSummary): Omit<Note, 'runId'> {
  if (state === 'succeeded')
    return { title: `${planName} is done`, body: `All its VMs were migrated: ${vmCount}.` }
  if (state === 'canceled')
    return { title: `${planName} was canceled`, body: 'What was half made on the target was removed.' }
  return { title: `${planName} failed`, body: 'Not all of its VMs were migrated. Open the run to see why.' }
}

/** What goes on without this process, for whoever is about to end it; undefined where nothing runs here. */
export function quitText(
  runs: readonly MigrationSummary[],
): { readonly message: string; readonly detail: string } | undefined {
  const driven = runs.filter(isDriven)
  if (driven.length === 0) return undefined
  const names = driven.slice(0, 5).map((run) => run.planName)
  const more = driven.length - names.length
  return {
    message: `${formatCount(driven.length, 'run')} ${driven.length === 1 ? 'goes' : 'go'} on: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Quit all the same?`,
    detail: [
      'Without Palletjack the cluster ends the disk copies and conversions that it has begun, and nothing else begins: no further VM, no delta, no cutover.',
      'Guests that were shut down stay off until then.',
      'Nothing is lost: the runs go on where they stand once Palletjack is started again and both ends are connected.',
    ].join(' '),
  }
}
