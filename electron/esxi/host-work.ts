/** What the steps of one host's edit are given: the ways to the host, and whom to tell. */
import type { HostEdit, NfcChange } from '../../shared/esxi/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { SshSession } from './ssh.ts'

export interface HostWork {
  readonly hostId: string
  readonly hostName: string
  /** Of the run, for the lock on the host; without one a random name. */
  readonly runId?: string
  /** Whether that run of this process has ended: then a lock that it could not give back is taken over at once. */
  isOver?(runId: string): boolean
  /** Logs in; called again after the restart of hostd and after a lost connection. */
  connect(signal: AbortSignal): Promise<Result<SshSession>>
  /** Starts the SSH service if it is stopped and there is consent; `undefined`: it runs, nothing was done. */
  openSsh(): Promise<Result<string | undefined>>
  /** Puts the SSH service back as it was; the sentence says how it is then. */
  closeSsh(): Promise<Result<string | undefined>>
  /** Problem esxi.busy while a copy or a task of vSphere runs on the host. */
  isIdle(): Promise<Result<void>>
  /** Whether vCenter sees the host as connected now; true where there is no vCenter between. */
  answersVcenter(signal: AbortSignal): Promise<Result<boolean>>
  /** Told at each change, before the effect of a step is relied upon: the journal keeps it. */
  onChange(edit: HostEdit): void
}

export type HostRequest =
  | {
      readonly kind: 'edit' | 'rehearsal'
      readonly change: NfcChange
      readonly expectedSha256?: string | undefined
    }
  /** Without `backup` the newest one. */
  | { readonly kind: 'restore'; readonly backup?: string | undefined; readonly rehearse: boolean }
