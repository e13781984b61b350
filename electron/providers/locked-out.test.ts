import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Provider, ProviderStatus } from '../../shared/provider/model.ts'
import { createClusterService } from '../cluster/cluster-service.ts'
import { createHarness, token, type Harness } from '../cluster/test-support/harness.ts'
import { failure, type ScriptedApi } from '../cluster/test-support/scripted-api.ts'
import { createInventoryFileStore } from '../inventory/inventory-file-store.ts'
import { createInventorySources } from '../inventory/sources.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from '../vault/test-support/a-vault.ts'
import { createVsphereService } from '../vsphere/vsphere-service.ts'
import { createProviders } from './providers.ts'
import type { Providers } from './service.ts'

let home: string
let harness: Harness
let place: VaultPlace
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'palletjack-locked-out-'))
  harness = await createHarness()
  place = await aVaultPlace()
})
afterEach(async () => {
  await harness.closeAll()
  await place.remove()
  rmSync(home, { recursive: true, force: true })
})

/** A process: the same journal and vault as those before it. */
async function begin(connectsKnown = true) {
  const vault = await place.open()
  const journal = openJournal(home)
  const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
  const providers = createProviders({
    ...{ journal, vault, inventoryFiles, connectsKnown, mayWriteFiles: false },
    vsphere: createVsphereService(),
    cluster: createClusterService(),
    sources: createInventorySources(inventoryFiles),
  })
  const close = async (): Promise<void> => {
    await providers.close()
    vault.close()
    journal.close()
  }
  return { vault, providers, close }
}

const unlock = { by: 'passphrase', passphrase: PASSPHRASE } as const

async function added(providers: Providers, name: string, api: ScriptedApi): Promise<Provider> {
  const access = { kind: 'token', url: api.url, caPem: harness.authority.caPem, token } as const
  const provider = await providers.addCluster({ name, access })
  if (!provider.ok) throw new Error(provider.problem.message)
  return provider.value
}

/** Resolves once all are as wanted, in the order of their names. */
async function shown(providers: Providers, ...wanted: ProviderStatus['state'][]): Promise<void> {
  for await (const list of providers.watch()) {
    const states = list.toSorted((a, b) => a.name.localeCompare(b.name)).map((one) => one.status.state)
    if (states.join() === wanted.join()) return
  }
}

/** Known clusters, in a vault that the process after them finds locked. */
async function left(apis: readonly ScriptedApi[]): Promise<readonly Provider[]> {
  const { vault, providers, close } = await begin()
  await vault.create({ passphrase: PASSPHRASE, device: false })
  const all = []
  for (const [index, api] of apis.entries()) all.push(await added(providers, `cluster-${index}`, api))
  await close()
  return all
}

describe('providers whose secrets are in a locked vault', () => {
  it('say so, and connect once it is unlocked, each for itself and only once', async () => {
    let isAway = false
    const [good, bad] = [
      await harness.serve(),
      await harness.serve(() => (isAway ? failure(503, 'Unavailable', 'No.') : undefined)),
    ]
    await left([good, bad])
    isAway = true
    const { vault, providers } = harness.track(await begin())
    expect(providers.list().map((one) => one.status)).toEqual([{ state: 'locked' }, { state: 'locked' }])
    const sent = [good, bad].map((api) => api.seen.length)
    for (const { id } of providers.list()) {
      expect(await providers.reconnect(id)).toMatchObject({ problem: { code: 'vault.locked' } })
      expect(await providers.reconnect(id, 'another')).toMatchObject({ problem: { code: 'vault.locked' } })
      expect(providers.target(id)).toMatchObject({ problem: { code: 'vault.locked' } })
    }
    expect([good, bad].map((api) => api.seen.length)).toEqual(sent)
    await vault.unlock(unlock)
    await shown(providers, 'connected', 'failed')
    const tried = bad.seen.length
    vault.lock()
    await vault.unlock(unlock)
    await shown(providers, 'connected', 'failed')
    expect(bad.seen.length).toBe(tried)
  })

  it('are left to whoever names them in a process that connects nothing by itself', async () => {
    await left([await harness.serve()])
    const { vault, providers } = harness.track(await begin(false))
    await vault.unlock(unlock)
    await shown(providers, 'needsCredentials')
    const [known] = providers.list()
    expect(await providers.reconnect(known!.id)).toMatchObject({ value: { status: { state: 'connected' } } })
  })

  it('are removed with all their secrets, and not at all while those cannot be', async () => {
    const { vault, providers } = harness.track(await begin())
    await vault.create({ passphrase: PASSPHRASE, device: false })
    const [one, other] = [
      await added(providers, 'one', await harness.serve()),
      await added(providers, 'other', await harness.serve()),
    ]
    await vault.put([
      { id: `${one.id}/esxi/host-1/ssh`, kind: 'esxi-login', secret: Buffer.from('a') },
      { id: `${one.id}/luks/vm-1`, kind: 'luks', secret: Buffer.from('b') },
    ])
    vault.lock()
    expect(await providers.remove(one.id)).toMatchObject({ problem: { code: 'vault.locked' } })
    expect(providers.list().map((each) => each.status.state)).toEqual(['connected', 'connected'])
    expect(providers.target(one.id).ok).toBe(true)
    await vault.unlock(unlock)
    expect(await providers.remove(one.id)).toEqual({ ok: true, value: { removed: true } })
    expect(vault.list().map(({ id }) => id)).toEqual([other.id])
    expect(providers.list().map(({ id }) => id)).toEqual([other.id])
  })
})
