/** `palletjack preflight` as a user runs it: processes of their own, on a plan, on files, and on the lab. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import { FULL } from '../../electron/inventory/test-support/full-workbook.ts'
import { workbook } from '../../electron/inventory/test-support/workbooks.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Client } from '../../shared/contract/contract.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { jsonLines, over, palletjack, type Ran } from '../fixtures/cli-process.ts'
import { kube } from '../fixtures/kube.ts'
import { connectTo, planFor, readInventory, startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const EXIT = { none: 0, Warning: 3, Critical: 4 } as const

let world: LabWorld
let home: string
let kubeconfig: string

beforeAll(async () => {
  world = await startLabWorld()
  home = join(world.home, 'state')
  kubeconfig = join(world.home, 'kubeconfig')
  writeFileSync(kubeconfig, world.lab.endpoints.cluster.kubeconfig)
  // Known from an earlier session, as the application leaves them.
  const connected = await connectTo(world, home)
  const { client, backend } = connected
  const access = { kind: 'kubeconfig', text: world.lab.endpoints.cluster.kubeconfig } as const
  const { id: targetId } = await client.providers.addCluster({ name: 'by-kubeconfig', access })
  for (const [name, vms] of [
    ['wave-1', ['web-01', 'app-01']],
    ['wave-2', ['snapshot-chain-01']],
  ] as const)
    await client.plans.create(await planFor({ ...connected, targetId }, vms, { name }))
  await backend.close()
})
afterAll(() => world.close())

const preflight = (args: readonly string[], at = home): Promise<Ran> =>
  over(palletjack(['preflight', ...args, '--home', at], { password: world.lab.endpoints.vcenter.password }))

interface Told {
  readonly summary: PreflightSummary
  readonly worst: keyof typeof EXIT
  readonly rules: { readonly id: string; readonly category: string; readonly open: number; isNew: number }[]
  readonly previous?: PreflightSummary
  readonly file?: string
}

function told({ out, err }: Ran): Told {
  const objects = jsonLines(out)
  expect(objects, err).toHaveLength(1)
  return objects[0] as unknown as Told
}

/** A backend on the same state directory, as the application would have it. */
async function withClient<T>(work: (client: Client) => Promise<T>, at = home): Promise<T> {
  const backend = await createBackend({ home: at, shell: 'test' })
  try {
    return await work(backend.client)
  } finally {
    await backend.close()
  }
}

describe('preflight --plan', () => {
  const byPlan = (plan: string, ...more: string[]) => [
    ...['--plan', plan, '--password-fd', '3', '--kubeconfig', kubeconfig],
    ...more,
  ]
  const openCount = ({ counts }: PreflightSummary) => counts.Critical + counts.Warning + counts.Information

  it('finds the plan, judges its VMs for its target, and ends with the worst open category', async () => {
    const clean = await preflight(byPlan('wave-1', '--json'))
    const { summary, rules, ...first } = told(clean)
    expect(summary).toMatchObject({ source: 'vc', target: 'by-kubeconfig', vms: 2, plan: { name: 'wave-1' } })
    expect(first).toEqual({ worst: 'none' })
    expect(clean.exitCode, clean.err).toBe(EXIT.none)
    expect(rules.reduce((sum, { open }) => sum + open, 0)).toBe(openCount(summary))

    const warned = await preflight(byPlan('wave-2', '--json'))
    expect(told(warned)).toMatchObject({ summary: { vms: 1, plan: { name: 'wave-2' } }, worst: 'Warning' })
    expect(told(warned).rules[0]).toMatchObject({ category: 'Warning' })
    expect(warned.exitCode, warned.err).toBe(EXIT.Warning)
  })

  it('ends worse after a change of the cluster, and says what is new since its run before', async () => {
    const { cluster } = world.lab.endpoints
    const of = (kind: string, name: string, spec: object) => ({
      ...{ apiVersion: 'v1', kind, metadata: { name }, spec },
    })
    await kube(cluster, '/api/v1/namespaces', { method: 'POST', body: of('Namespace', 'demo', {}) })
    const quota = of('ResourceQuota', 'small', { hard: { 'requests.storage': '1Mi' } })
    const path = '/api/v1/namespaces/demo/resourcequotas'
    expect((await kube(cluster, path, { method: 'POST', body: quota })).status).toBe(201)
    const ran = await preflight(byPlan('wave-1', '--json'))
    const { worst, rules, previous } = told(ran)
    // The run before of this plan, not the one of the other plan in between.
    expect(previous).toMatchObject({ vms: 2, plan: { name: 'wave-1' } })
    expect(worst).toBe('Critical')
    expect(rules[0]).toMatchObject({ id: 'namespace-quota', category: 'Critical', isNew: 1 })
    expect(ran.exitCode, ran.err).toBe(EXIT.Critical)
  })

  it('ends better once somebody accepts what is worst', async () => {
    await withClient(async ({ preflight: { runs, findingIds, waive } }) => {
      const { runId = '' } = (await runs({}))[0] ?? {}
      const { ids } = await findingIds({ runId, filter: { rules: ['namespace-quota'] } })
      await waive({ runId, findingIds: ids, by: 'Ada', reason: 'Grows on Friday' })
    })
    const ran = await preflight(byPlan('wave-1', '--json'))
    expect(told(ran)).toMatchObject({
      worst: 'none',
      summary: { counts: { Critical: 0, waived: 1, isNew: 0 } },
    })
    expect(ran.exitCode, ran.err).toBe(EXIT.none)
  })

  it('writes a report for this user only, and keeps one that is there', async () => {
    const out = join(world.home, 'wave-2.html')
    const ran = await preflight(byPlan('wave-2', '--out', out, '--json'))
    expect(told(ran)).toMatchObject({ file: out })
    // Its namespace is the one with the quota, which nobody has waived for this plan.
    expect(ran.exitCode).toBe(EXIT.Critical)
    expect(readFileSync(out, 'utf8')).toMatch(/^<!doctype html>/i)
    expect(statSync(out).mode & 0o077).toBe(0)
    const refused = await preflight(byPlan('wave-2', '--out', out))
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toContain('exists already')
    const json = await preflight(byPlan('wave-2', '--format', 'json'))
    expect(JSON.parse(json.out)).toMatchObject({ format: 'palletjack-preflight', summary: { source: 'vc' } })
    expect(json.exitCode).toBe(EXIT.Critical)
  })

  it('names the plans that there are when it is another one', async () => {
    const ran = await preflight(['--plan', 'wave-9', '--json'])
    expect(ran.exitCode).toBe(2)
    expect(jsonLines(ran.out)).toMatchObject([{ problem: { remedy: 'Known are "wave-1", "wave-2".' } }])
  })
})

async function snapshotsOf(client: Client, sourceId: string, vmId: string): Promise<number> {
  const { vms } = await readInventory(client, sourceId)
  return vms.find(({ id }) => id === vmId)?.snapshots.length ?? 0
}

describe('preflight of files', () => {
  const fileAt = (name: string) => join(world.home, name)
  const at = () => join(world.home, 'consultant')
  const providers = () => withClient((client) => client.providers.list(), at())
  const named = (list: readonly Provider[]) => list.map(({ id, name }) => ({ id, name }))

  beforeAll(async () => {
    const { url, username, password, sha256 } = world.lab.endpoints.vcenter
    const { backend, client, sourceId } = await connectTo(world, join(world.home, 'saver'))
    const save = async (name: string) => {
      const file = await client.inventory.save({ providerId: sourceId })
      writeFileSync(fileAt(name), Buffer.from(await file.arrayBuffer()))
    }
    const { vms } = await readInventory(client, sourceId)
    await save('january.json.gz')
    const trust = { kind: 'fingerprint', value: sha256 } as const
    const session = await createVsphereService().connect({ url, username, trust }, lending(password))
    if (!session.ok) throw new Error(session.problem.message)
    const web = vms.find(({ name }) => name === 'web-01')?.id ?? ''
    await session.value.createSnapshot(web, { name: 'planted', description: '', quiesce: false })
    await session.value.close()
    for await (const view of await client.inventory.watch({ providerId: sourceId }))
      if (view.available && (await snapshotsOf(client, sourceId, web)) > 0) break
    await save('february.json.gz')
    await backend.close()
  })

  it('know the same vCenter again, and tell what is new since', async () => {
    const first = told(await preflight(['--inventory', fileAt('january.json.gz'), '--json'], at()))
    expect(first.previous).toBeUndefined()
    const file = fileAt('february.json.gz')
    const { summary, previous, rules } = told(await preflight(['--inventory', file, '--json'], at()))
    expect(previous).toMatchObject({ runId: first.summary.runId, source: 'january.json.gz' })
    expect(summary).toMatchObject({ providerId: first.summary.providerId, source: 'february.json.gz' })
    expect(rules.find(({ id }) => id === 'snapshot-present')).toMatchObject({ isNew: 1 })
    expect(named(await providers())).toEqual([{ id: summary.providerId, name: 'february.json.gz' }])
    const again = await preflight(['--inventory', file], at())
    expect(again.out).toMatch(
      /\nCompared with the run of .* \(february\.json\.gz, facts of .*\): 0 new, 0 gone\.\n/,
    )
  })

  it('are looked at alone when they are older than what is known', async () => {
    const before = await providers()
    const ran = await preflight(['--inventory', fileAt('january.json.gz'), '--json'], at())
    expect(ran.err).toMatch(/^january\.json\.gz is older than february\.json\.gz \(.* UTC\)/)
    const { previous, summary } = told(ran)
    expect(previous).toBeUndefined()
    expect(summary.counts.isNew).toBe(0)
    expect(await providers()).toEqual(before)
  })

  it('of another kind are another source, and a workbook is known by its path where it tells no vCenter', async () => {
    const path = fileAt('vcenter.xlsx')
    writeFileSync(path, Buffer.from(await (await workbook(FULL)).arrayBuffer()))
    const first = told(await preflight(['--rvtools', path, '--json'], at()))
    expect(first).toMatchObject({ summary: { sourceKind: 'rvtools', vms: 1 } })
    const second = told(await preflight(['--rvtools', path, '--json'], at()))
    expect(second.previous?.runId).toBe(first.summary.runId)
    expect((await providers()).map(({ name }) => name).sort()).toEqual(['february.json.gz', 'vcenter.xlsx'])
  })

  it('that cannot be read leave nothing behind', async () => {
    const path = fileAt('broken.json.gz')
    writeFileSync(path, 'no inventory')
    const before = await providers()
    const ran = await preflight(['--inventory', path, '--json'], at())
    expect(ran.exitCode).toBe(1)
    expect(await providers()).toEqual(before)
    expect(readdirSync(at()).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

describe('preflight --lab', () => {
  it('leaves nothing of the lab behind', async () => {
    const at = join(world.home, 'only-lab')
    const { summary, worst } = told(await preflight(['--lab', '--json'], at))
    expect(summary.vms).toBeGreaterThan(0)
    expect(worst).toBe('Critical')
    expect(existsSync(join(at, 'lab'))).toBe(false)
    await withClient(async (client) => {
      expect(await client.providers.list()).toEqual([])
      expect(await client.preflight.runs({})).toEqual([])
    }, at)
  })
})
