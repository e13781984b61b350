/** Both ends from other teams: govmomi's simulator as the source, a real API server as the target. No bytes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import { createLabClock } from '../../electron/lab/clock.ts'
import { startControllers } from '../../electron/lab/controllers/controllers.ts'
import { createDiskStore } from '../../electron/lab/controllers/disk-store.ts'
import { openVcenter } from '../../electron/lab/controllers/importer/vcenter.ts'
import type { Behaviour } from '../../electron/lab/controllers/kubelet/behaviour.ts'
import { createPodLogs } from '../../electron/lab/controllers/kubelet/pod-logs.ts'
import { kube } from '../fixtures/kube.ts'
import { follow, planFor, readInventory, start, type Connected } from '../fixtures/lab-backend.ts'
import { findGo } from './go-program.ts'
import { crdFolder } from './crds.ts'
import { startKubeCluster, type KubeCluster } from './kube-cluster.ts'
import { kubeIsMissing, kubeTitle } from './kube-world.ts'
import { startVcsim, type Vcsim } from './vcsim.ts'

/** CDI's importer up to its first byte: what it is given has to lead to the right disk. The simulator has no bytes. */
const findsItsDisk: Behaviour = async ({ env, signal, ready }) => {
  ready()
  const vcenter = await openVcenter(
    {
      endpoint: env.get('IMPORTER_ENDPOINT') ?? '',
      username: env.get('IMPORTER_ACCESS_KEY_ID') ?? '',
      password: env.get('IMPORTER_SECRET_KEY') ?? '',
      thumbprint: env.get('IMPORTER_THUMBPRINT') ?? '',
    },
    signal,
  )
  try {
    await vcenter.findDisk(env.get('IMPORTER_UUID') ?? '', env.get('IMPORTER_BACKING_FILE') ?? '')
    return { code: 0, message: 'Import Complete' }
  } finally {
    await vcenter.close()
  }
}

describe.skipIf(kubeIsMissing !== undefined)(`${kubeTitle} with vcsim as the source`, () => {
  const go = findGo() ?? ''
  let cluster: KubeCluster
  let vcsim: Vcsim
  let connected: Connected

  beforeAll(async () => {
    const home = mkdtempSync(join(tmpdir(), 'palletjack-vcsim-'))
    cluster = await startKubeCluster(go, crdFolder() ?? '')
    vcsim = await startVcsim(go)
    const controllers = await startControllers({
      access: cluster.admin,
      clock: createLabClock(40),
      store: createDiskStore(join(home, 'disks')),
      logs: createPodLogs(),
      runsJobs: false,
      behaviours: new Map([['importer', findsItsDisk]]),
    })
    connected = await connect(home)
    return async () => {
      await connected.backend.close()
      await controllers.close()
      await vcsim.stop()
      await cluster.stop()
      rmSync(home, { recursive: true, force: true })
    }
  })

  async function connect(home: string): Promise<Connected> {
    const backend = await createBackend({ home, shell: 'test' })
    const { client } = backend
    const { url, username, password, sha256 } = vcsim
    const trust = { kind: 'fingerprint' as const, value: sha256 }
    const source = await client.providers.addVsphere({ name: 'vcsim', url, username, password, trust })
    const { url: api, token, caPem } = cluster.migrator
    const access = { kind: 'token' as const, url: api, token, caPem }
    const target = await client.providers.addCluster({ name: 'real', access })
    return { backend, client, sourceId: source.id, targetId: target.id }
  }

  it('moves a whole VM over, and powers it off at the source', async () => {
    const { client, sourceId } = connected
    const plan = await planFor(connected, ['DC0_H0_VM0'], { targetNamespace: 'simulated' })
    Object.assign(plan.options, { onShutdownTimeout: 'power-off', shutdownTimeoutMs: 5_000 })
    const view = await follow(client, await start(client, plan))
    expect(view.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['DC0_H0_VM0', 'succeeded', undefined],
    ])
    const [vm] = view.vms
    const path = `/apis/kubevirt.io/v1/namespaces/simulated/virtualmachines/${vm!.targetName}`
    const { body } = await kube(cluster.admin, path)
    const source = (await readInventory(client, sourceId)).vms.find((one) => one.id === vm!.vmId)!
    expect(source.powerState).toBe('poweredOff')
    expect(body).toMatchObject({
      spec: {
        template: {
          spec: {
            domain: {
              memory: { guest: `${source.memoryMiB}Mi` },
              devices: { interfaces: source.nics.map(({ mac }) => ({ macAddress: mac.toLowerCase() })) },
            },
            volumes: source.disks.map(() => ({ persistentVolumeClaim: {} })),
          },
        },
      },
    })
  })
})
