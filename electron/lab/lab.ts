import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { claimSha256 } from './claims.ts'
import { createLabClock, timestamp, type LabClock } from './clock.ts'
import { createKubeClient, type KubeAccess } from './controllers/client.ts'
import { startControllers } from './controllers/controllers.ts'
import { createDiskStore } from './controllers/disk-store.ts'
import { baseFile } from './controllers/importer/find-disk.ts'
import { createLabNetwork } from './controllers/kubelet/lab-network.ts'
import { createPodLogs, type PodLogs } from './controllers/kubelet/pod-logs.ts'
import { createEstate } from './estate/create-estate.ts'
import type { Estate } from './estate/model.ts'
import { createGuestWriters } from './guest-writers.ts'
import { failing } from './failures.ts'
import { startKubeApi, type KubeApi } from './kube/server.ts'
import { createHolds } from './holds.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { makeLabFolder } from './lab-folder.ts'
import { startHosts, type LabHosts } from './lab-hosts.ts'
import { secretFrom } from './secret.ts'
import { seedObjects } from './seed/seed.ts'
import type { ClusterFailures, Lab, LabEndpoints, LabOptions, PodFailures } from './service.ts'
import { createLabCertificate } from './tls.ts'
import { startVcenter, type Vcenter } from './vcenter/server.ts'

/** Ends one part of the lab. */
type Close = () => Promise<void>

/**
 * Starts a vSphere estate and a cluster on loopback ports of this computer. Rejects, with everything ended again,
 * when a part cannot start.
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const closers: Close[] = []
  const close = async (): Promise<void> => {
    // Last started, first ended; a second call finds nothing left to do.
    for (let end = closers.pop(); end; end = closers.pop()) await end()
  }
  try {
    return await start(options, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(options: LabOptions, closers: Close[], close: Close): Promise<Lab> {
  const clock = createLabClock(options.timeScale)
  const holds = createHolds()
  const estate = createEstate(options)
  const { dir, remove } = await makeLabFolder(options.dir)
  closers.push(remove)
  const store = createDiskStore(join(dir, 'disks'))
  const logs = createPodLogs()
  // The hosts start first, and show the tasks of a vCenter that comes later.
  const source: { server?: Vcenter } = {}
  const api: { server?: KubeApi } = {}
  const cluster = options.cluster ?? (await startCluster(options.seed, clock, logs, closers, api))
  const podFailures = failing<PodFailures>({})
  const clusterFailures = failing<ClusterFailures>({})
  const hosts = await startHosts({
    estate,
    clock,
    tasks: (hostId) => source.server?.tasksOn(hostId) ?? [],
    hold: (hostId) => source.server?.holdHost(hostId) ?? (() => undefined),
    onStart: (end) => void closers.push(end),
  })
  const writers = createGuestWriters(estate, clock)
  closers.push(() => {
    writers.close()
    return Promise.resolve()
  })
  const { vcenter, server } = await startSource(estate, hosts, clock, closers)
  source.server = server
  const network = createLabNetwork(hosts.machines)
  const controllers = await startControllers({
    access: cluster,
    clock,
    holds,
    store,
    logs,
    runsJobs: options.cluster?.runsJobs !== true,
    network,
    podFailures,
    noVolumes: () => {
      const why = clusterFailures.now().noVolumes
      if (why !== undefined) clusterFailures.note()
      return why
    },
    encryptedGuests: new Map(
      estate.vms.flatMap(({ name, luks }) => (luks === undefined ? [] : [[name, luks]])),
    ),
  })
  closers.push(() => controllers.close())
  const client = createKubeClient(cluster)
  closers.push(() => client.close())
  const kubeconfig = kubeconfigText(cluster)
  const kubeconfigFile = join(dir, 'kubeconfig')
  await writeFile(kubeconfigFile, kubeconfig, { mode: 0o600 })
  const { url, token, caPem } = cluster
  return {
    endpoints: {
      seed: options.seed,
      vcenter,
      cluster: { url, token, caPem, kubeconfig, kubeconfigFile },
      esxi: hosts.endpoints,
    },
    esxi: (name) => hosts.esxi(name),
    hold: (work) => holds.hold(work),
    vcenter: { fail: (failures) => server.fail(failures), endSessions: () => server.endSessions() },
    cluster: {
      fail(failures) {
        clusterFailures.set(failures)
        api.server?.fail(failures)
      },
    },
    pods: { fail: (failures) => podFailures.set(failures) },
    failuresMet: () =>
      server.failuresMet() + podFailures.met() + clusterFailures.met() + (api.server?.failuresMet() ?? 0),
    startWriting: (name) => writers.start(name),
    writes: (name) => writers.rounds(name),
    reach: (host, port) => network.reach(host, port) ?? { host, port },
    sourceSha256: async (file) => {
      const image = estate.image(baseFile(file))
      const now = image?.layer()
      if (!image || !now) throw new Error(`the estate has no disk ${file}`)
      return await image.through(now).sha256()
    },
    targetSha256: (namespace, claim) => claimSha256({ client, store, estate }, namespace, claim),
    close,
  }
}

async function startCluster(
  seed: string,
  clock: LabClock,
  logs: PodLogs,
  closers: Close[],
  started: { server?: KubeApi },
): Promise<KubeAccess> {
  const certificate = await createLabCertificate('api.cluster.lab.example')
  const token = secretFrom(seed, 'cluster-token', 40)
  const api = await startKubeApi({ certificate, token, clock, logs: logs.read })
  closers.push(() => api.close())
  started.server = api
  for (const object of seedObjects(timestamp(clock))) api.seed(object)
  return { url: api.url, token, caPem: certificate.caPem }
}

async function startSource(
  estate: Estate,
  hosts: LabHosts,
  clock: LabClock,
  closers: Close[],
): Promise<{ readonly vcenter: LabEndpoints['vcenter']; readonly server: Vcenter }> {
  const certificate = await createLabCertificate('vcenter.lab.example')
  const { username, password } = estate.credentials
  const server = await startVcenter({
    estate,
    certificate,
    username,
    password,
    clock,
    hostServicesChanged: (changed) => hosts.servicesChanged(changed),
  })
  closers.push(() => server.close())
  const { sha1, sha256 } = certificate
  return { vcenter: { url: server.url, username, password, sha1, sha256 }, server }
}
