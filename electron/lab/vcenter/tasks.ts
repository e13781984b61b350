import { invalidState, localizedFault, objectNotFound, requestCanceled, VimFault } from './fault.ts'
import { shownName, type Properties } from './objects/entity.ts'
import { taskRef } from './objects/refs.ts'
import { Ref, type Vim, type VimObject } from './vim/value.ts'
import type { VimState } from './vim-state.ts'

export const TASK_MANAGER = new Ref('TaskManager', 'TaskManager')

/** Ended tasks that are kept, as vCenter keeps its recent ones. */
const KEPT_TASKS = 200
/** Ended tasks that an entity shows. */
const RECENT_PER_ENTITY = 5

interface TaskOptions {
  /** For example PowerOnVM_Task. */
  readonly name: string
  /** For example VirtualMachine.powerOn. */
  readonly descriptionId: string
  readonly entity: Ref
  readonly entityName: string
  readonly userName: string
  /** Whether CancelTask may end it. */
  readonly cancelable?: boolean
  /** Does the work. A VimFault it throws becomes the task's error. */
  readonly run: (task: RunningTask) => Promise<Vim>
}

/** The task as its work sees it. */
export interface RunningTask {
  /** Aborted when somebody cancels the task. */
  readonly signal: AbortSignal
  /** Percent, rising. */
  progress(percent: number): void
}

export interface Tasks {
  /** Starts the work and returns at once. A second task on the same entity fails with TaskInProgress. */
  start(options: TaskOptions): Ref
  recent(): readonly Ref[]
  /** What works now or waits to. */
  running(): readonly Pick<TaskOptions, 'entity' | 'descriptionId'>[]
  /** Asks a task to end. Throws NotSupported for one that cannot be canceled, InvalidState for one that ended. */
  cancel(id: string): void
  /** Who started a task. */
  startedBy(id: string): string | undefined
}

interface TaskState {
  state: 'queued' | 'running' | 'success' | 'error'
  progress: number | undefined
  result: Vim
  error: VimObject | undefined
  startTime: Date | undefined
  completeTime: Date | undefined
  cancelled: boolean
}

interface Known {
  readonly options: TaskOptions
  readonly state: TaskState
  readonly cancel: AbortController
}

/** Steps in which work tells its progress. */
const STEPS = 10

/** Lets `ms` of lab time go by for a task's work, and tells its progress. Throws RequestCanceled. */
export async function workFor(vim: VimState, task: RunningTask, ms: number): Promise<void> {
  const signal = AbortSignal.any([vim.signal, task.signal])
  for (let step = 1; step <= STEPS; step += 1) {
    try {
      await vim.clock.sleep(ms / STEPS, signal)
    } catch (error) {
      if (!task.signal.aborted || vim.signal.aborted) throw error
    }
    if (task.signal.aborted) throw requestCanceled()
    task.progress(Math.round((100 * step) / (STEPS + 1)))
  }
}

export function createTasks(vim: VimState): Tasks {
  const known = new Map<string, Known>()
  const ended: string[] = []
  const recent: Ref[] = []
  /** Running task by entity. */
  const busy = new Map<string, Ref>()
  let count = 0

  const forget = (id: string): void => {
    vim.remove(id)
    known.delete(id)
    const at = recent.findIndex((ref) => ref.id === id)
    if (at >= 0) recent.splice(at, 1)
    vim.changed(TASK_MANAGER.id)
  }
  const start = (options: TaskOptions): Ref => {
    count += 1
    const ref = taskRef(`task-${count}`)
    const queueTime = new Date(vim.clock.now())
    const state = queuedState()
    const cancel = new AbortController()
    known.set(ref.id, { options, state, cancel })
    vim.add(ref, taskProperties(ref, options, state, queueTime, count))
    recent.push(ref)
    vim.changed(TASK_MANAGER.id)
    noteRecent(vim, options.entity, ref)
    const other = busy.get(options.entity.id)
    if (other === undefined) busy.set(options.entity.id, ref)
    const work = async (): Promise<void> => {
      const run = other === undefined ? options.run : () => refuse(other)
      await runTask(vim, ref, { options: { ...options, run }, state, cancel })
      if (busy.get(options.entity.id) === ref) busy.delete(options.entity.id)
      ended.push(ref.id)
      while (ended.length > KEPT_TASKS) forget(ended.shift() ?? '')
    }
    // A caller can always read its task before it ends.
    setImmediate(() => void work())
    return ref
  }
  return {
    start,
    recent: () => recent,
    running: () =>
      [...known.values()]
        .filter(({ state }) => state.completeTime === undefined)
        .map(({ options }) => options),
    cancel: (id) => {
      const task = known.get(id)
      if (task === undefined) throw objectNotFound(taskRef(id))
      if (task.options.cancelable !== true) {
        throw new VimFault('NotSupported', 'The task cannot be canceled.')
      }
      if (task.state.completeTime !== undefined) throw invalidState('The task has ended already.')
      task.cancel.abort()
    },
    startedBy: (id) => known.get(id)?.options.userName,
  }
}

function queuedState(): TaskState {
  return {
    state: 'queued',
    progress: undefined,
    result: undefined,
    error: undefined,
    startTime: undefined,
    completeTime: undefined,
    cancelled: false,
  }
}

/** The work of a task that has to wait for another one. */
function refuse(task: Ref): Promise<Vim> {
  return Promise.reject(
    new VimFault('TaskInProgress', 'The operation is not allowed: another task is in progress.', { task }),
  )
}

async function runTask(vim: VimState, ref: Ref, { options, state, cancel }: Known): Promise<void> {
  const now = (): Date => new Date(vim.clock.now())
  const update = (change: Partial<TaskState>): void => {
    Object.assign(state, change)
    vim.changed(ref.id)
  }
  update({ state: 'running', progress: 0, startTime: now() })
  try {
    const task = { signal: cancel.signal, progress: (progress: number) => update({ progress }) }
    const result = await options.run(task)
    update({ state: 'success', progress: undefined, result, completeTime: now() })
  } catch (error) {
    if (vim.signal.aborted) return
    if (!(error instanceof VimFault)) throw error
    const cancelled = error.type === 'RequestCanceled'
    const end = { progress: undefined, error: localizedFault(error), completeTime: now(), cancelled }
    update({ state: 'error', ...end })
  }
}

function taskProperties(
  ref: Ref,
  options: TaskOptions,
  state: TaskState,
  queueTime: Date,
  eventChainId: number,
): Properties {
  return {
    info: () => ({
      key: ref.id,
      task: ref,
      name: options.name,
      descriptionId: options.descriptionId,
      entity: options.entity,
      entityName: shownName(options.entityName),
      ...state,
      cancelable: options.cancelable === true,
      reason: { $type: 'TaskReasonUser', userName: options.userName },
      queueTime,
      eventChainId,
    }),
    value: () => [],
    availableField: () => [],
  }
}

function noteRecent(vim: VimState, entity: Ref, task: Ref): void {
  const list = vim.recentTasks.get(entity.id) ?? []
  vim.recentTasks.set(entity.id, [...list, task].slice(-RECENT_PER_ENTITY))
  vim.changed(entity.id)
}
