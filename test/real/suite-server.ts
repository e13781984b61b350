/** A server that the shared tests run against, and what its administrator can do. */

export interface SuiteVm {
  readonly id: string
  readonly name: string
  readonly power: string
  readonly diskBytes: readonly number[]
}

/** What the server's own administrator knows, by other ways than the client's. */
export interface SuiteFacts {
  readonly vms: readonly SuiteVm[]
  /** Ids. */
  readonly hosts: readonly string[]
  readonly clusters: readonly string[]
  readonly datastores: readonly string[]
}

export interface SuiteServer {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly sha1: string
  readonly sha256: string
  /** Its certificate or the one that signed it. */
  readonly caPem: string
  /** Ids of at least four running VMs that the tests may change, without snapshots. */
  readonly playground: readonly string[]
  facts(): Promise<SuiteFacts>
  /** How many sessions there are, the administrator's own left out. */
  sessions(): Promise<number>
  endSessions(): Promise<number>
  /** Lets tasks take long enough to be cancelled, or not. */
  slowTasks(slow: boolean): Promise<void>
  stop(): Promise<void>
}
