/** A test plays the Job's controller and the kubelet, to write what a well-behaved node never does. */
import { afterEach, describe, expect, it } from 'vitest'
import { pods } from '../lab/controllers/kinds.ts'
import { controlledBy, type KubeObject as LabObject, type Pod } from '../lab/controllers/objects.ts'
import {
  allOf,
  isThere,
  jobsLeft,
  startProbeCluster,
  type ProbeCluster,
} from './test-support/probe-cluster.ts'

const image = 'registry.example.com/vddk:8'
const vddk = { targetId: 'target', namespace: 'default' }
const request = { ...vddk, image }

let open: ProbeCluster | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

/** Starts a probe and gives it a pod whose status goes through `states`, one after the other as they are seen. */
async function probeWith(states: readonly object[]) {
  open = await startProbeCluster()
  const { kube, probes } = open
  const probe = allOf(probes.vddk(request))
  const name = await makePod(open)
  for (const state of states) {
    const containerStatuses = [status(state)]
    await kube.patchStatus(pods, { name, namespace: 'default' }, { phase: 'Pending', containerStatuses })
  }
  return (await probe).last
}

function status(state: object): object {
  return { name: 'vddk-probe', image, imageID: '', ready: false, restartCount: 0, state }
}

/** What the Job's controller would make; its name. */
async function makePod({ kube, when }: Pick<ProbeCluster, 'kube' | 'when'>): Promise<string> {
  const job = (await when('Job', 'batch/v1', isThere)) as unknown as LabObject & {
    readonly spec: { readonly template: { readonly metadata: object; readonly spec: Pod['spec'] } }
  }
  const { metadata, spec } = job.spec.template
  const name = `${job.metadata.name}-x`
  await kube.create(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, namespace: 'default', ownerReferences: [controlledBy(job)] },
    spec,
  })
  return name
}

const waiting = (reason: string, message: string) => ({ waiting: { reason, message } })

/** An event in the words of whoever could not do it. */
function warning(
  about: { readonly kind: string; readonly name: string | undefined; readonly uid: string | undefined },
  reason: string,
  message: string,
) {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'warning', namespace: 'default' },
    involvedObject: { ...about, namespace: 'default' },
    type: 'Warning',
    reason,
    message,
  }
}

describe('a pod that does not come to run', () => {
  it('waits for a node for so long only, and says what the scheduler says', async () => {
    open = await startProbeCluster({ controllers: {}, nodes: false, limits: { nodeMs: 300 } })
    const { last } = await allOf(open.probes.vddk(vddk))
    expect(last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: {
        code: 'probe.unscheduled',
        message: expect.stringContaining('0/0 nodes are available') as string,
      },
      pull: { state: 'unknown' },
      library: { state: 'unknown' },
    })
    expect(await jobsLeft(open)).toEqual([])
  })

  it('is told from the events where the cluster makes none', async () => {
    open = await startProbeCluster({ limits: { podMs: 1_500 } })
    const probe = allOf(open.probes.vddk(vddk))
    const { metadata } = await open.when('Job', 'batch/v1', isThere)
    const message = 'Error creating: pods "x" is forbidden: exceeded quota: compute'
    const about = { kind: 'Job', name: metadata.name, uid: metadata.uid }
    await open.connection.create(warning(about, 'FailedCreate', message))
    expect((await probe).last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: {
        code: 'probe.no-pod',
        message: expect.stringContaining('exceeded quota: compute') as string,
      },
    })
  })
})

describe('a pod that gets no network', () => {
  it('is told from its events when it has waited for long', async () => {
    open = await startProbeCluster({ limits: { imageMs: 1_500 } })
    const probe = allOf(open.probes.vddk(request))
    const name = await makePod(open)
    const pod = await open.kube.get(pods, 'default', name)
    const containerStatuses = [status({ waiting: { reason: 'ContainerCreating' } })]
    await open.kube.patchStatus(pods, { name, namespace: 'default' }, { phase: 'Pending', containerStatuses })
    const message =
      'plugin type="multus" failed (add): cannot find a network-attachment-definition (transfer)'
    const about = { kind: 'Pod', name, uid: pod?.metadata.uid }
    await open.connection.create(warning(about, 'FailedCreatePodSandBox', message))
    expect((await probe).last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: 'probe.start-slow', message: expect.stringContaining('multus') as string },
    })
  })
})

describe('an image', () => {
  it('that cannot be pulled keeps its cause when the back-off hides it', async () => {
    const last = await probeWith([
      waiting('ErrImagePull', 'dial tcp 192.0.2.7:443: i/o timeout'),
      waiting('ImagePullBackOff', `Back-off pulling image "${image}"`),
    ])
    expect(last).toMatchObject({
      state: 'done',
      cleanedUp: true,
      pull: {
        state: 'failed',
        detail: expect.stringContaining('do not reach the registry: dial tcp 192.0.2.7:443') as string,
      },
      library: { state: 'unknown' },
    })
  })

  it('without a shell was pulled all the same, and is not called bad', async () => {
    const last = await probeWith([
      waiting('CreateContainerError', 'container create failed: executable file `/bin/sh` not found'),
    ])
    expect(last).toMatchObject({
      state: 'done',
      pull: { state: 'ok' },
      library: { state: 'unknown', detail: expect.stringContaining('has no shell') as string },
    })
  })

  it('of another architecture will not do', async () => {
    const message = 'exec /bin/sh: exec format error'
    const last = await probeWith([{ terminated: { exitCode: 255, reason: 'Error', message } }])
    expect(last).toMatchObject({
      state: 'done',
      pull: { state: 'ok' },
      library: { state: 'failed', detail: expect.stringContaining('--platform linux/amd64') as string },
    })
  })
})
