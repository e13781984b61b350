/** Inventories of sources: live or from a file, and the questions that can be asked of them. */
import type {
  InventoryPage,
  InventoryQuery,
  InventorySelection,
  InventoryView,
  TreeKind,
  TreeNode,
  VmDetails,
} from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { Abortable } from '../../shared/topic.ts'
import type { VsphereSession } from '../vsphere/service.ts'

/** One source's inventory for any number of readers. */
export interface InventorySource {
  /** How it is now. */
  readonly view: InventoryView
  watch(signal?: Abortable): AsyncGenerator<InventoryView>
  /** The last complete inventory and its revision; undefined before the first. */
  current(): { readonly revision: number; readonly inventory: Inventory } | undefined
  /** The inventory as of now; waits for the first complete read, its failure, or `signal`. */
  ready(signal?: Abortable): Promise<Result<Inventory>>
  close(): void
}

export interface InventorySources {
  /** Starts reading at once and follows changes until closed. */
  live(session: VsphereSession): InventorySource
  /** The inventory kept under `id`, read from its file when somebody first asks. */
  stored(id: string): InventorySource
}

/** Inventory files that were opened, kept in the state directory. */
export interface InventoryFileStore {
  /**
   * Checks the file (an inventory that was saved, or an RVTools workbook) and keeps it under `id`. Problems:
   * inventory-file.*, rvtools.*. Nothing is kept of a bad file.
   */
  keep(id: string, file: Blob): Promise<Result<Inventory>>
  /** Problems: inventory-file.missing and the others. */
  load(id: string): Promise<Result<Inventory>>
  /** Keeps under `to` what was kept under `from`, in place of what was there. Problem inventory-file.cannot-keep. */
  move(from: string, to: string): Promise<Result<void>>
  forget(id: string): Promise<void>
}

/** Answers the contract's questions. Each waits for the first read of a source that has just connected. */
export interface Inventories {
  watch(providerId: string, signal?: AbortSignal): AsyncGenerator<InventoryView>
  query(query: InventoryQuery): Promise<Result<InventoryPage>>
  ids(
    selection: InventorySelection,
  ): Promise<Result<{ revision: number; ids: string[]; migratable: string[] }>>
  vm(providerId: string, id: string): Promise<Result<VmDetails>>
  tree(providerId: string, tree: TreeKind): Promise<Result<{ revision: number; nodes: TreeNode[] }>>
  /** The inventory as a file that InventoryFileStore.keep takes. */
  save(providerId: string): Promise<Result<File>>
}
