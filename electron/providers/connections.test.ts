import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createClusterService } from '../cluster/cluster-service.ts'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { createHarness, type Harness } from '../cluster/test-support/harness.ts'
import type { Script } from '../cluster/test-support/scripted-api.ts'
import { createInventoryFileStore } from '../inventory/inventory-file-store.ts'
import { encodeInventory } from '../inventory/inventory-file.ts'
import { createInventorySources } from '../inventory/sources.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { createVsphereService } from '../vsphere/vsphere-service.ts'
import { createProviders } from './providers.ts'
import { memoryOnly } from '../vault/test-support/memory-only.ts'

let home: string
let harness: Harness
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'palletjack-connections-'))
  harness = await createHarness()
})
afterEach(async () => {
  await harness.closeAll()
  rmSync(home, { recursive: true, force: true })
})

function kubeconfig(url: string): string {
  const ca = Buffer.from(harness.authority.caPem).toString('base64')
  return stringify({
    'current-context': 'now',
    contexts: [{ name: 'now', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: 'u', user: { token: 'a-token' } }],
  })
}

async function known() {
  const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
  const journal = harness.track(openJournal(home))
  return harness.track(
    createProviders({
      journal,
      vault: await memoryOnly(),
      vsphere: createVsphereService(),
      // Longer than a test may take, so that one which waits for an answer that never comes fails.
      cluster: createClusterService({ requestTimeoutMs: 600_000 }),
      sources: createInventorySources(inventoryFiles),
      inventoryFiles,
      mayWriteFiles: false,
      connectsKnown: true,
    }),
  )
}

describe('reconnect with another secret', () => {
  it('takes no kubeconfig that leads to another cluster by now', async () => {
    const [mine, other] = [await harness.serve(), await harness.serve()]
    const providers = await known()
    const text = kubeconfig(mine.url)
    const added = await providers.addCluster({ name: 'prod', access: { kind: 'kubeconfig', text } })
    if (!added.ok) throw new Error(added.problem.message)
    const { id } = added.value
    expect(await providers.reconnect(id, kubeconfig(other.url))).toMatchObject({
      ok: false,
      problem: { code: 'cluster.kubeconfig-other-cluster' },
    })
    // The token is not for that one.
    expect(other.seen).toEqual([])
    expect(providers.target(id)).toMatchObject({ ok: true, value: { url: mine.url } })
    expect(providers.list()).toMatchObject([{ url: mine.url, status: { state: 'connected' } }])
    expect(await providers.reconnect(id)).toMatchObject({ ok: true, value: { url: mine.url } })
    expect(await providers.reconnect(id, text)).toMatchObject({ ok: true })
  })

  it('leaves an inventory file as it is', async () => {
    const providers = await known()
    const file = new Blob([await encodeInventory(anInventory())])
    const opened = await providers.openInventoryFile(file, 'a file')
    if (!opened.ok) throw new Error(opened.problem.message)
    for (const secret of [undefined, 'a secret'])
      expect(await providers.reconnect(opened.value.id, secret)).toMatchObject({
        ok: false,
        problem: { code: 'provider.unknown' },
      })
    expect(providers.list()).toEqual([opened.value])
  })
})

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** A known cluster that answers access reviews by `review`. */
async function checked(review: Script) {
  const api = await harness.serve((seen) => (seen.path === REVIEWS ? review(seen) : undefined))
  const providers = await known()
  const text = kubeconfig(api.url)
  const added = await providers.addCluster({ name: 'prod', access: { kind: 'kubeconfig', text } })
  if (!added.ok) throw new Error(added.problem.message)
  return { providers, id: added.value.id }
}

describe('check', () => {
  it('asks for the rights in the namespace that is named only, and guesses none then', async () => {
    const asked = new Set<string>()
    const { providers, id } = await checked(({ body }) => {
      const { spec } = JSON.parse(body) as { spec: { resourceAttributes: { namespace?: string } } }
      asked.add(spec.resourceAttributes.namespace ?? '')
      return { status: 201, json: { status: { allowed: false } } }
    })
    const stateOfMigrating = async (namespace?: string) => {
      const steps = await providers.check({ id, namespace })
      return steps.ok ? steps.value.find((step) => step.id === 'rights-migrate')?.state : steps.problem
    }
    expect(await stateOfMigrating('fin')).toBe('failed')
    expect(asked).toContain('fin')
    expect(asked).not.toContain('default')
    expect(await stateOfMigrating()).toBe('warning')
    expect(asked).toContain('default')
  })

  it('that is canceled waits for no answer', async () => {
    const cancel = new AbortController()
    const { providers, id } = await checked(() => () => cancel.abort())
    const steps = await providers.check({ id }, cancel.signal)
    expect(steps).toMatchObject({ ok: true })
    expect(cancel.signal.aborted).toBe(true)
    expect(providers.list()).toMatchObject([{ status: { state: 'connected' } }])
  })
})
