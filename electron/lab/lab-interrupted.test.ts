import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claims, dataVolumes, pods } from './controllers/kinds.ts'
import { phase, startBench, type Bench } from './test-support/lab-bench.ts'

/** In real time a copy of 128 MiB takes more than five seconds: time enough to end it. */
let bench: Bench
let namespace: string
beforeEach(async () => {
  bench = await startBench(1)
  namespace = await bench.namespace()
  await bench.tool.create(bench.dataVolume(namespace, { vm: bench.vmNamed('db-01'), disk: 1 }))
  await bench.tool.until(
    dataVolumes,
    namespace,
    'disk-0',
    (object) => Number.parseFloat(object?.status?.progress ?? '') > 0,
  )
}, 60_000)
afterEach(() => bench.close())

describe('a copy under way', () => {
  it('ends with its DataVolume, and its bytes go', async () => {
    const claim = await bench.tool.until(claims, namespace, 'disk-0', phase('Bound'))
    const disks = join(bench.lab.endpoints.cluster.kubeconfigFile, '..', 'disks')
    const file = join(disks, `${claim!.metadata.uid}.img`)
    expect((await stat(file)).blocks).toBeGreaterThan(0)
    await bench.tool.remove(dataVolumes, namespace, 'disk-0')
    await bench.tool.until(pods, namespace, 'importer-disk-0', (pod) => pod === undefined)
    await expect.poll(() => stat(file).catch(() => 'gone')).toBe('gone')
  })

  it('ends with the lab', async () => {
    await bench.lab.close()
    expect(await readdir(bench.dir)).toEqual([])
  })
})
