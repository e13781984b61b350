/** The demo lab from outside. Types only: importing this loads nothing of the lab. */
import type { LabStatus } from '../../shared/contract/lab.ts'
import type { Result } from '../../shared/problem.ts'

export interface LabOptions {
  /** Fixes disk contents and credentials. */
  readonly seed: string
  /** VMs in the estate; the named ones always exist. */
  readonly vms: number
  readonly hosts: number
  /** MiB of every disk of a generated VM, where bytes do not matter; some tens, by the seed, when left out. */
  readonly diskMib?: number
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
interface LabCluster {
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
    /** Of the host's own vSphere API. */
    readonly url: string
    /** Of the certificate that it shows there. */
    readonly sha1: string
  }[]
}

/** Directories of a host that are file systems of their own. */
export type HostMount = '/' | '/etc' | '/tmp'

/** What goes wrong on a host from now on. What is left out is well. */
export interface HostFailures {
  /** The connection ends at a command, counted from the call that asks for it, or at the first that contains a text. */
  readonly cut?: {
    /** 1 is the next command. */
    readonly at: number | string
    /** `during`: it does its work, or half of it where it reads its input, and nobody hears of it. */
    readonly when: 'before' | 'during' | 'after'
  }
  readonly readOnly?: readonly HostMount[]
  readonly diskFull?: readonly HostMount[]
  /** The next restart stops hostd, and it does not come back. */
  readonly hostdStaysDown?: boolean
  /** Commands that contain this text begin only once something else is to fail. */
  readonly stuckAt?: string
  /** Shown before the login; some ten thousand characters at most. */
  readonly banner?: string
  /** Lines that the server sends before it says which protocol it speaks. */
  readonly greeting?: string
  /** What the shell of each command writes to standard output before the command does. */
  readonly noise?: string
  /** Nobody answers on any port of the host. */
  readonly unreachable?: boolean
  /** The SSH server shows another key than before. */
  readonly newHostKey?: boolean
  /** A task is running on the host. */
  readonly busy?: boolean
}

/** What the vCenter does wrong from now on. What is left out is well. */
export interface VcenterFailures {
  /** Nobody answers, and who is connected is cut off. */
  readonly down?: boolean
  /** The first that fits a call or a task decides. */
  readonly faults?: readonly VcenterFault[]
  /** Name of a host that vCenter has lost: work on its VMs fails, and their disks cannot be read. */
  readonly lostHost?: string
}

interface VcenterFault {
  /** "ShutdownGuest"; of what is a task ("CreateSnapshot_Task") the task fails, as in vSphere. */
  readonly method: string
  /** Class of the fault: "NoDiskSpace". */
  readonly fault: string
  readonly message: string
  /** How often; each time without it. */
  readonly times?: number
}

/**
 * What the API server does wrong from now on, for Palletjack only: the cluster's own controllers, which are known by
 * their user agent, go on. What is left out is well.
 */
export interface ClusterFailures {
  /** Its connections are cut off, watches included, and nobody answers. */
  readonly down?: boolean
  readonly refuse?: {
    /** HTTP status: 500, 401, 409. */
    readonly status: number
    /** Of the requests that are refused; all without it. */
    readonly methods?: readonly ('GET' | 'POST' | 'PATCH' | 'DELETE')[]
    /** Plural names of the kinds that are; all without it. */
    readonly kinds?: readonly string[]
    /** How often; each time without it. */
    readonly times?: number
  }
  /** Each watch ends, and begins with "too old resource version" (410). */
  readonly watchesExpired?: boolean
  /** Claims get no volume, and a warning with these words. */
  readonly noVolumes?: string
}

/** What containers do wrong from now on, each in its work. What is left out is well. */
export interface PodFailures {
  readonly importer?: PodEnd
  readonly conversion?: PodEnd
}

export interface PodEnd {
  /** `oom`: the kernel kills it, so that it says nothing. */
  readonly how: 'crash' | 'oom'
  /** Last words of one that crashes. */
  readonly message?: string
  /** How often; each time without it. */
  readonly times?: number
}

/** Copies of disks are held half way, conversions of guests before their end. */
export type LabWork = 'copies' | 'conversions'

/** One ESXi host of the lab, as far as its SSH and SOAP servers do not tell it. */
export interface LabEsxi {
  readonly name: string
  /** Of a user who may log in but is not root. */
  readonly viewer: { readonly username: string; readonly password: string }
  /** Replaces what was to fail before; `{}` ends it. */
  fail(failures: HostFailures): Promise<void>
  setLockdown(mode: 'lockdownDisabled' | 'lockdownNormal' | 'lockdownStrict'): void
  /** Lets the holder of this key in as root: one line of an authorized_keys file. */
  authorizeKey(publicKey: string): void
  /** Bytes of a file of the host; undefined where there is none. */
  file(path: string): Uint8Array | undefined
  /** Replaces or makes a file, whatever its mode, as the host's administrator would. */
  putFile(path: string, bytes: Uint8Array): void
  /** The settings of hostd in the host's database as JSON; undefined where hostd has none there. */
  hostdSettings(): string | undefined
  /** What the running hostd uses, in bytes: as it was when it started. Undefined while it does not run. */
  nfcInUse(): { readonly maxMemory: number; readonly maxStreamMemory: number } | undefined
  /** Commands that were given so far, as they arrived. */
  commands(): readonly string[]
  /** Disk reads through the host itself that have a session now, and since the start. */
  copies(): { readonly now: number; readonly total: number }
  /** Restarts the host: what was not saved is gone. Resolves when hostd runs again, or gives up. */
  reboot(): Promise<void>
}

export interface Lab {
  readonly endpoints: LabEndpoints
  /** The host of this name. Throws for one that the lab does not have. */
  esxi(name: string): LabEsxi
  /**
   * Where an address of a host (its management adapter or the one for migrations) is served on this computer, for
   * ports 22, 443 and 902. Everything else comes back as it is.
   */
  reach(address: string, port: number): { readonly host: string; readonly port: number }
  /** Holds this work in the middle from now on; call what is returned to let it go on. */
  hold(work: LabWork): () => void
  readonly vcenter: {
    /** Replaces what was to fail before; `{}` ends it. */
    fail(failures: VcenterFailures): Promise<void>
    /** Ends all sessions, as a vCenter does that restarts or whose administrator ends them. */
    endSessions(): void
  }
  readonly cluster: {
    /** Replaces what was to fail before; `{}` ends it. */
    fail(failures: ClusterFailures): void
  }
  readonly pods: {
    /** Replaces what was to fail before; `{}` ends it. */
    fail(failures: PodFailures): void
  }
  /** How often something went wrong because it was asked for, since the start: one that nobody met proves nothing. */
  failuresMet(): number
  /** Lets the guest of a VM write to its disks from now on, whenever it runs: hot pages, growth, trims, a last flush. */
  startWriting(vmName: string): void
  /** Rounds of such writes so far. */
  writes(vmName: string): number
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
