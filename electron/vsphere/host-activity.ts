/** An ESXi host as vSphere sees it at this moment, and what runs on it. */
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import {
  at,
  leaf,
  reference,
  referenceIds,
  text,
  type MoRef,
} from '../../shared/inventory/from-vsphere/raw.ts'
import { asResult, isFault } from './errors.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { HostTask, VsphereSession } from './service.ts'

export type HostActivity = Pick<VsphereSession, 'hostState' | 'hostTasks'>

/** Tasks are read one by one, this many at a time; a server keeps some two hundred recent ones. */
const TASKS_AT_ONCE = 8
const TASKS_LIMIT = 500

/** `stop` ends every wait, for example when the connection is closed. */
export function createHostActivity(login: Login, stop: AbortSignal): HostActivity {
  const read = (ref: MoRef, paths: readonly string[]) =>
    login.run(() => readObject(login.client, login.content, ref, paths, { signal: stop }))
  const host = (hostId: string): MoRef => ({ type: 'HostSystem', value: hostId })
  return {
    hostState: (hostId) =>
      asResult(`Reading the state of host ${hostId}`, async () => {
        const { properties } = await read(host(hostId), [
          'name',
          'runtime.connectionState',
          'runtime.inMaintenanceMode',
          'config.lockdownMode',
        ])
        return {
          name: decodeName(leaf(properties['name']) ?? hostId),
          connectionState: leaf(properties['runtime.connectionState']) ?? '',
          inMaintenance: leaf(properties['runtime.inMaintenanceMode']) === 'true',
          lockdownMode: leaf(properties['config.lockdownMode']) ?? '',
        }
      }),
    hostTasks: (hostId) =>
      asResult(`Reading the tasks of host ${hostId}`, async () => {
        const { properties } = await read(host(hostId), ['recentTask', 'vm'])
        const here = new Set([hostId, ...referenceIds(properties['vm'])])
        const { taskManager } = login.content
        const all = taskManager
          ? (await read(taskManager, ['recentTask'])).properties['recentTask']
          : undefined
        const ids = new Set([...referenceIds(properties['recentTask']), ...referenceIds(all)])
        return await unfinished([...ids].slice(0, TASKS_LIMIT), here, read)
      }),
  }
}

/** A recent task may have been over for minutes, or be forgotten while it is asked for. */
async function unfinished(
  ids: readonly string[],
  here: ReadonlySet<string>,
  read: (ref: MoRef, paths: readonly string[]) => ReturnType<typeof readObject>,
): Promise<HostTask[]> {
  const found: HostTask[] = []
  for (let from = 0; from < ids.length; from += TASKS_AT_ONCE) {
    const some = ids.slice(from, from + TASKS_AT_ONCE).map(async (id) => {
      const info = await read({ type: 'Task', value: id }, ['info']).then(
        ({ properties }) => properties['info'],
        (error: unknown) => {
          if (isFault(error, 'ManagedObjectNotFound')) return undefined
          throw error
        },
      )
      const state = text(info, 'state')
      const entity = reference(at(info, 'entity'))
      if ((state !== 'running' && state !== 'queued') || !entity || !here.has(entity.value)) return []
      const description = text(info, 'descriptionId') ?? text(info, 'name') ?? 'task'
      return [{ state, description, entityName: decodeName(text(info, 'entityName') ?? '') } as const]
    })
    found.push(...(await Promise.all(some)).flat())
  }
  return found
}
