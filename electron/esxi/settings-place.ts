/** Where hostd of a host keeps its settings, and how a change gets there. */
import type { Generation, NfcValues } from '../../shared/esxi/model.ts'
import type { NfcWish } from '../../shared/esxi/nfc-wish.ts'
import type { Result } from '../../shared/problem.ts'
import type { FileFacts, HostShell } from './host-shell.ts'

/** Where hostd's file lies, and beside it the backups of both generations. */
export const HOSTD_FOLDER = '/etc/vmware/hostd'

/** Settings as they were read, byte for byte. */
export interface RawSettings {
  readonly bytes: Uint8Array
  readonly sha256: string
  /** Of the file; a database has none. */
  readonly facts?: FileFacts
}

export interface Settings extends RawSettings {
  readonly values: NfcValues
}

/** One generation's way. Each method works on the connection that it is given, since that may be another by then. */
export interface SettingsPlace {
  readonly generation: Generation
  /** As NfcReading.place. */
  readonly place: string
  /** Of the file, or of what a backup of the database is called; backups begin with it. */
  readonly fileName: string
  /** Whether the host has to be told to keep the change over a reboot. */
  readonly needsPersist: boolean
  readRaw(shell: HostShell): Promise<Result<RawSettings>>
  /** Without the host: the values in some bytes of settings. */
  valuesIn(bytes: Uint8Array): Result<NfcValues>
  edited(bytes: Uint8Array, wish: NfcWish): Result<Uint8Array>
  /** Whether both say the same of NFC. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
  /** Whether nobody changed anything from one to the other. */
  isUntouched(one: Uint8Array, other: Uint8Array): boolean
  /** What puts the settings back as they were `before`, and keeps what others changed besides. */
  undone(now: Uint8Array, before: Settings, wanted: Uint8Array): Uint8Array
  /** Copies what is there now to a new file, and reads it again. */
  backUp(shell: HostShell, settings: RawSettings, path: string): Promise<Result<void>>
  /** Writes wanted settings to a temporary file, for nobody to read yet. */
  stage(shell: HostShell, bytes: Uint8Array): Promise<Result<void>>
  checkStaged(shell: HostShell, bytes: Uint8Array, before: RawSettings): Promise<Result<void>>
  /** The one step that changes the settings: all of them or nothing. */
  swap(shell: HostShell): Promise<Result<void>>
  /** The backup itself takes the place of the settings, when there is no room for a copy of it. */
  swapBackup(shell: HostShell, backup: string): Promise<Result<void>>
  /** Removes the temporary file, also one that a killed run left. */
  discard(shell: HostShell): Promise<Result<void>>
}

export async function readSettings(place: SettingsPlace, shell: HostShell): Promise<Result<Settings>> {
  const raw = await place.readRaw(shell)
  if (!raw.ok) return raw
  const values = place.valuesIn(raw.value.bytes)
  return values.ok ? { ok: true, value: { ...raw.value, values: values.value } } : values
}
