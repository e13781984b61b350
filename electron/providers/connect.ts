/** Opens a connection and says how to remember it. */
import { ok, type Result } from '../../shared/problem.ts'
import type { ProviderStatus } from '../../shared/provider/model.ts'
import type { ClusterAccess, ClusterService } from '../cluster/service.ts'
import type { InventorySources } from '../inventory/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService } from '../vsphere/service.ts'
import type { Entry } from './registry.ts'

/** What a provider is called, whatever it connects to. */
export type Identity = Pick<StoredProvider, 'id' | 'name' | 'lab'>

export interface Connector {
  source(identity: Identity, endpoint: VsphereEndpoint): Promise<Result<Entry>>
  target(identity: Identity, access: ClusterAccess): Promise<Result<Entry>>
}

export interface ConnectorOptions {
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
  readonly sources: InventorySources
}

export function createConnector({ vault, vsphere, cluster, sources }: ConnectorOptions): Connector {
  const connected = (): ProviderStatus => ({ state: 'connected', since: new Date().toISOString() })
  return {
    async source({ id, name, lab }, endpoint) {
      const session = await vsphere.connect(endpoint, (fn) => vault.use(id, fn))
      if (!session.ok) return session
      const { url, about, certificate } = session.value
      // What was typed is kept in its normal form, so the list shows what is really spoken to.
      const source = { ...endpoint, url }
      const { version } = about
      return ok({
        stored: { id, name, lab, source, version, thumbprint: certificate.sha1, certificate },
        status: connected(),
        session: session.value,
        inventory: sources.live(session.value),
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
