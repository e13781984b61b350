import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { claimSha256 } from './claims.ts'
import { createLabClock, type LabClock } from './clock.ts'
import { createKubeClient, type KubeAccess } from './controllers/client.ts'
import { startControllers } from './controllers/controllers.ts'
import { createDiskStore } from './controllers/disk-store.ts'
import { baseFile } from './controllers/importer/vcenter.ts'
import { createLabNetwork, type LabMachine } from './controllers/kubelet/lab-network.ts'
import { createPodLogs, type PodLogs } from './controllers/kubelet/pod-logs.ts'
import { startHostPorts } from './esxi/host-ports.ts'
import { startEsxi, type Esxi } from './esxi/server.ts'
import { createEstate } from './estate/create-estate.ts'
import { sshIsOpen } from './estate/host-services.ts'
import type { Estate, EstateHost } from './estate/model.ts'
import { startKubeApi } from './kube/server.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { makeLabFolder } from './lab-folder.ts'
import { seedObjects } from './seed/seed.ts'
import type { Lab, LabEndpoints, LabOptions } from './service.ts'
import { createLabCertificate } from './tls.ts'
import { startVcenter } from './vcenter/server.ts'

/** Ends one part of the lab. */
type Close = () => Promise<void>

/**
 * Starts a vSphere estate and a cluster on loopback ports of this machine. Rejects, with everything ended again,
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
  const estate = createEstate(options)
  const { dir, remove } = await makeLabFolder(options.dir)
  closers.push(remove)
  const store = createDiskStore(join(dir, 'disks'))
  const logs = createPodLogs()
  const cluster = options.cluster ?? (await startCluster(options.seed, clock, logs, closers))
  const hosts = await startHosts(estate, clock, closers)
  const vcenter = await startSource(estate, hosts, clock, closers)
  const controllers = await startControllers({
    access: cluster,
    clock,
    store,
    logs,
    runsJobs: options.cluster?.runsJobs !== true,
    network: createLabNetwork(hosts.map(({ machine }) => machine)),
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
      esxi: hosts.map((host) => host.endpoint),
    },
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
): Promise<KubeAccess> {
  const certificate = await createLabCertificate('api.cluster.lab.example')
  const token = secretFrom(seed, 'cluster-token', 40)
  const api = await startKubeApi({ certificate, token, clock, logs: logs.read })
  closers.push(() => api.close())
  const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')
  for (const object of seedObjects(now)) api.seed(object)
  return { url: api.url, token, caPem: certificate.caPem }
}

async function startSource(
  estate: Estate,
  hosts: readonly LabHostServer[],
  clock: LabClock,
  closers: Close[],
): Promise<LabEndpoints['vcenter']> {
  const certificate = await createLabCertificate('vcenter.lab.example')
  const { username, password } = estate.credentials
  const vcenter = await startVcenter({
    estate,
    certificate,
    username,
    password,
    clock,
    hostServicesChanged: async (changed) => {
      const server = hosts.find((host) => host.id === changed.id)?.esxi
      if (sshIsOpen(changed)) await server?.open()
      else await server?.shut()
    },
  })
  closers.push(() => vcenter.close())
  return {
    url: vcenter.url,
    username,
    password,
    sha1: certificate.sha1,
    sha256: certificate.sha256,
  }
}

/** One host's SSH server and how to reach it. */
interface LabHostServer {
  readonly id: string
  readonly esxi: Esxi
  readonly endpoint: LabEndpoints['esxi'][number]
  readonly machine: LabMachine
}

async function startHosts(estate: Estate, clock: LabClock, closers: Close[]): Promise<LabHostServer[]> {
  const servers: LabHostServer[] = []
  for (const host of estate.hosts) {
    const password = secretFrom(estate.seed, `root@${host.name}`, 20)
    const esxi = await startEsxi({ host: hostFacts(estate, host), password, clock })
    closers.push(() => esxi.close())
    const hostPorts = await startHostPorts()
    closers.push(() => hostPorts.close())
    const endpoint = { name: host.name, host: '127.0.0.1', port: esxi.port, username: 'root', password }
    const machine = { name: host.name, address: host.address, ports: hostPorts.ports }
    servers.push({ id: host.id, esxi, endpoint, machine })
  }
  return servers
}

function hostFacts(estate: Estate, host: EstateHost): Parameters<typeof startEsxi>[0]['host'] {
  return {
    name: host.name,
    version: host.version,
    build: host.build,
    vms: () =>
      estate.vms
        .filter((vm) => vm.hostId === host.id)
        .map((vm) => ({
          name: vm.name,
          configFile: vm.configFile,
          guestId: vm.guest.id,
          hardwareVersion: vm.hardwareVersion,
        })),
  }
}

/** Letters and digits that depend on the seed only: a lab's secrets protect nothing but the lab. */
function secretFrom(seed: string, purpose: string, length: number): string {
  const digest = createHash('sha512').update(`${purpose}\n${seed}`).digest('base64')
  return digest.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length)
}
