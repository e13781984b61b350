/** Known providers and their live connections. */
import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { Certificate, ClusterInput, Provider, VsphereInput } from '../../shared/provider/model.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'

export interface Providers {
  list(): readonly Provider[]
  watch(signal?: AbortSignal): AsyncGenerator<readonly Provider[]>
  certificate(url: string): Promise<Result<Certificate>>
  addVsphere(input: VsphereInput, options?: { readonly lab?: boolean }): Promise<Result<Provider>>
  addCluster(input: ClusterInput, options?: { readonly lab?: boolean }): Promise<Result<Provider>>
  unlockVsphere(id: string, password: string): Promise<Result<Provider>>
  /** `secret` is the token or the kubeconfig's text, as the cluster was added. */
  unlockCluster(id: string, secret: string): Promise<Result<Provider>>
  /** Problem provider.in-use while a run that is not over needs it. */
  remove(id: string): Promise<Result<{ removed: boolean }>>
  /** The live connection, or a problem that says what is missing. */
  source(id: string): Result<VsphereSession>
  target(id: string): Result<ClusterConnection>
  /** The stored credentials of a provider, for the secrets that a run creates on the target. */
  useSecret<T>(id: string, fn: (secret: string) => Promise<T>): Promise<T>
  watchInventory(id: string, signal?: AbortSignal): AsyncGenerator<InventoryView>
  /** The inventory as of now; waits for the first read to finish. */
  inventory(id: string): Promise<Result<Inventory>>
  close(): Promise<void>
}
