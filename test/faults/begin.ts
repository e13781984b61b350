/** Faults of the lab, each with its end. */
import type { ClusterFailures, PodFailures, VcenterFailures } from '../../electron/lab/service.ts'
import { kube } from '../fixtures/kube.ts'
import type { Begin, Scene } from './case.ts'

export const vcenter =
  (failures: VcenterFailures | ((scene: Scene) => VcenterFailures)): Begin =>
  async (scene) => {
    const { lab } = scene.world
    await lab.vcenter.fail(typeof failures === 'function' ? failures(scene) : failures)
    return () => lab.vcenter.fail({})
  }

/** As the vCenter answers: the VM's task, or the call itself, ends with this fault of vSphere. */
export const faulty = (methods: readonly string[], fault: string, message: string, times?: number): Begin =>
  vcenter({
    faults: methods.map((method) => ({ method, fault, message, ...(times !== undefined && { times }) })),
  })

export const sessionsLost: Begin = ({ world }) => {
  world.lab.vcenter.endSessions()
  return Promise.resolve(() => Promise.resolve())
}

export const cluster =
  (failures: ClusterFailures): Begin =>
  ({ world }) => {
    world.lab.cluster.fail(failures)
    return Promise.resolve(() => {
      world.lab.cluster.fail({})
      return Promise.resolve()
    })
  }

export const pods =
  (failures: PodFailures): Begin =>
  ({ world }) => {
    world.lab.pods.fail(failures)
    return Promise.resolve(() => {
      world.lab.pods.fail({})
      return Promise.resolve()
    })
  }

/** No pod may be made any more. */
export const podQuota: Begin = async ({ world, namespace }) => {
  const { cluster: api } = world.lab.endpoints
  const path = `/api/v1/namespaces/${namespace}/resourcequotas`
  const metadata = { name: 'no-pods', namespace }
  const body = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } }
  await kube(api, path, { method: 'POST', body })
  return async () => {
    await kube(api, `${path}/no-pods`, { method: 'DELETE' })
  }
}

/** The volume behind each claim is gone, as when its storage breaks: CDI then calls the DataVolume failed. */
export const volumesLost: Begin = async ({ world, namespace }) => {
  const { cluster: api } = world.lab.endpoints
  const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`
  const lose = async (): Promise<void> => {
    const { body } = await kube(api, path)
    for (const { metadata } of body.items ?? [])
      await kube(api, `${path}/${metadata.name}/status`, {
        method: 'PATCH',
        type: 'application/merge-patch+json',
        body: { status: { phase: 'Lost' } },
      })
  }
  const again = setInterval(() => void lose().catch(() => undefined), 50)
  await lose()
  return () => {
    clearInterval(again)
    return Promise.resolve()
  }
}

/** The clock of the application is set, or its computer sleeps: connections are dead afterwards. */
export const clockJumps =
  (ms: number): Begin =>
  ({ clock }) => {
    clock.jump(ms)
    return Promise.resolve(() => Promise.resolve())
  }

/** Asleep: time goes by, the servers have ended sessions and lines, and the network comes back a moment later. */
export const asleep =
  (ms: number): Begin =>
  async (scene) => {
    const { lab } = scene.world
    lab.vcenter.endSessions()
    lab.cluster.fail({ down: true })
    await lab.vcenter.fail({ down: true })
    scene.clock.jump(ms)
    const awake = setTimeout(() => {
      lab.cluster.fail({})
      void lab.vcenter.fail({})
    }, 1_000)
    return async () => {
      clearTimeout(awake)
      lab.cluster.fail({})
      await lab.vcenter.fail({})
    }
  }
