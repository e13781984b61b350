/** Opens a connection and says how to remember it. */
import { ok, type Result } from '../../shared/problem.ts'
import type { ProviderStatus } from '../../shared/provider/model.ts'
import type { ClusterAccess, ClusterConnection, ClusterService } from '../cluster/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService, VsphereSession } from '../vsphere/service.ts'
import { createInventoryFeed, type InventoryFeed } from './inventory-feed.ts'

/** A known provider and, while it is connected, its live ends. */
export interface Entry {
  readonly stored: StoredProvider
  status: ProviderStatus
  readonly session?: VsphereSession
  readonly feed?: InventoryFeed
  readonly connection?: ClusterConnection
}

/** What a provider is called, whatever it connects to. */
export type Identity = Pick<StoredProvider, 'id' | 'name' | 'lab'>

export interface Connector {
  source(identity: Identity, endpoint: VsphereEndpoint): Promise<Result<Entry>>
  target(identity: Identity, access: ClusterAccess): Promise<Result<Entry>>
}

export function createConnector(vault: Vault, vsphere: VsphereService, cluster: ClusterService): Connector {
  const connected = (): ProviderStatus => ({ state: 'connected', since: new Date().toISOString() })
  return {
    async source({ id, name, lab }, endpoint) {
      const session = await vsphere.connect(endpoint, (fn) => vault.use(id, fn))
      if (!session.ok) return session
      const { url, about, certificate } = session.value
      // What was typed is kept in its normal form, so the list shows what is really spoken to.
      const source = { ...endpoint, url }
      return ok({
        stored: { id, name, lab, source, version: about.version, thumbprint: certificate.sha1 },
        status: connected(),
        session: session.value,
        feed: createInventoryFeed(session.value),
      })
    },
    async target({ id, name, lab }, access) {
      const connection = await cluster.connect(access, (fn) => vault.use(id, fn))
      if (!connection.ok) return connection
      const described = await connection.value.describe()
      if (!described.ok) {
        await connection.value.close()
        return described
      }
      const { version, platformVersion } = described.value
      return ok({
        stored: {
          id,
          name,
          lab,
          target: { ...access, url: connection.value.url },
          version: platformVersion === '' ? version : platformVersion,
          thumbprint: '',
        },
        status: connected(),
        connection: connection.value,
      })
    },
  }
}

export async function disconnect(entry: Entry): Promise<void> {
  entry.feed?.close()
  await entry.session?.close()
  await entry.connection?.close()
}

export function isConnected(entry: Entry): boolean {
  return entry.session !== undefined || entry.connection !== undefined
}
