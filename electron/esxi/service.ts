/** ESXi hosts reached directly: NFC memory over SSH, the SSH service itself, and the network that copies take. */
import type { EditRun, EsxiHost, HostKey, NfcChange, NfcReading, SshLogin } from '../../shared/esxi/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { UseSecret } from '../vault/service.ts'

export interface HostRef {
  readonly providerId: string
  readonly hostId: string
}

interface EditRequest {
  readonly providerId: string
  readonly hostIds: readonly string[]
  readonly change: NfcChange
  readonly openSsh: boolean
  readonly rehearse: boolean
  /** By host: the hash of the settings that the edit was decided on. */
  readonly expected?: Readonly<Record<string, string>> | undefined
}

interface RestoreRequest extends HostRef {
  readonly backup?: string | undefined
  readonly openSsh: boolean
  readonly rehearse: boolean
}

export interface NetworkRequest {
  readonly providerId: string
  readonly hostIds: readonly string[]
  readonly device: string | null
  readonly login?: { readonly username: string; readonly password: string } | undefined
}

/** How many disk copies of a host may run at once, and the sentence that says why. */
export interface CopyLimit {
  readonly limit: number
  readonly because: string
}

/** Where copies from a host read when its migration network is ready; otherwise they read through vCenter. */
export interface DirectSource {
  readonly address: string
  /** "https://10.21.0.11/sdk", as the cluster reaches it. */
  readonly url: string
  readonly username: string
  /** SHA-1 of the host's certificate, upper-case colon hex. */
  readonly thumbprint: string
  readonly useSecret: UseSecret
}

/** How copies from a host go at the moment. */
export type DirectWay =
  /** No migration network is chosen: through vCenter. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly hostName: string; readonly source: DirectSource }
  /** One is chosen and cannot be used. */
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Esxi {
  watch(providerId: string, signal?: AbortSignal): AsyncGenerator<readonly EsxiHost[]>
  setLogin(
    providerId: string,
    hostIds: readonly string[],
    login: SshLogin,
  ): Promise<Result<{ hosts: number }>>
  forgetLogin(providerId: string, hostIds: readonly string[]): Promise<Result<{ hosts: number }>>
  hostKey(
    host: HostRef & { readonly openSsh: boolean },
  ): Promise<Result<{ shown: HostKey; pinned?: HostKey }>>
  trustHostKey(
    host: HostRef & { readonly sha256: string; readonly openSsh: boolean },
  ): Promise<Result<{ pinned: HostKey }>>
  forgetHostKey(host: HostRef): Promise<Result<{ forgotten: boolean }>>
  read(host: HostRef & { readonly openSsh: boolean }): Promise<Result<NfcReading>>
  /** Each view of the run; an abort of `signal`, or closing the generator, asks for its end. */
  edit(request: EditRequest, signal?: AbortSignal): AsyncGenerator<EditRun>
  restore(request: RestoreRequest, signal?: AbortSignal): AsyncGenerator<EditRun>
  history(providerId: string, hostId?: string): Result<EditRun[]>
  watchRun(providerId: string, runId: string, signal?: AbortSignal): AsyncGenerator<EditRun>
  cancel(providerId: string, runId: string): Result<{ asked: boolean }>
  closeSsh(providerId: string, hostIds: readonly string[]): Promise<Result<{ closed: number }>>
  /** The chosen hosts as they are tried; ends with the last of them, or with `signal`. */
  setMigrationNetwork(request: NetworkRequest, signal?: AbortSignal): AsyncGenerator<readonly EsxiHost[]>
  checkMigrationNetwork(
    providerId: string,
    hostIds: readonly string[],
    signal?: AbortSignal,
  ): AsyncGenerator<readonly EsxiHost[]>
  /** For the scheduler: follows what was last read back from the host. */
  copyLimit(host: HostRef): CopyLimit
  /** Logs in at the chosen migration network again when the last login is some minutes old. Never throws. */
  directWay(host: HostRef): Promise<DirectWay>
  /**
   * Whether an edit of the host is under way or restarts its hostd, in this process or in another that lives; then
   * no copy from it may begin. True from the moment that its run is started.
   */
  isBeingEdited(host: HostRef): boolean
  /** Whether work with a host of the source is under way in this process, a rehearsal or a reading too. */
  isAtWork(providerId: string): boolean
  /** Cancels runs, lets hosts that are being edited come to an end (with a limit), puts SSH services back. */
  close(): Promise<void>
}

/** From an address as vSphere tells it to where it is really reached; only the lab's differ. */
export type Reach = (
  providerId: string,
  address: string,
  port: number,
) => { readonly host: string; readonly port: number }
