/** The embedded lab from outside. Types only: importing this loads nothing of the lab. */
import type { LabStatus } from '../../shared/contract/lab.ts'
import type { Result } from '../../shared/problem.ts'

export interface LabOptions {
  /** Fixes disk contents and credentials. */
  readonly seed: string
  /** VMs in the estate; the named ones always exist. */
  readonly vms: number
  readonly hosts: number
  /** How much faster than real time the lab's clocks run: guests' shutdown, copies, conversions. */
  readonly timeScale: number
  /** Folder for target disks; the lab empties and removes what it made there on close. */
  readonly dir: string
  /**
   * An API server of somebody else to be the cluster, instead of the lab's own: the lab's CDI, KubeVirt and
   * kubelets run against it. What such a cluster holds before anyone migrates to it has to be there already.
   */
  readonly cluster?: LabCluster
}

/** An API server whose controllers the lab brings. */
export interface LabCluster {
  readonly url: string
  /** Bearer token of an administrator. */
  readonly token: string
  readonly caPem: string
  /** It has a controller for Jobs already. */
  readonly runsJobs: boolean
}

export interface LabEndpoints {
  readonly seed: string
  readonly vcenter: {
    readonly url: string
    readonly username: string
    readonly password: string
    readonly sha1: string
    readonly sha256: string
  }
  readonly cluster: {
    readonly url: string
    readonly token: string
    readonly caPem: string
    /** Text of a kubeconfig. */
    readonly kubeconfig: string
    /** The same as a file. */
    readonly kubeconfigFile: string
  }
  readonly esxi: readonly {
    readonly name: string
    readonly host: string
    readonly port: number
    readonly username: string
    readonly password: string
  }[]
}

export interface Lab {
  readonly endpoints: LabEndpoints
  /** Hash of a source disk by its backing file "[ds] dir/x.vmdk", as a guest would read it whole. */
  sourceSha256(file: string): Promise<string>
  /** Hash of the bytes behind a claim on the target. */
  targetSha256(namespace: string, claim: string): Promise<string>
  close(): Promise<void>
}

/** The lab as the application holds it: started at most once, registered as two providers. */
export interface LabHost {
  status(): LabStatus
  start(): Promise<Result<LabStatus>>
  /** The running lab, if any. */
  current(): Lab | undefined
  close(): Promise<void>
}
