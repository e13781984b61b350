/** What a desktop does for the person beside the screen while runs go on: notes, and what quitting would mean. */
import { formatCount } from '../units.ts'
import type { MigrationSummary } from './model.ts'

export interface Note {
  readonly runId: string
  readonly title: string
  /** Counts and names of plans only: anybody may stand beside the screen. */
  readonly body: string
}

/**
 * Whether the computer must not fall asleep: something goes on here. Between two deltas, too, since the next one has to
 * come; not while each VM waits for a person, who wakes the computer up.
 */
export function needsAwake(runs: readonly MigrationSummary[]): boolean {
  return runs.some(({ drivenHere, standsStill }) => drivenHere && !standsStill)
}

/** VMs of one run that fail or ask one after the other are told together: no more often than this (ms). */
const TOGETHER_MS = 60_000

/** What was told of one run. */
interface Told {
  hasEnded: boolean
  /** Ready VMs go back to copying with each delta. */
  ready: boolean
  locked: boolean
  readonly questions: Counted
  readonly failures: Counted
}

/** How many were told, and when (ms). */
interface Counted {
  count: number
  at: number
}

/** Answers with what became worth telling since the call before, each thing once; nothing of what was so at the first. */
export function createNotes(): (runs: readonly MigrationSummary[], now: number) => Note[] {
  let known: Map<string, Told> | undefined
  return (runs, now) => {
    const isFirst = known === undefined
    const before = known ?? new Map<string, Told>()
    known = new Map(runs.map((run) => [run.id, before.get(run.id) ?? toldOf(run, !isFirst)]))
    return runs.flatMap((run) => {
      const told = known?.get(run.id)
      const said = told && change(told, run, now)
      return said === undefined ? [] : [{ runId: run.id, ...said }]
    })
  }
}

function toldOf(run: MigrationSummary, isNew: boolean): Told {
  const counted = (count = 0): Counted => ({ count: isNew ? 0 : count, at: -Infinity })
  return {
    hasEnded: !isNew && run.endedAt !== undefined,
    ready: !isNew && (run.readyForCutover ?? 0) > 0,
    locked: !isNew && run.waitsForVault === true,
    questions: counted(run.questions),
    failures: counted(run.failedVms),
  }
}

type Said = Omit<Note, 'runId'>

function change(told: Told, run: MigrationSummary, now: number): Said | undefined {
  if (told.hasEnded) return undefined
  if (run.endedAt !== undefined) {
    told.hasEnded = true
    return ended(run)
  }
  const { planName, vmCount, questions = 0, failedVms = 0, readyForCutover: ready = 0 } = run
  if (isMore(told.questions, questions, now))
    return {
      title: `${planName} waits for you`,
      body: `${formatCount(questions, 'VM')} cannot go on without an answer.`,
    }
  if (isMore(told.failures, failedVms, now))
    return {
      title: `${formatCount(failedVms, 'VM')} of ${planName} failed`,
      body: failedVms < vmCount ? 'The others go on. Open the run to see why.' : 'Open the run to see why.',
    }
  const wasLocked = told.locked
  told.locked = run.waitsForVault === true
  if (told.locked && !wasLocked)
    return { title: `${planName} waits for the vault`, body: 'It goes on once the vault is unlocked.' }
  if (ready === 0 || told.ready) return undefined
  told.ready = true
  return {
    title: `${planName} is ready to cut over`,
    body: `${formatCount(ready, 'VM')} of ${vmCount} ${ready === 1 ? 'has' : 'have'} been copied and can be cut over now.`,
  }
}

function isMore(told: Counted, count: number, now: number): boolean {
  // What was answered may be asked again.
  if (count < told.count) told.count = count
  if (count === told.count || now - told.at < TOGETHER_MS) return false
  Object.assign(told, { count, at: now })
  return true
}

function ended({ planName, vmCount, state, failedVms = vmCount }: MigrationSummary): Said {
  if (state === 'succeeded')
    return { title: `${planName} is done`, body: `All its VMs were migrated: ${vmCount}.` }
  if (state === 'canceled')
    return { title: `${planName} was canceled`, body: 'What was half made on the target was removed.' }
  return {
    title: `${planName} failed`,
    body: `${formatCount(failedVms, 'VM')} of ${vmCount} ${failedVms === 1 ? 'was' : 'were'} not migrated. Open the run to see why.`,
  }
}

/** What goes on in the cluster without this process. */
export const CLUSTER_GOES_ON =
  'The cluster ends the disk copies and conversions that it has begun. Nothing else begins: no further VM, no delta, no cutover.'

export interface LeftRunning {
  /** "2 runs go on: wave-1, wave-2." */
  readonly message: string
  readonly detail: string
}

/** For whoever is about to end this process, or has; undefined where nothing runs here. */
export function leftRunning(runs: readonly MigrationSummary[]): LeftRunning | undefined {
  const driven = runs.filter(({ drivenHere }) => drivenHere)
  if (driven.length === 0) return undefined
  const names = driven.slice(0, 5).map((run) => run.planName)
  const more = driven.length - names.length
  return {
    message: `${formatCount(driven.length, 'run')} ${driven.length === 1 ? 'goes' : 'go'} on: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    detail: [
      CLUSTER_GOES_ON,
      ...(driven.some(({ type }) => type === 'warm')
        ? ['A cutover whose time comes meanwhile is made late.']
        : []),
      'Guests that were shut down stay off until then.',
      'Nothing is lost: the runs go on where they stand once Palletjack is started again and both ends are connected.',
    ].join(' '),
  }
}
