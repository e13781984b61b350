/** `palletjack probe` as a user runs it: processes of their own, against a lab. */
import { describe, expect, it } from 'vitest'
import { jsonLines } from '../fixtures/cli-process.ts'
import { kube } from '../fixtures/kube.ts'
import { providerCli } from '../fixtures/provider-cli.ts'

const cli = providerCli()
const { byAddress, ran, started } = cli

describe('palletjack probe', () => {
  it('looks at the lab’s servers from inside its cluster', async () => {
    const run = await ran([
      'probe',
      'network',
      '--lab',
      '--namespace',
      'default',
      '--host',
      'esx-01.lab.example',
    ])
    expect(run.exitCode, run.err).toBe(0)
    expect(run.out).toContain('From the cluster')
    expect(run.out).toContain('From this computer')
    expect(run.out).toContain('esx-01.lab.example')
    expect(run.out).not.toContain('esx-02.lab.example')
    expect(run.err).toMatch(/Removes the Job/)
  })

  it('looks for the library in the VDDK image', async () => {
    const args = ['probe', 'vddk', ...byAddress(), '--namespace', 'default', '--json']
    const run = await ran(args, cli.cluster.token)
    expect(run.exitCode, run.err).toBe(0)
    expect(jsonLines(run.out)).toMatchObject([{ state: 'done', library: { state: 'ok' }, cleanedUp: true }])
  })

  it('ends with 1 for an image that is not there', async () => {
    const args = ['probe', 'vddk', ...byAddress(), '--namespace', 'default', '--json']
    const run = await ran([...args, '--image', 'registry.lab.example/vddk:none'], cli.cluster.token)
    expect(run.exitCode).toBe(1)
    expect(jsonLines(run.out)).toMatchObject([{ pull: { state: 'failed' }, cleanedUp: true }])
  })

  it('leaves no Job behind after Ctrl-C', async () => {
    const jobs = async () => (await kube(cli.cluster, '/apis/batch/v1/namespaces/default/jobs')).body.items
    // No node takes the pod, so that the probe waits.
    await cordon(true)
    try {
      const run = started(['probe', 'vddk', ...byAddress(), '--namespace', 'default'], {
        password: cli.cluster.token,
      })
      await expect.poll(jobs, { timeout: 60_000 }).not.toEqual([])
      run.child.kill('SIGINT')
      expect(await run.ended, run.err()).toBe(130)
      expect(run.err()).toContain('The Job of the probe was removed')
      expect(await jobs()).toEqual([])
    } finally {
      await cordon(false)
    }
  })
})

async function cordon(unschedulable: boolean): Promise<void> {
  const { body } = await kube(cli.cluster, '/api/v1/nodes')
  for (const { metadata } of body.items ?? [])
    await kube(cli.cluster, `/api/v1/nodes/${metadata.name}`, {
      method: 'PATCH',
      type: 'application/merge-patch+json',
      body: { spec: { unschedulable } },
    })
}

describe('a secret', () => {
  it('is in nothing that was printed, and in no file of the state directory', () => {
    cli.expectNoSecret()
  })
})
