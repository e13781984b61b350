/** Snapshots of VMs, without memory. */
import { list, reference, text, type MoRef } from '../../shared/inventory/from-vsphere/raw.ts'
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import { snapshotsOf } from '../../shared/inventory/from-vsphere/snapshots.ts'
import type { VmSnapshot } from '../../shared/inventory/model.ts'
import { asResult, isFault, SoapFault, VsphereError } from './errors.ts'
import { problemOfFault } from './faults.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { NewSnapshot, TaskOptions, VsphereSession } from './service.ts'
import { followTask, runTask, type TaskWork } from './task.ts'
import { readVm } from './vm-reader.ts'
import { textElement } from './xml-writer.ts'

export type Snapshots = Pick<
  VsphereSession,
  'createSnapshot' | 'snapshots' | 'removeSnapshot' | 'consolidateDisks'
>

/** Quiescing a large guest has a limit of its own of 15 minutes in vSphere. */
const CREATE_LIMIT_MS = 30 * 60_000
/** Merging a delta that grew for days takes hours. */
const MERGE_LIMIT_MS = 12 * 60 * 60_000

/** `stop` ends every wait, for example when the connection is closed. */
export function createSnapshots(login: Login, stop: AbortSignal): Snapshots {
  return {
    createSnapshot: (vmId, snapshot, task) => create(login, stop, vmId, snapshot, task),
    snapshots: (vmId) =>
      asResult(`Reading the snapshots of VM ${vmId}`, async () =>
        snapshotsOf((await readVm(login, vmId, ['snapshot'], stop)).properties['snapshot']),
      ),
    removeSnapshot: (snapshotId, task) => remove(login, stop, snapshotId, task),
    consolidateDisks: (vmId, task) => consolidate(login, stop, vmId, task),
  }
}

/**
 * vSphere allows many snapshots of one name, callers here use each name once: a snapshot that has the name
 * is what an earlier, cut-off call made, and is taken instead of a second one.
 */
function create(
  login: Login,
  stop: AbortSignal,
  vmId: string,
  { name, description, quiesce }: NewSnapshot,
  task: TaskOptions = {},
) {
  let doing = `Snapshot "${name}" of VM ${vmId}`
  return asResult(
    () => doing,
    async () => {
      const vm = await readVm(login, vmId, [], stop)
      doing = `Snapshot "${name}" of VM "${vm.name}"`
      const limitMs = task.limitMs ?? CREATE_LIMIT_MS
      const find = async () => {
        await awaitRunning(login, stop, vmId, { ...task, doing, limitMs })
        const { properties } = await readVm(login, vmId, ['snapshot'], stop)
        return snapshotsOf(properties['snapshot']).find((each) => isNamed(each, name))
      }
      const existing = await find()
      if (existing) return existing.id
      const work: TaskWork = {
        doing,
        limitMs,
        start: () =>
          login.client.call({
            method: 'CreateSnapshot_Task',
            self: vm.ref,
            body:
              textElement('name', name) +
              textElement('description', description) +
              textElement('memory', false) +
              textElement('quiesce', quiesce),
            signal: stop,
          }),
        isDone: async () => (await find()) !== undefined,
      }
      try {
        const made = reference(await runTask(login, work, stop, task))?.value ?? (await find())?.id
        if (made !== undefined) return made
      } catch (error) {
        throw quiesce ? asQuiesceProblem(error, doing) : error
      }
      throw new VsphereError(vanished(doing))
    },
  )
}

/** A task of an earlier call may be about to make the very snapshot, and two at a time are refused anyway. */
async function awaitRunning(
  login: Login,
  stop: AbortSignal,
  vmId: string,
  wait: TaskOptions & { readonly doing: string; readonly limitMs: number },
): Promise<void> {
  const { properties } = await readVm(login, vmId, ['recentTask'], stop)
  for (const value of list(properties['recentTask'])) {
    const ref = reference(value)
    if (!ref || !(await isCreating(login, stop, ref))) continue
    await followTask(
      login,
      ref,
      {
        doing: wait.doing,
        limitMs: wait.limitMs,
        cancels: false,
        ...(wait.signal && { signal: wait.signal }),
      },
      stop,
    )
  }
}

async function isCreating(login: Login, stop: AbortSignal, task: MoRef): Promise<boolean> {
  try {
    const { properties } = await login.run(() =>
      readObject(login.client, login.content, task, ['info'], { signal: stop }),
    )
    const state = text(properties['info'], 'state')
    const kind = text(properties['info'], 'descriptionId') ?? ''
    return (state === 'queued' || state === 'running') && /^VirtualMachine\.createSnapshot/.test(kind)
  } catch (error) {
    if (isFault(error, 'ManagedObjectNotFound')) return false
    throw error
  }
}

function isNamed(snapshot: VmSnapshot, name: string): boolean {
  return snapshot.name === name || snapshot.name === decodeName(name)
}

/** vSphere tells a failure inside the guest by several faults; only their text says what it was. */
function asQuiesceProblem(error: unknown, doing: string): unknown {
  if (!(error instanceof SoapFault)) return error
  const isQuiescing = error.fault === 'ToolsUnavailable' || /quiesc/i.test(error.message)
  if (!isQuiescing) return error
  const { message, properties } = error
  const problem = problemOfFault({ fault: 'ApplicationQuiesceFault', message, properties }, doing)
  return new VsphereError({ ...problem, detail: `${error.fault}: ${message}` })
}

function vanished(doing: string) {
  return {
    code: 'vsphere.snapshot-failed',
    message: `${doing}: vSphere says that it was made, but it is not there.`,
    meaning: 'Most likely somebody removed it at once.',
    remedy: 'Look at the recent tasks of the VM in vSphere, then try again.',
  }
}

function remove(login: Login, stop: AbortSignal, snapshotId: string, task?: TaskOptions) {
  const ref: MoRef = { type: 'VirtualMachineSnapshot', value: snapshotId }
  let doing = `Removal of snapshot ${snapshotId}`
  // The name of the VM at the time of the snapshot; undefined when the snapshot is gone.
  const read = async () => {
    try {
      const { properties } = await login.run(() =>
        readObject(login.client, login.content, ref, ['config.name'], { signal: stop }),
      )
      return { vm: properties['config.name'] }
    } catch (error) {
      if (isFault(error, 'ManagedObjectNotFound')) return undefined
      throw error
    }
  }
  return asResult(
    () => doing,
    async () => {
      const found = await read()
      if (!found) return
      if (typeof found.vm === 'string') doing += ` of VM "${decodeName(found.vm)}"`
      const work: TaskWork = {
        doing,
        limitMs: MERGE_LIMIT_MS,
        start: () =>
          login.client.call({
            method: 'RemoveSnapshot_Task',
            self: ref,
            body: textElement('removeChildren', false) + textElement('consolidate', true),
            signal: stop,
          }),
        isDone: async () => (await read()) === undefined,
      }
      try {
        await runTask(login, work, stop, task)
      } catch (error) {
        // Somebody else was faster.
        if (!isFault(error, 'ManagedObjectNotFound')) throw error
      }
    },
  )
}

function consolidate(login: Login, stop: AbortSignal, vmId: string, task?: TaskOptions) {
  let doing = `Consolidation of VM ${vmId}`
  const read = () => readVm(login, vmId, ['runtime.consolidationNeeded'], stop)
  const isNeeded = (value: unknown) => value === 'true' || value === '1'
  return asResult(
    () => doing,
    async () => {
      const vm = await read()
      doing = `Consolidation of VM "${vm.name}"`
      if (!isNeeded(vm.properties['runtime.consolidationNeeded'])) return
      const work: TaskWork = {
        doing,
        limitMs: MERGE_LIMIT_MS,
        start: () => login.client.call({ method: 'ConsolidateVMDisks_Task', self: vm.ref, signal: stop }),
        isDone: async () => !isNeeded((await read()).properties['runtime.consolidationNeeded']),
      }
      await runTask(login, work, stop, task)
    },
  )
}
