/** A test plays the Job's controller and the kubelet, to write what a well-behaved node never does. */
import { afterEach, describe, expect, it } from 'vitest'
import { pods } from '../lab/controllers/kinds.ts'
import { controlledBy, type KubeObject as LabObject, type Pod } from '../lab/controllers/objects.ts'
import { allOf, startProbeCluster, type ProbeCluster } from './test-support/probe-cluster.ts'

const image = 'registry.example.com/vddk:8'
const request = { targetId: 'target', namespace: 'default', image }

let open: ProbeCluster | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

/** Starts a check and gives it a pod whose status goes through `states`, one after the other as they are seen. */
async function checkWith(states: readonly object[]) {
  open = await startProbeCluster()
  const { kube, probes } = open
  const check = allOf(probes.vddk(request))
  const name = await makePod(open)
  for (const state of states) {
    const containerStatuses = [status(state)]
    await kube.patchStatus(pods, { name, namespace: 'default' }, { phase: 'Pending', containerStatuses })
  }
  return (await check).last
}

function status(state: object): object {
  return { name: 'vddk-probe', image, imageID: '', ready: false, restartCount: 0, state }
}

/** What the Job's controller would make; its name. */
async function makePod({ kube, when }: Pick<ProbeCluster, 'kube' | 'when'>): Promise<string> {
  const job = (await when('Job', 'batch/v1', (items) => items.length > 0)) as unknown as LabObject & {
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

describe('a pod that gets no network', () => {
  it('is told from its events when it has waited for long', async () => {
    open = await startProbeCluster({ limits: { imageMs: 1_500 } })
    const check = allOf(open.probes.vddk(request))
    const name = await makePod(open)
    const pod = await open.kube.get(pods, 'default', name)
    const containerStatuses = [status({ waiting: { reason: 'ContainerCreating' } })]
    await open.kube.patchStatus(pods, { name, namespace: 'default' }, { phase: 'Pending', containerStatuses })
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'sandbox', namespace: 'default' },
      involvedObject: { kind: 'Pod', namespace: 'default', name, uid: pod?.metadata.uid },
      type: 'Warning',
      reason: 'FailedCreatePodSandBox',
      message: 'plugin type="multus" failed (add): cannot find a network-attachment-definition (transfer)',
    }
    await open.connection.create(event)
    expect((await check).last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: 'probe.start-slow', message: expect.stringContaining('multus') as string },
    })
  })
})

describe('an image', () => {
  it('that cannot be pulled keeps its cause when the back-off hides it', async () => {
    const last = await checkWith([
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
    const last = await checkWith([
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
    const last = await checkWith([{ terminated: { exitCode: 255, reason: 'Error', message } }])
    expect(last).toMatchObject({
      state: 'done',
      pull: { state: 'ok' },
      library: { state: 'failed', detail: expect.stringContaining('--platform linux/amd64') as string },
    })
  })
})
