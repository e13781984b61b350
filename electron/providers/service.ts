/** Known providers and their live connections. */
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import type {
  Certificate,
  ClusterEdit,
  ClusterInput,
  ClusterSettings,
  ConnectionCheck,
  KubeconfigContext,
  Provider,
  VsphereEdit,
  VsphereInput,
} from '../../shared/provider/model.ts'
import type { AccountInput } from '../../shared/target/account.ts'
import type { Target } from '../../shared/target/model.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { InventorySource } from '../inventory/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'

export interface CreatedAccount {
  readonly applied: string[]
  /** ISO 8601. */
  readonly tokenExpiresAt: string
  readonly provider: Provider
}

export interface RenewedFile {
  readonly file: Blob
  readonly name: string
  /** Absolute path. */
  readonly origin: string
}

export interface Renewal {
  readonly state: 'opened' | 'renewed' | 'older'
  readonly provider: Provider
}

export interface Providers {
  list(): readonly Provider[]
  watch(signal?: AbortSignal): AsyncGenerator<readonly Provider[]>
  certificate(url: string): Promise<Result<Certificate>>
  addVsphere(input: VsphereInput, options?: { readonly lab?: boolean }): Promise<Result<Provider>>
  addCluster(input: ClusterInput, options?: { readonly lab?: boolean }): Promise<Result<Provider>>
  /** If the new way does not work, the old one stays. Problems provider.in-use, provider.password-needed. */
  editVsphere(input: VsphereEdit): Promise<Result<Provider>>
  editCluster(input: ClusterEdit): Promise<Result<Provider>>
  contexts(text: string): Promise<Result<KubeconfigContext[]>>
  saveClusterSettings(id: string, settings: ClusterSettings): Promise<Result<Provider>>
  /** What a target offers, read anew, with the provider's own settings in it; `namespace`: the one that matters. */
  describe(id: string, namespace?: string): Promise<Result<Target>>
  /** Makes a namespace for migrated VMs unless it is there. */
  createNamespace(id: string, name: string): Promise<Result<{ name: string; created: boolean }>>
  /** Applies the account's manifests and logs in with its new token, or saves that as a kubeconfig file. */
  createAccount(input: AccountInput & { readonly saveKubeconfigTo?: string }): Promise<Result<CreatedAccount>>
  /** As providers.check of the contract. Ends early, with whatever was seen, when `signal` aborts. */
  check(
    input: { readonly id: string; readonly namespace?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Result<ConnectionCheck[]>>
  /** As providers.reconnect of the contract. */
  reconnect(id: string, secret?: string, kept?: boolean): Promise<Result<Provider>>
  /** An inventory file as a source to look at; without a name it gets the one of its vCenter and date. */
  openInventoryFile(file: Blob, name?: string): Promise<Result<Provider>>
  /** As providers.renewInventoryFile of the contract. */
  renewInventoryFile(input: RenewedFile): Promise<Result<Renewal>>
  /** Whether a provider from elsewhere could be taken in. Problems provider.known-already, provider.name-taken. */
  adoptable(stored: Pick<StoredProvider, 'id' | 'name'>): Result<void>
  /**
   * Takes in a provider from elsewhere, whose secrets are in the vault already, and connects it without waiting: its
   * status tells how that goes. Problems as adoptable.
   */
  adopt(stored: StoredProvider): Promise<Result<Provider>>
  /** Problem provider.in-use while a plan, or a run that is not over, needs it. */
  remove(id: string): Promise<Result<{ removed: boolean }>>
  /** The live connection, or a problem that says what is missing. */
  source(id: string): Result<VsphereSession>
  target(id: string): Result<ClusterConnection>
  /** The stored credentials of a provider, for the secrets that a run creates on the target; see Vault.use. */
  useSecret<T>(id: string, purpose: string, fn: (secret: Buffer) => Promise<Result<T>>): Promise<Result<T>>
  /** Whether there is such a secret, also while the vault is locked. */
  hasSecret(id: string): boolean
  /** The inventory of a connected source or of an opened file, or what is missing. */
  inventorySource(id: string): Result<InventorySource>
  /** The inventory as of now; waits for the first read to finish. */
  inventory(id: string): Promise<Result<Inventory>>
  close(): Promise<void>
}
