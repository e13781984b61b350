/** What the rest of the main process may ask of a vCenter or ESXi host. */
import type { HostService, Inventory, VmSnapshot } from '../../shared/inventory/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { MissingPrivileges } from '../../shared/provider/checks.ts'
import type { Certificate, Trust } from '../../shared/provider/model.ts'
import type { UseSecret } from '../vault/service.ts'

export interface VsphereEndpoint {
  /** As the user typed it: host, host:port, or URL with or without /sdk. */
  readonly url: string
  readonly username: string
  readonly trust: Trust
}

export interface InventoryUpdate {
  /** `reconnecting`: a passing problem is being retried; `failed`: the watch has ended. */
  readonly state: 'loading' | 'ready' | 'reconnecting' | 'failed'
  readonly vmsRead: number
  readonly inventory?: Inventory
  /** ISO 8601: when the inventory was last in step with the server, changed or not. */
  readonly syncedAt?: string
  readonly problem?: Problem
}

export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended'

export interface TaskOptions {
  /** Asks vSphere to cancel the task; answers with vsphere.task-canceled, or as it ended if it was too late. */
  readonly signal?: AbortSignal
  /** Percent as vSphere tells it, rising. */
  readonly onProgress?: (percent: number) => void
  /** ms; what to wait for the end at most. The task may go on after that, which the problem says. */
  readonly limitMs?: number
}

export interface NewSnapshot {
  readonly name: string
  readonly description: string
  /** File systems (and applications that VMware Tools can reach) are brought to rest first. */
  readonly quiesce: boolean
}

export interface ChangedAreasQuery {
  readonly vmId: string
  readonly snapshotId: string
  readonly diskKey: number
  readonly changeId: string
}

export interface ChangedAreas {
  /** Size of the disk in bytes. */
  readonly capacityBytes: number
  /** Bytes; ascending, without overlaps, neighbours joined. */
  readonly areas: readonly { readonly start: number; readonly length: number }[]
}

export interface HostServiceChange {
  readonly running?: boolean
  readonly policy?: 'on' | 'off' | 'automatic'
}

/** A host as vSphere sees it now, not as the inventory remembers it. */
interface HostState {
  readonly name: string
  /** connected, disconnected or notResponding. */
  readonly connectionState: string
  readonly inMaintenance: boolean
  /** lockdownDisabled, lockdownNormal or lockdownStrict; empty where vSphere does not tell. */
  readonly lockdownMode: string
}

export interface HostTask {
  readonly state: 'running' | 'queued'
  /** As vSphere calls it: "VirtualMachine.createSnapshot". */
  readonly description: string
  readonly entityName: string
}

export interface HostRuleset {
  /** For example sshServer. */
  readonly key: string
  readonly enabled: boolean
  /** Key of the service that it goes with; empty for none. */
  readonly service: string
}

/** What the privileges are needed for. */
export type PrivilegeUse = 'inventory' | 'cold' | 'warm' | 'host-edit'

/** Privilege ids that this server does not know are not asked for; of the objects a few are named. */
export interface PrivilegeReport extends MissingPrivileges {
  readonly use: PrivilegeUse
  /**
   * How many objects were looked at, and of how many: datacenters, folders, hosts and datastores, those
   * higher up first. A role on a single VM is not seen.
   */
  readonly checked: { readonly objects: number; readonly of: number }
}

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
  powerOff(vmId: string, task?: TaskOptions): Promise<Result<void>>
  powerOn(vmId: string, task?: TaskOptions): Promise<Result<void>>
  /** The server's clock against ours, the time on the way taken out. Positive: the server is ahead. */
  clockSkewMs(): Promise<Result<number>>
  /**
   * A snapshot without memory; answers with its id. A snapshot of this name that is there already is taken
   * instead of a second one, so a call that was cut off can be repeated. Problems: vsphere.quiesce-failed (offer one without
   * quiescing), vsphere.too-many-snapshots, vsphere.no-disk-space, vsphere.task-canceled, vsphere.task-timeout.
   */
  createSnapshot(vmId: string, snapshot: NewSnapshot, task?: TaskOptions): Promise<Result<string>>
  /** The VM's snapshots as of now, parents first. */
  snapshots(vmId: string): Promise<Result<readonly VmSnapshot[]>>
  /** Removes one snapshot, its children stay, and merges its changes. A snapshot that is gone already is fine. */
  removeSnapshot(snapshotId: string, task?: TaskOptions): Promise<Result<void>>
  /** Merges what failed snapshot removals left; does nothing when vSphere sees no need. */
  consolidateDisks(vmId: string, task?: TaskOptions): Promise<Result<void>>
  /** Changed block tracking. Takes effect for a running VM with its next snapshot. */
  setChangeTracking(vmId: string, enabled: boolean, task?: TaskOptions): Promise<Result<void>>
  /** Change ids of a snapshot's disks by device key; a disk without tracking is left out. */
  changeIds(snapshotId: string): Promise<Result<ReadonlyMap<number, string>>>
  /** All disks of the VM as they were in a snapshot, with tracking or without. */
  snapshotDisks(
    snapshotId: string,
  ): Promise<Result<readonly { readonly key: number; readonly capacityBytes: number }[]>>
  /**
   * What changed on a disk between `changeId` ("*": all that is allocated) and the snapshot, in the order of
   * the disk. Problem vsphere.change-history-invalid: only a full copy is right.
   */
  changedAreas(query: ChangedAreasQuery, signal?: AbortSignal): Promise<Result<ChangedAreas>>
  hostServices(hostId: string): Promise<Result<readonly HostService[]>>
  /** Starts or stops a service (TSM-SSH), or changes when it starts; answers with how it is then. */
  setHostService(hostId: string, key: string, change: HostServiceChange): Promise<Result<HostService>>
  hostState(hostId: string): Promise<Result<HostState>>
  /** Tasks on the host or on one of its VMs that run or wait now, as far as this user may see them. */
  hostTasks(hostId: string): Promise<Result<readonly HostTask[]>>
  /** Rule sets of the host's firewall. */
  hostRulesets(hostId: string): Promise<Result<readonly HostRuleset[]>>
  /** Opens or shuts a rule set; what is so already is left alone. */
  setHostRuleset(hostId: string, key: string, enabled: boolean): Promise<Result<void>>
  /** What this user may not do of what each use needs; an empty list of missing means that it works. */
  privileges(uses?: readonly PrivilegeUse[]): Promise<Result<readonly PrivilegeReport[]>>
  /** Logs out. Never throws. */
  close(): Promise<void>
}

export interface VsphereService {
  /** The certificate that the server shows, unverified, for a person to compare. */
  certificate(url: string): Promise<Result<Certificate>>
  /**
   * Checks the certificate against `endpoint.trust`, logs in, reads who it is. After an abort of `signal`
   * nothing stays logged in.
   */
  connect(
    endpoint: VsphereEndpoint,
    useSecret: UseSecret,
    signal?: AbortSignal,
  ): Promise<Result<VsphereSession>>
  /**
   * Logs out of all that is open, for the end of the process; takes `limitMs` (5 s unless told) at most.
   * Never throws.
   */
  closeAll(limitMs?: number): Promise<void>
}
