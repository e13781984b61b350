/** Jobs in the lab, as any client sees them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBench, type Bench } from '../test-support/lab-bench.ts'
import { jobs, pods } from './kinds.ts'
import type { Job } from './objects.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.close())

function aJob(namespace: string, spec: object, image = 'registry.lab.example/vddk:8.0.3'): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'one', namespace },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'vddk-probe', image }] } },
      ...spec,
    },
  }
}

const has = (type: string, reason?: string) => (job: Job | undefined) =>
  job?.status?.conditions?.some(
    (condition) => condition.type === type && (reason === undefined || condition.reason === reason),
  ) === true

describe('a Job', () => {
  it('runs its pod once and is complete', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(aJob(namespace, {}))
    const done = await bench.tool.until(jobs, namespace, 'one', has('Complete'))
    expect(done?.status).toMatchObject({
      succeeded: 1,
      active: 0,
      completionTime: expect.any(String) as string,
    })
    const name = `one-${done?.metadata.uid.slice(0, 5) ?? ''}`
    await bench.tool.remove(jobs, namespace, 'one')
    expect(await bench.tool.until(pods, namespace, name, (pod) => pod === undefined)).toBeUndefined()
  })

  it('goes by itself after its time to live', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(aJob(namespace, { ttlSecondsAfterFinished: 5 }))
    await bench.tool.until(jobs, namespace, 'one', has('Complete'))
    await bench.tool.until(jobs, namespace, 'one', (job) => job === undefined)
  })

  it('fails at its deadline and takes its pod away', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(aJob(namespace, { activeDeadlineSeconds: 20 }, 'missing.lab.example/x:1'))
    const done = await bench.tool.until(jobs, namespace, 'one', has('Failed', 'DeadlineExceeded'))
    const name = `one-${done?.metadata.uid.slice(0, 5) ?? ''}`
    await bench.tool.until(pods, namespace, name, (pod) => pod === undefined)
  })

  it('fails when its pod fails or vanishes', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(aJob(namespace, {}, 'missing.lab.example/x:1'))
    const running = await bench.tool.until(jobs, namespace, 'one', (job) => job?.status?.active === 1)
    await bench.tool.remove(pods, namespace, `one-${running?.metadata.uid.slice(0, 5) ?? ''}`)
    await bench.tool.until(jobs, namespace, 'one', has('Failed', 'BackoffLimitExceeded'))
  })
})
