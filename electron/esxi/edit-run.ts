/** An edit of many hosts: one after the other, the first as the canary, until one fails. */
import { finishEdit, startEdit } from '../../shared/esxi/edit-steps.ts'
import type { EditRun, HostEdit } from '../../shared/esxi/model.ts'
import { formatCount } from '../../shared/units.ts'
import { editHost, kindOf } from './edit-host.ts'
import { EDIT_LIMITS, type EditLimits } from './edit-limits.ts'
import { untouched } from './edit-words.ts'
import type { HostRequest, HostWork } from './host-work.ts'

/** A host of a run. What its own work tells of its changes goes to `HostWork.onChange` as well. */
export interface RunHost {
  readonly work: HostWork
  readonly request: HostRequest
}

export interface RunOptions {
  readonly id: string
  readonly providerId: string
  /** In the order in which they are edited; at least one. */
  readonly hosts: readonly RunHost[]
  /** Told at each change, the first time before anything is done. */
  readonly onChange: (run: EditRun) => void
  readonly limits?: EditLimits
}

/**
 * An edit runs to the end of the first failure; a rehearsal goes on, so that one look shows all that is wrong. The
 * signal ends the run between two hosts; a host that is being edited heeds it until its settings change. Never rejects
 * for an expected failure.
 */
export async function editHosts(options: RunOptions, signal: AbortSignal): Promise<EditRun> {
  let run = startRun(options)
  const turn = (next: EditRun): void => {
    run = next
    options.onChange(run)
  }
  turn(run)
  for (const [index, { work, request }] of options.hosts.entries()) {
    if (signal.aborted) break
    const told = alsoTold(work, (edit) => {
      turn(withHost(run, index, edit))
    })
    const ended = await editHost(told, request, signal, options.limits ?? EDIT_LIMITS)
    run = withHost(run, index, ended)
    const isGood = ended.state === 'done' || ended.state === 'unchanged'
    if (!isGood && run.kind !== 'rehearsal') break
  }
  turn(endRun(run))
  return run
}

function alsoTold(work: HostWork, tell: (edit: HostEdit) => void): HostWork {
  return {
    hostId: work.hostId,
    hostName: work.hostName,
    ...(work.runId !== undefined && { runId: work.runId }),
    isOver: (runId) => work.isOver?.(runId) === true,
    connect: (signal) => work.connect(signal),
    openSsh: () => work.openSsh(),
    closeSsh: () => work.closeSsh(),
    isIdle: () => work.isIdle(),
    answersVcenter: (signal) => work.answersVcenter(signal),
    onChange: (edit) => {
      work.onChange(edit)
      tell(edit)
    },
  }
}

/** As it is before its first step. */
function startRun({ id, providerId, hosts }: Omit<RunOptions, 'onChange'>): EditRun {
  const [first] = hosts
  if (!first) throw new Error('A run of no hosts')
  const kind = kindOf(first.request)
  return {
    id,
    providerId,
    kind,
    state: 'running',
    step: `Begins with ${first.work.hostName}.`,
    ...(first.request.kind !== 'restore' && { change: first.request.change }),
    hosts: hosts.map(({ work }) => startEdit(work, kind)),
    startedAt: new Date().toISOString(),
  }
}

function withHost(run: EditRun, index: number, edit: HostEdit): EditRun {
  return { ...run, hosts: run.hosts.with(index, edit), step: stepWords(run, index, edit) }
}

function stepWords({ hosts }: EditRun, index: number, edit: HostEdit): string {
  if (edit.state !== 'running') return edit.truth
  const which =
    hosts.length === 1
      ? edit.hostName
      : `${edit.hostName} (${index + 1} of ${hosts.length}${index === 0 ? ', the canary' : ''})`
  return `${which} is being worked on.`
}

/** The hosts that were not begun, and one sentence for all. */
function endRun(run: EditRun): EditRun {
  const at = new Date().toISOString()
  const bad = run.hosts.find(({ state }) => state === 'failed' || state === 'rolledBack')
  const rest = bad ? 'skipped' : 'canceled'
  const hosts = run.hosts.map((host) =>
    host.state === 'waiting' ? finishEdit(host, { state: rest, at, truth: untouched(host.hostName) }) : host,
  )
  const state = bad ? 'failed' : hosts.some((host) => host.state === 'canceled') ? 'canceled' : 'done'
  return { ...run, hosts, state, step: endWords(run.kind, hosts, bad), endedAt: at }
}

function endWords(kind: EditRun['kind'], hosts: readonly HostEdit[], bad: HostEdit | undefined): string {
  const [only] = hosts
  if (hosts.length === 1 && only) return only.truth
  const count = (states: readonly HostEdit['state'][]): number =>
    hosts.filter(({ state }) => states.includes(state)).length
  const left = count(['skipped', 'canceled'])
  const good = count(['done', 'unchanged'])
  const did = { edit: 'edited', restore: 'restored', rehearsal: 'rehearsed' }[kind]
  const wrong = count(['failed', 'rolledBack'])
  if (kind === 'rehearsal' && bad)
    return `${formatCount(good, 'host')} rehearsed, ${formatCount(wrong, 'host')} failed. ${bad.truth}`
  const first = `${formatCount(good, 'host')} ${did}`
  const second = left === 0 ? '' : `, ${formatCount(left, 'host')} left alone`
  return bad ? `${first}${second}, since ${bad.hostName} failed: ${bad.truth}` : `${first}${second}.`
}
