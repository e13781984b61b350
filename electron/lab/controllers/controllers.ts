import { networkContainer, vddkContainer } from '../../../shared/manifests/probe-job.ts'
import type { LabClock } from '../clock.ts'
import { createHolds, type Holds } from '../holds.ts'
import { startDataVolumeController } from './cdi/datavolume-controller.ts'
import { startImportController } from './cdi/import-controller.ts'
import type { Failing } from '../failures.ts'
import type { PodFailures } from '../service.ts'
import { createKubeClient, type KubeAccess } from './client.ts'
import { createContext } from './context.ts'
import type { DiskStore } from './disk-store.ts'
import { importer } from './importer/importer.ts'
import { justRuns, launcher, type Behaviour } from './kubelet/behaviour.ts'
import { conversion } from './kubelet/conversion.ts'
import { createLabNetwork, type LabNetwork } from './kubelet/lab-network.ts'
import { startJobController } from './job-controller.ts'
import { startKubelet } from './kubelet/kubelet.ts'
import type { PodLogs } from './kubelet/pod-logs.ts'
import { mayFail } from './kubelet/may-fail.ts'
import { networkProbe, vddkProbe } from './kubelet/probes.ts'
import { startScheduler } from './kubelet/scheduler.ts'
import { startKubevirtController } from './kubevirt/kubevirt-controller.ts'
import { startVolumeController } from './volume-controller.ts'

export interface ControllersOptions {
  readonly access: KubeAccess
  readonly clock: LabClock
  /** Without them nothing is ever held. */
  readonly holds?: Holds
  readonly store: DiskStore
  readonly logs: PodLogs
  /** Without them no container is made to fail. */
  readonly podFailures?: Failing<PodFailures>
  /** Claims that are to get no volume, and the words for it; without it all get one. */
  readonly noVolumes?: () => string | undefined
  /** Runs Jobs too; false where the API server comes with a controller for them. Default true. */
  readonly runsJobs?: boolean
  /** Passphrases of guests with a LUKS disk, by the VM's name. */
  readonly encryptedGuests?: ReadonlyMap<string, string>
  /** What probes' pods can reach; without it this computer's loopback only. */
  readonly network?: LabNetwork
  /** What containers do, by name, instead of what the lab's do. */
  readonly behaviours?: ReadonlyMap<string, Behaviour>
}

function behavioursIn(
  network: LabNetwork,
  holds: Holds,
  encrypted: ReadonlyMap<string, string> = new Map(),
  failures?: Failing<PodFailures>,
): ReadonlyMap<string, Behaviour> {
  return new Map([
    ['importer', mayFail(importer(network, holds), 'importer', failures)],
    ['virt-v2v', mayFail(conversion(holds, encrypted), 'conversion', failures)],
    ['compute', launcher],
    [networkContainer, networkProbe(network)],
    [vddkContainer, vddkProbe],
  ])
}

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
  startVolumeController(context, options.store, options.noVolumes)
  startScheduler(context)
  startKubevirtController(context)
  if (options.runsJobs !== false) startJobController(context)
  const holds = options.holds ?? createHolds()
  const behaviours = behavioursIn(
    options.network ?? createLabNetwork([]),
    holds,
    options.encryptedGuests,
    options.podFailures,
  )
  const kubelet = startKubelet({
    context,
    store: options.store,
    logs: options.logs,
    behaviourFor: (name) => options.behaviours?.get(name) ?? behaviours.get(name) ?? justRuns,
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
