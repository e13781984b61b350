import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claims, pods, virtualMachineInstances, virtualMachines } from './controllers/kinds.ts'
import { phase, podOn, startBench, type Bench } from './test-support/lab-bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
}, 60_000)
afterAll(() => bench.close())

describe('a conversion pod', () => {
  const virtV2v = {
    name: 'virt-v2v',
    image: 'registry.lab.example/virt-v2v:1',
    env: [
      { name: 'V2V_inPlace', value: '1' },
      { name: 'V2V_vmName', value: 'web-01' },
    ],
    resources: { limits: { 'devices.kubevirt.io/kvm': '1' } },
  }

  it('runs on copied disks and does not change a byte', async () => {
    const namespace = await bench.copied()
    await bench.tool.create(podOn(namespace, 'convert', ['disk-0'], virtV2v))
    await bench.tool.until(pods, namespace, 'convert', phase('Succeeded'))
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(bench.small.disks[0]!.file),
    )
    const log = await fetchLog(namespace, 'convert')
    expect(log).toContain('Finishing off')
  })

  it('stays pending without its claim, and says why', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(podOn(namespace, 'convert', ['nowhere'], virtV2v))
    const pod = await bench.tool.until(
      pods,
      namespace,
      'convert',
      (object) => object?.status?.conditions?.some(({ type }) => type === 'PodScheduled') === true,
    )
    expect(pod?.status?.phase).toBe('Pending')
    expect(pod?.status?.conditions?.[0]?.message).toBe('persistentvolumeclaim "nowhere" not found')
  })

  it('stays pending where no node has what it asks for', async () => {
    const namespace = await bench.namespace()
    const limits = { 'devices.kubevirt.io/kvm': '2k' }
    await bench.tool.create(podOn(namespace, 'convert', [], { ...virtV2v, resources: { limits } }))
    const pod = await bench.tool.until(
      pods,
      namespace,
      'convert',
      (object) => object?.status?.conditions?.some(({ type }) => type === 'PodScheduled') === true,
    )
    expect(pod?.status?.conditions?.[0]?.message).toBe(
      '0/3 nodes are available: 3 Insufficient devices.kubevirt.io/kvm.',
    )
  })
})

async function fetchLog(namespace: string, pod: string): Promise<string> {
  const config = new KubeConfig()
  config.loadFromString(bench.lab.endpoints.cluster.kubeconfig)
  return await config.makeApiClient(CoreV1Api).readNamespacedPodLog({ namespace, name: pod })
}

describe('a virtual machine', () => {
  const machine = (namespace: string, claim: string, runStrategy: string): object => ({
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'web-01', namespace },
    spec: {
      runStrategy,
      template: {
        metadata: {},
        spec: {
          domain: {
            memory: { guest: '1Gi' },
            devices: { disks: [{ name: 'vol-0', disk: { bus: 'virtio' } }] },
          },
          volumes: [{ name: 'vol-0', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  })
  const printable =
    (wanted: string) =>
    (vm: { readonly status?: { readonly printableStatus?: string } } | undefined): boolean =>
      vm?.status?.printableStatus === wanted

  it('starts from copied disks and stops again', async () => {
    const namespace = await bench.copied()
    await bench.tool.create(machine(namespace, 'disk-0', 'Halted'))
    await bench.tool.until(virtualMachines, namespace, 'web-01', printable('Stopped'))
    await bench.tool.merge(machine(namespace, 'disk-0', 'Always'))
    const running = await bench.tool.until(virtualMachines, namespace, 'web-01', printable('Running'))
    expect(running?.status).toMatchObject({ created: true, ready: true })
    await bench.tool.merge(machine(namespace, 'disk-0', 'Halted'))
    const stopped = await bench.tool.until(virtualMachines, namespace, 'web-01', printable('Stopped'))
    expect(stopped?.status).toMatchObject({ created: false, ready: false })
  })

  it('takes its instance and its pod with it when it is deleted', async () => {
    const namespace = await bench.copied()
    await bench.tool.create(machine(namespace, 'disk-0', 'Always'))
    await bench.tool.until(virtualMachines, namespace, 'web-01', printable('Running'))
    const instance = await bench.tool.until(virtualMachineInstances, namespace, 'web-01', phase('Running'))
    const launcher = `virt-launcher-web-01-${instance!.metadata.uid.slice(0, 5)}`
    await bench.tool.until(pods, namespace, launcher, phase('Running'))
    await bench.tool.remove(virtualMachines, namespace, 'web-01')
    await bench.tool.until(virtualMachineInstances, namespace, 'web-01', (object) => object === undefined)
    await bench.tool.until(pods, namespace, launcher, (object) => object === undefined)
    await bench.tool.until(claims, namespace, 'disk-0', phase('Bound'))
  })

  it('says that a claim is missing', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(machine(namespace, 'nowhere', 'Always'))
    await bench.tool.until(virtualMachines, namespace, 'web-01', printable('ErrorPvcNotFound'))
  })
})
