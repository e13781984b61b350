/** Waiting for vSphere's tasks. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  at,
  isRecord,
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

const POLL_MS = 500
const FIRST_POLLS_MS = [50, 100, 250]
const TASK_LIMIT_MS = 5 * 60_000

/**
 * Waits until the task has ended; answers with its result. Throws SoapFault with the task's own error, or
 * VsphereError vsphere.task-timeout after 5 minutes. An ESXi host forgets a task soon after its end: then
 * `isDone` looks at the effect instead.
 */
export async function waitForTask(
  login: Login,
  task: RawValue | undefined,
  signal: AbortSignal,
  isDone: () => Promise<boolean>,
): Promise<RawValue | undefined> {
  const ref = reference(task)
  if (!ref) throw new Error('A task method answered without a task')
  const deadline = performance.now() + TASK_LIMIT_MS
  for (let poll = 0; performance.now() < deadline; poll++) {
    const info = await readInfo(ref)
    const state = text(info, 'state')
    if (state === 'success') return at(info, 'result')
    if (state === 'error') throw taskFault(at(info, 'error'))
    if (info === undefined && (await isDone())) return undefined
    await delay(FIRST_POLLS_MS[poll] ?? POLL_MS, undefined, { signal })
  }
  throw new VsphereError({
    code: 'vsphere.task-timeout',
    message: `vSphere has not finished task ${ref.value} within ${TASK_LIMIT_MS / 60_000} minutes.`,
    meaning: 'The task may still end by itself.',
    remedy: 'Look at the recent tasks in vSphere, and try again when it has ended.',
  })

  async function readInfo(of: MoRef): Promise<RawValue | undefined> {
    try {
      const found = await readObject(login.client, login.content, of, ['info'], { signal })
      return found.properties['info']
    } catch (error) {
      if (isFault(error, 'ManagedObjectNotFound')) return undefined
      throw error
    }
  }
}

/** TaskInfo.error is a LocalizedMethodFault. */
function taskFault(error: RawValue | undefined): SoapFault {
  const fault = at(error, 'fault')
  const name = typeName(fault)
  const properties: RawRecord = isRecord(fault) ? fault : { $type: name }
  return new SoapFault(name, text(error, 'localizedMessage') ?? '', properties)
}
