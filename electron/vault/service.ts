/** Where credentials live: sealed in a file, handed to one piece of work at a time, never given out. */
import type { Result } from '../../shared/problem.ts'
import type {
  CopyOutcome,
  CreateInput,
  Proof,
  SecretInfo,
  SecretKind,
  SlotKind,
  UnlockInput,
  VaultEntry,
  VaultStatus,
} from '../../shared/vault/model.ts'

/** Hands a secret to `fn` and nowhere else; the bytes are wiped as soon as `fn` is done. Problem vault.locked. */
export type UseSecret = <T>(fn: (secret: Buffer) => Promise<Result<T>>) => Promise<Result<T>>

/** Resolves as soon as the vault is not locked, or when `signal` aborts. Never rejects. */
export type UntilUnlocked = (signal: AbortSignal) => Promise<void>

/** A secret that is tried out while the one known before stays what it is. */
interface OfferedSecret {
  /** Hands out this secret; once it was kept, whatever the vault holds by then. */
  readonly use: UseSecret
  /** It works: it takes the place of the one known before. Problems vault.locked, vault.not-written. */
  keep(): Promise<Result<void>>
  /** It does not: wiped. */
  drop(): void
}

/** Called once all was checked, right before it takes effect; nothing happens when it fails. */
export type Before = () => Result<void>

/**
 * Changes how the vault opens. No generation of the file is left that opens the old way. Problems: those of unlock,
 * vault.locked, vault.not-written.
 */
export interface VaultCare {
  setPassphrase(proof: Proof, passphrase: string, before?: Before): Promise<Result<void>>
  setRecoveryCode(proof: Proof, code: string, before?: Before): Promise<Result<void>>
  /** Problem vault.no-keychain. */
  setDevice(proof: Proof, before?: Before): Promise<Result<void>>
  /** Problem vault.last-slot when only this computer, or nothing, would be left. */
  removeSlots(proof: Proof, kind: SlotKind, before?: Before): Promise<Result<void>>
  /**
   * Everything under a new key. The ways in stay, apart from those that nobody can show here: a recovery code needs
   * a new one, and a passphrase that was not shown is gone.
   */
  rotate(proof: Proof, recoveryCode?: string, before?: Before): Promise<Result<void>>
}

/** A secret outside of the vault, for as long as somebody holds it. */
export interface LooseSecret {
  readonly id: string
  readonly kind: SecretKind
  readonly secret: Uint8Array
}

/** A secret, and for the audit log what it will be used for. */
export interface SecretOnTrial extends LooseSecret {
  /** As in Vault.use. */
  readonly purpose: string
  /** Kept in memory, for this process alone, also beside a vault and while that is locked. */
  readonly isLoose?: boolean
}

export interface Vault extends VaultCare {
  status(): VaultStatus
  watch(signal?: AbortSignal): AsyncGenerator<VaultStatus>
  /** Seals what is in memory so far into a new vault, and opens it. Problem vault.exists. */
  create(input: CreateInput, before?: Before): Promise<Result<void>>
  /** Name of the store of the operating system that would keep a key. Problem vault.no-keychain. */
  device(): Promise<Result<{ backend: string }>>
  /** From now on secrets stay in memory, and nobody is asked again. Problem vault.exists. */
  useMemory(): Result<void>
  /** Problems vault.wrong-passphrase, vault.wait, vault.wrong-code, vault.no-slot, vault.keychain-changed, vault.corrupt. */
  unlock(input: UnlockInput, before?: Before): Promise<Result<void>>
  /** Drops the key. Work that has a secret in hand keeps it to its end. `because`: for people. */
  lock(because?: string): void
  /** Says why it is locked, for people, where nothing else is said. */
  explain(because: string): void
  /** Locks it if another process asked for that. Each use asks by itself. */
  look(): Promise<void>
  /** What is stored, also while it is locked. */
  list(): readonly SecretInfo[]
  has(id: string): boolean
  /** Stores or replaces, all or none. Wipes nothing of the caller's. Problems vault.locked, vault.not-written. */
  put(secrets: readonly LooseSecret[]): Promise<Result<void>>
  offer(secret: SecretOnTrial): OfferedSecret
  /**
   * Problems vault.locked, vault.no-secret, journal.disk-full; see UseSecret. `purpose` goes to the audit log and names
   * server and user: "to log in to vc.example.com as admin".
   */
  use<T>(id: string, purpose: string, fn: (secret: Buffer) => Promise<Result<T>>): Promise<Result<T>>
  /**
   * Forgets each id and all below it (`id/...`), so that nothing of a provider outlives it. Does nothing where there is
   * nothing. Problem vault.locked where there is something.
   */
  forget(...ids: readonly string[]): Promise<Result<void>>
  /**
   * Some of its secrets, and what is to travel with them, under a passphrase of their own. The bytes are sealed.
   * Problem vault.locked.
   */
  exportCopy(
    passphrase: string,
    ids: readonly string[],
    more: readonly LooseSecret[],
  ): Promise<Result<Buffer>>
  /** Hands what a copy holds to `fn`, and wipes it. Problems vault.wrong-passphrase, vault.corrupt, vault.newer. */
  openCopy<T>(
    bytes: Uint8Array,
    passphrase: string,
    fn: (secrets: readonly LooseSecret[]) => Promise<Result<T>>,
  ): Promise<Result<T>>
  /** Puts the generation before a damaged file in its place, and answers where the damaged one is kept. */
  restorePrevious(): Promise<Result<{ kept: string }>>
  /** Removes the vault with every generation, and all that is in memory. Nothing brings it back. */
  forgetAll(): Promise<Result<void>>
  /** Wipes all that is in memory, the key too. The file stays. */
  close(): void
}

/** Keys that the operating system keeps for this user on this computer. A door hands them in. */
export interface DeviceKeys {
  /** Name of the store, for example `gnome_libsecret`; a problem (vault.no-keychain) where there is none that holds. */
  backend(): Promise<Result<string>>
  /** Seals a key; the answer is kept in the vault's file. */
  seal(key: Buffer): Promise<Result<Buffer>>
  /** Problem vault.keychain-changed when the store no longer opens it. `again`: it should be sealed anew. */
  open(sealed: Buffer): Promise<Result<{ readonly key: Buffer; readonly again: boolean }>>
  /** What was sealed opens nothing any more. Does what it can, and never fails. */
  drop(sealed: Buffer): Promise<void>
}

/** What the vault holds, told with the names of those it belongs to, and carried from one computer to another. */
export interface Credentials {
  /** Also while the vault is locked. */
  entries(): VaultEntry[]
  /** As vault.exportCopy of the contract. */
  exportCopy(passphrase: string, providerIds: readonly string[] | undefined): Promise<Result<File>>
  /** As vault.importCopy of the contract. */
  importCopy(file: Blob, passphrase: string): Promise<Result<CopyOutcome>>
  /** As vault.setDiskPassphrases of the contract. */
  setDiskPassphrases(providerId: string, vmId: string, passphrases: readonly string[]): Promise<Result<void>>
}

/** Locks the vault when nobody is there. */
export interface Locking {
  /** A person is there: the time begins anew. */
  active(): void
  /** The computer sleeps or its screen is locked: locks it here, unless the settings say otherwise. */
  away(because: string): void
  /** Locks it here and in every other process that uses this vault. Problem vault.not-written. */
  lockAll(because?: string): Promise<Result<void>>
  close(): void
}
