/** A cluster of the lab whose parts a test chooses, and the probes on it. */
import { createServer, type AddressInfo } from 'node:net'
import { createClusterService } from '../../cluster/cluster-service.ts'
import type { ClusterConnection, KubeObject } from '../../cluster/service.ts'
import { createLabClock } from '../../lab/clock.ts'
import { createKubeClient, type KubeClient } from '../../lab/controllers/client.ts'
import { startControllers } from '../../lab/controllers/controllers.ts'
import { createDiskStore } from '../../lab/controllers/disk-store.ts'
import type { Behaviour } from '../../lab/controllers/kubelet/behaviour.ts'
import { createLabNetwork, type LabMachine } from '../../lab/controllers/kubelet/lab-network.ts'
import { createPodLogs } from '../../lab/controllers/kubelet/pod-logs.ts'
import { startKubeApi } from '../../lab/kube/server.ts'
import { seedObjects } from '../../lab/seed/seed.ts'
import { createLabCertificate } from '../../lab/tls.ts'
import { fail, ok } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { aHost, anInventory, aTarget } from '../../../test/fixtures/inventory.ts'
import type { ProbeLimits } from '../limits.ts'
import type { ProbeResults } from '../keep.ts'
import type { ProbeProviders } from '../probe-parts.ts'
import { createProbes } from '../probes.ts'
import type { Probes } from '../service.ts'
import { lending } from '../../vault/test-support/lending.ts'

const token = 'token-of-the-probe-cluster'

export interface ProbeCluster {
  readonly connection: ClusterConnection
  /** As the cluster's own controllers see it: may write status. */
  readonly kube: KubeClient
  readonly probes: Probes
  /** Follows a live list of the namespace until `wanted` is there. */
  readonly when: (
    kind: string,
    apiVersion: string,
    wanted: (items: readonly KubeObject[]) => boolean,
  ) => Promise<KubeObject>
  close(): Promise<void>
}

export interface ProbeClusterOptions {
  /** Left out: nothing moves, as on an API server whose controllers are away. */
  readonly controllers?: {
    readonly behaviours?: ReadonlyMap<string, Behaviour>
    readonly machines?: readonly LabMachine[]
  }
  /** Default true. */
  readonly nodes?: boolean
  readonly limits?: Partial<ProbeLimits>
  readonly url?: string
  /** Left out: nothing is kept. */
  readonly results?: ProbeResults
}

/** Keeps nothing. */
export const forgetful: ProbeResults = { putProbeLooks: () => undefined, putImageProbe: () => undefined }

export async function startProbeCluster(options: ProbeClusterOptions = {}): Promise<ProbeCluster> {
  const clock = createLabClock(40)
  const certificate = await createLabCertificate('api.cluster.lab.example')
  const logs = createPodLogs()
  const api = await startKubeApi({ certificate, token, clock, logs: logs.read })
  for (const object of seedObjects('2026-01-01T00:00:00Z'))
    if (options.nodes !== false || object.kind !== 'Node') api.seed(object)
  const access = { url: api.url, token, caPem: certificate.caPem }
  const { controllers: wanted } = options
  const controllers =
    wanted &&
    (await startControllers({
      access,
      clock,
      logs,
      // No pod of a probe has a disk.
      store: createDiskStore('/nonexistent'),
      network: createLabNetwork(wanted.machines ?? []),
      ...(wanted.behaviours && { behaviours: wanted.behaviours }),
    }))
  const opened = await createClusterService({ watchBackOffMs: 20 }).connect(
    { kind: 'token', url: api.url, caPem: certificate.caPem },
    lending(token),
  )
  if (!opened.ok) throw new Error(opened.problem.message)
  const connection = opened.value
  const kube = createKubeClient(access)
  const probes = createProbes({
    providers: providersOf(connection, options.url),
    results: options.results ?? forgetful,
    ...(options.limits && { limits: options.limits }),
  })
  return {
    connection,
    kube,
    probes,
    when: (kind, apiVersion, wantedItems) => follow(connection, { apiVersion, kind }, wantedItems),
    close: async () => {
      await probes.close()
      await connection.close()
      await kube.close()
      await controllers?.close()
      await api.close()
    },
  }
}

/** One source with one host, one target: this connection. */
export function providersOf(connection: ClusterConnection, url = 'https://127.0.0.1:1/sdk'): ProbeProviders {
  const hosts = [aHost({ id: 'host-1', name: 'esx-01.lab.example' })]
  const missing = { code: 'provider.unknown', message: 'There is no such provider.', remedy: 'Choose one.' }
  const source: Partial<Provider> = { id: 'source', url, lab: true }
  return {
    list: () => [source as Provider, { id: 'target' } as Provider],
    target: (id) => (id === 'target' ? ok(connection) : fail(missing)),
    describe: () => Promise.resolve(ok(aTarget({ vddkImage: 'registry.lab.example/vddk:8.0.3' }))),
    inventory: () => Promise.resolve(ok(anInventory({ hosts }))),
  }
}

function follow(
  connection: ClusterConnection,
  ref: { readonly apiVersion: string; readonly kind: string },
  wanted: (items: readonly KubeObject[]) => boolean,
): Promise<KubeObject> {
  const labels = { 'app.kubernetes.io/managed-by': 'palletjack' }
  const list = connection.watch(ref, 'default', labels)
  return new Promise((resolve) => {
    const look = (): void => {
      const [first] = list.items()
      if (!first || !wanted(list.items())) return
      list.stop()
      resolve(first)
    }
    list.onChange(look)
    look()
  })
}

/** A port of 127.0.0.1 that nobody listens on: one that was just given back. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** All that a stream shows, to its end. */
export async function allOf<T>(stream: AsyncGenerator<T>): Promise<{ readonly last: T; readonly all: T[] }> {
  const all: T[] = []
  for await (const view of stream) all.push(view)
  const last = all.at(-1)
  if (last === undefined) throw new Error('nothing was shown')
  return { last, all }
}

/** Names of the Jobs of probes that are still in the cluster. */
export async function jobsLeft({ connection }: ProbeCluster): Promise<string[]> {
  const job = { apiVersion: 'batch/v1', kind: 'Job' }
  const found = await connection.list(job, 'default', { 'app.kubernetes.io/managed-by': 'palletjack' })
  if (!found.ok) throw new Error(found.problem.message)
  return found.value.map(({ metadata }) => metadata.name ?? '')
}

export const isThere = (items: readonly unknown[]): boolean => items.length > 0
