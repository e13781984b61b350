import type { LabClock } from '../clock.ts'
import { startDataVolumeController } from './cdi/datavolume-controller.ts'
import { startImportController } from './cdi/import-controller.ts'
import { createKubeClient, type KubeAccess } from './client.ts'
import { createContext } from './context.ts'
import type { DiskStore } from './disk-store.ts'
import { importer } from './importer/importer.ts'
import { justRuns, launcher, type Behaviour } from './kubelet/behaviour.ts'
import { conversion } from './kubelet/conversion.ts'
import { startKubelet } from './kubelet/kubelet.ts'
import type { PodLogs } from './kubelet/pod-logs.ts'
import { startScheduler } from './kubelet/scheduler.ts'
import { startKubevirtController } from './kubevirt/kubevirt-controller.ts'
import { startVolumeController } from './volume-controller.ts'

export interface ControllersOptions {
  readonly access: KubeAccess
  readonly clock: LabClock
  readonly store: DiskStore
  readonly logs: PodLogs
}

const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map([
  ['importer', importer],
  ['virt-v2v', conversion],
  ['compute', launcher],
])

/**
 * Starts what makes a cluster move: CDI, KubeVirt, volumes, scheduler and kubelets, all of them clients of the
 * API server at `access`. Resolves when they have seen the cluster; `close` ends them and their pods' work.
 */
export async function startControllers(options: ControllersOptions): Promise<{ close(): Promise<void> }> {
  const ended = new AbortController()
  const client = createKubeClient(options.access)
  const context = createContext(client, options.clock, ended.signal)
  startDataVolumeController(context)
  startImportController(context)
  startVolumeController(context, options.store)
  startScheduler(context)
  startKubevirtController(context)
  const kubelet = startKubelet({
    context,
    store: options.store,
    logs: options.logs,
    behaviourFor: (name) => BEHAVIOURS.get(name) ?? justRuns,
  })
  await context.start()
  return {
    close: async () => {
      ended.abort()
      await Promise.all([context.allIdle(), kubelet.idle()])
      await client.close()
    },
  }
}
