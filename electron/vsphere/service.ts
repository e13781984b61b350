/** What the rest of the main process may ask of a vCenter or ESXi host. */
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { Certificate, Trust } from '../../shared/provider/model.ts'

/** Hands the secret to `fn` and nowhere else; the vault implements it. */
export type UseSecret = <T>(fn: (secret: string) => Promise<T>) => Promise<T>

export interface VsphereEndpoint {
  /** As the user typed it: host, host:port, or URL with or without /sdk. */
  readonly url: string
  readonly username: string
  readonly trust: Trust
}

export interface InventoryUpdate {
  readonly revision: number
  readonly state: 'loading' | 'ready' | 'failed'
  readonly vmsRead: number
  readonly inventory?: Inventory
  readonly problem?: Problem
}

export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended'

/** One logged-in connection. All methods log in again once when vSphere says NotAuthenticated. */
export interface VsphereSession {
  /** Normalised "https://host[:port]/sdk". */
  readonly url: string
  readonly about: Inventory['about']
  readonly certificate: Certificate
  /** Reads the whole inventory, then follows changes until `signal` aborts. Each update is complete. */
  watchInventory(signal: AbortSignal): AsyncIterable<InventoryUpdate>
  /** One complete read. */
  inventory(signal?: AbortSignal): Promise<Result<Inventory>>
  powerState(vmId: string): Promise<Result<PowerState>>
  /** Asks the guest to shut down and returns at once. Problem vsphere.tools-unavailable without Tools. */
  shutdownGuest(vmId: string): Promise<Result<void>>
  /** Hard power-off; waits for the task. */
  powerOff(vmId: string): Promise<Result<void>>
  powerOn(vmId: string): Promise<Result<void>>
  /** Logs out. Never throws. */
  close(): Promise<void>
}

export interface VsphereService {
  /** The certificate that the server shows, unverified, for a person to compare. */
  certificate(url: string): Promise<Result<Certificate>>
  /** Checks the certificate against `endpoint.trust`, logs in, reads who it is. */
  connect(endpoint: VsphereEndpoint, useSecret: UseSecret): Promise<Result<VsphereSession>>
}
