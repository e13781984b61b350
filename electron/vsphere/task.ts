/** Running vSphere's tasks: start once, follow to the end, cancel. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  at,
  isRecord,
  number,
  reference,
  text,
  typeName,
  type MoRef,
  type RawRecord,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import { isFault, SoapFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { TaskOptions } from './service.ts'
import * as problems from './task-problems.ts'

export interface TaskWork {
  /** Reads like 'Power-off of VM "web-01"'. */
  readonly doing: string
  /** Sends the request that starts the task; it must not be torn off, or the task goes on unseen. */
  start(): Promise<RawValue | undefined>
  /** Whether what the task is for is there: asked when its own record cannot tell. */
  isDone(): Promise<boolean>
  /** ms to wait for the end, unless the caller says; 5 minutes without. */
  readonly limitMs?: number
}

/** What a poll of a task found: its TaskInfo, or that the server does not know the task (any more). */
type Seen = { readonly info: RawValue } | 'forgotten'

const TASK_LIMIT_MS = 5 * 60_000
/** Short tasks are seen at once; an hour of consolidation costs a small request every two seconds. */
const POLLS_MS = [50, 100, 250, 500, 1_000, 2_000]
/** How long a task may take to end after it was asked to. */
const CANCEL_LIMIT_MS = 30_000
/** An effect can become visible a moment after the task's end. */
const LOOKS_MS = [0, 250, 500, 1_000, 2_000]
/** Reading again does no harm; a network that is gone for longer is told. */
const RETRIES_MS = [500, 1_000, 2_000, 4_000, 8_000]

/**
 * Starts a task and waits until it has ended; answers with its result, undefined where only its effect could
 * be seen (an ESXi host forgets a task soon after its end). The request that starts it is sent once: after a
 * failure that leaves open whether it arrived, the effect decides. Throws SoapFault with the task's own
 * error, VsphereError vsphere.task-canceled, vsphere.task-timeout or vsphere.task-lost, AbortError when
 * `stop` ends the connection.
 */
export async function runTask(
  login: Login,
  work: TaskWork,
  stop: AbortSignal,
  options: TaskOptions = {},
): Promise<RawValue | undefined> {
  if (options.signal?.aborted) throw new VsphereError(problems.notStarted(work.doing))
  let started: RawValue | undefined
  try {
    // NotAuthenticated means that vSphere refused the request, so that a second one is the first to count.
    started = await login.run(() => work.start())
  } catch (error) {
    if (!(error instanceof VsphereError) || !UNCLEAR.has(error.problem.code)) throw error
    if (await isSeenDone(work, stop)) return undefined
    throw new VsphereError(problems.unclearStart(error.problem, work.doing))
  }
  const ref = reference(started)
  if (!ref) throw new Error('A task method answered without a task')
  const limitMs = options.limitMs ?? work.limitMs ?? TASK_LIMIT_MS
  const end = await followTask(login, ref, { ...options, doing: work.doing, limitMs, cancels: true }, stop)
  if (end === 'forgotten') {
    if (await isSeenDone(work, stop)) return undefined
    throw new VsphereError(problems.lost(work.doing, ref.value))
  }
  if (text(end.info, 'state') === 'success') return at(end.info, 'result')
  const fault = taskFault(at(end.info, 'error'))
  if (fault.fault !== 'RequestCanceled') throw fault
  throw new VsphereError(problems.canceled(work.doing, options.signal?.aborted === true))
}

export interface FollowOptions extends TaskOptions {
  readonly doing: string
  readonly limitMs: number
  /** An abort cancels the task; else it only ends the waiting. */
  readonly cancels: boolean
}

/** Waits until a task that runs already has ended. Throws VsphereError vsphere.task-timeout, AbortError. */
export async function followTask(
  login: Login,
  task: MoRef,
  { doing, limitMs, cancels, signal, onProgress }: FollowOptions,
  stop: AbortSignal,
): Promise<Seen> {
  let deadline = performance.now() + limitMs
  let told = -1
  let canceled = false
  for (let poll = 0; ; poll++) {
    const seen = await readTask(login, task, stop, doing)
    if (seen === 'forgotten') return seen
    const state = text(seen.info, 'state')
    const percent = number(seen.info, 'progress', -1)
    if (percent > told) onProgress?.((told = percent))
    if (state === 'success' || state === 'error') return seen
    if (signal?.aborted && !canceled) {
      if (!cancels) throw new DOMException(`${doing} was canceled`, 'AbortError')
      canceled = true
      await askToCancel(login, task, stop)
      // It was given up: the end comes soon, or is not worth waiting for.
      deadline = Math.min(deadline, performance.now() + CANCEL_LIMIT_MS)
      poll = 0
    }
    if (performance.now() >= deadline) {
      throw new VsphereError(
        problems.timeout(doing, task.value, canceled ? { askedToCancel: true } : { limitMs }),
      )
    }
    await pause(POLLS_MS[poll] ?? 2_000, stop, canceled ? undefined : signal)
  }
}

/** Waits `ms`; an abort of `wake` ends it early, an abort of `stop` throws AbortError. */
async function pause(ms: number, stop: AbortSignal, wake: AbortSignal | undefined): Promise<void> {
  const signal = wake ? AbortSignal.any([stop, wake]) : stop
  await delay(ms, undefined, { signal }).catch(() => undefined)
  if (stop.aborted) throw new DOMException('The connection was closed', 'AbortError')
}

/** The task may have ended by now, or be of a kind that cannot be canceled: its own end tells. */
async function askToCancel(login: Login, task: MoRef, stop: AbortSignal): Promise<void> {
  try {
    await login.run(() => login.client.call({ method: 'CancelTask', self: task, signal: stop }))
  } catch (error) {
    if (!(error instanceof SoapFault || error instanceof VsphereError)) throw error
  }
}

/** Reads TaskInfo; goes on through short troubles of the network. */
async function readTask(login: Login, task: MoRef, stop: AbortSignal, doing: string): Promise<Seen> {
  for (let attempt = 0; ; attempt++) {
    try {
      const { properties } = await login.run(() =>
        readObject(login.client, login.content, task, ['info'], { signal: stop }),
      )
      return properties['info'] === undefined ? 'forgotten' : { info: properties['info'] }
    } catch (error) {
      if (isFault(error, 'ManagedObjectNotFound')) return 'forgotten'
      if (!(error instanceof VsphereError) || !PASSING.has(error.problem.code)) throw error
      const wait = RETRIES_MS[attempt]
      if (wait === undefined) throw new VsphereError(problems.unwatched(error.problem, doing))
      await pause(wait, stop, undefined)
    }
  }
}

/** The request may have arrived. A refused connection is clear: it did not. */
const UNCLEAR: ReadonlySet<string> = new Set([
  'vsphere.timeout',
  'vsphere.connection-lost',
  'vsphere.unavailable',
  'vsphere.not-vcenter',
  'vsphere.answer-broken',
])
const PASSING: ReadonlySet<string> = new Set([
  'vsphere.timeout',
  'vsphere.connection-lost',
  'vsphere.unavailable',
  'vsphere.answer-broken',
  'vsphere.refused',
  'vsphere.unreachable',
  'vsphere.name-not-found',
])

async function isSeenDone(work: TaskWork, stop: AbortSignal): Promise<boolean> {
  for (const wait of LOOKS_MS) {
    await pause(wait, stop, undefined)
    try {
      if (await work.isDone()) return true
    } catch (error) {
      // Not to be seen now: the next look, or the problem that the caller tells, says the rest.
      if (!(error instanceof VsphereError && PASSING.has(error.problem.code))) throw error
    }
  }
  return false
}

/** TaskInfo.error is a LocalizedMethodFault. */
function taskFault(error: RawValue | undefined): SoapFault {
  const fault = at(error, 'fault')
  const name = typeName(fault)
  const properties: RawRecord = isRecord(fault) ? fault : { $type: name }
  return new SoapFault(name, text(error, 'localizedMessage') ?? '', properties)
}
