import { VimFault, localizedFault } from './fault.ts'
import { shownName, type Properties } from './objects/entity.ts'
import { taskRef } from './objects/refs.ts'
import { Ref, type Vim, type VimObject } from './vim/value.ts'
import type { World } from './world.ts'

export const TASK_MANAGER = new Ref('TaskManager', 'TaskManager')

/** Ended tasks that are kept, as vCenter keeps its recent ones. */
const KEPT_TASKS = 200
/** Ended tasks that an entity shows. */
const RECENT_PER_ENTITY = 5

export interface TaskOptions {
  /** For example PowerOnVM_Task. */
  readonly name: string
  /** For example VirtualMachine.powerOn. */
  readonly descriptionId: string
  readonly entity: Ref
  readonly entityName: string
  readonly userName: string
  /** Does the work. A VimFault it throws becomes the task's error. */
  readonly run: (progress: (percent: number) => void) => Promise<Vim>
}

export interface Tasks {
  /** Starts the work and returns at once. A second task on the same entity fails with TaskInProgress. */
  start(options: TaskOptions): Ref
  recent(): readonly Ref[]
}

interface TaskState {
  state: 'queued' | 'running' | 'success' | 'error'
  progress: number | undefined
  result: Vim
  error: VimObject | undefined
  startTime: Date | undefined
  completeTime: Date | undefined
}

export function createTasks(world: World): Tasks {
  const ended: string[] = []
  const recent: Ref[] = []
  /** Running task by entity. */
  const busy = new Map<string, Ref>()
  let count = 0

  const forget = (id: string): void => {
    world.remove(id)
    const at = recent.findIndex((ref) => ref.id === id)
    if (at >= 0) recent.splice(at, 1)
    world.changed(TASK_MANAGER.id)
  }
  const start = (options: TaskOptions): Ref => {
    count += 1
    const ref = taskRef(`task-${count}`)
    const queueTime = new Date(world.clock.now())
    const state: TaskState = {
      state: 'queued',
      progress: undefined,
      result: undefined,
      error: undefined,
      startTime: undefined,
      completeTime: undefined,
    }
    world.add(ref, taskProperties(ref, options, state, queueTime, count))
    recent.push(ref)
    world.changed(TASK_MANAGER.id)
    noteRecent(world, options.entity, ref)
    const other = busy.get(options.entity.id)
    if (other === undefined) busy.set(options.entity.id, ref)
    const work = async (): Promise<void> => {
      await runTask(world, ref, state, other === undefined ? options.run : () => refuse(other))
      if (busy.get(options.entity.id) === ref) busy.delete(options.entity.id)
      ended.push(ref.id)
      while (ended.length > KEPT_TASKS) forget(ended.shift() ?? '')
    }
    // A caller can always read its task before it ends.
    setImmediate(() => void work())
    return ref
  }
  return { start, recent: () => recent }
}

function refuse(task: Ref): Promise<Vim> {
  return Promise.reject(
    new VimFault('TaskInProgress', 'The operation is not allowed: another task is in progress.', { task }),
  )
}

async function runTask(world: World, ref: Ref, state: TaskState, run: TaskOptions['run']): Promise<void> {
  const now = (): Date => new Date(world.clock.now())
  const update = (change: Partial<TaskState>): void => {
    Object.assign(state, change)
    world.changed(ref.id)
  }
  update({ state: 'running', progress: 0, startTime: now() })
  try {
    const result = await run((progress) => update({ progress }))
    update({ state: 'success', progress: undefined, result, completeTime: now() })
  } catch (error) {
    if (world.signal.aborted) return
    if (!(error instanceof VimFault)) throw error
    update({ state: 'error', progress: undefined, error: localizedFault(error), completeTime: now() })
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
      cancelled: false,
      cancelable: false,
      reason: { $type: 'TaskReasonUser', userName: options.userName },
      queueTime,
      eventChainId,
    }),
    value: () => [],
    availableField: () => [],
  }
}

function noteRecent(world: World, entity: Ref, task: Ref): void {
  const list = world.recentTasks.get(entity.id) ?? []
  world.recentTasks.set(entity.id, [...list, task].slice(-RECENT_PER_ENTITY))
  world.changed(entity.id)
}
