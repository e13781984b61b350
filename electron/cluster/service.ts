/** What the rest of the main process may ask of a Kubernetes cluster. */
import type { OwnerReference } from '../../shared/manifests/claim-owner.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { KubeconfigContext } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { PermissionReport } from '../../shared/target/permissions.ts'
import type { UseSecret } from '../vault/service.ts'

/** Any Kubernetes object; callers narrow by kind. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name?: string
    readonly generateName?: string
    readonly namespace?: string
    readonly uid?: string
    readonly resourceVersion?: string
    readonly creationTimestamp?: string
    readonly deletionTimestamp?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly OwnerReference[]
    readonly finalizers?: readonly string[]
  }
  readonly spec?: unknown
  readonly status?: unknown
  readonly data?: unknown
  readonly stringData?: unknown
  readonly type?: string
}

export interface KindRef {
  readonly apiVersion: string
  readonly kind: string
}

/** A list that a watch keeps true. */
export interface LiveList {
  /** The objects now; empty until the first list arrived. */
  items(): readonly KubeObject[]
  /** Calls back after each change; returns the way to stop that. */
  onChange(listener: () => void): () => void
  /** Why the list is not being kept true at the moment; undefined while it is, or has just begun. */
  problem(): Problem | undefined
  /** Ends the watch. */
  stop(): void
}

/** `dryRun`: the server judges the write (schema, quota, admission) and keeps nothing of it. */
export interface WriteOptions {
  readonly dryRun?: boolean
}

/** A warning header of an answer (RFC 7234 code 299), as kubectl prints it. */
export interface ApiWarning {
  readonly text: string
  /** What was asked: "apply DataVolume disk-0 in namespace demo". */
  readonly about: string
}

/** How to log in to the server of a connection with another token. Holds that token twice. */
export interface AccountLogin {
  readonly access: ClusterAccess
  /** What the access needs from the vault. */
  readonly secret: string
  /** The same login as the text of a kubeconfig that holds everything itself. */
  readonly kubeconfig: string
}

/** An event that tells of trouble, in the words of whoever wrote it. */
export interface Trouble {
  readonly reason: string
  readonly message: string
  /** ISO 8601; empty when the event has no time. */
  readonly at: string
}

export interface ClusterConnection {
  readonly url: string
  /** The namespace that the login is meant for (that of a kubeconfig's context); empty where nothing says it. */
  readonly namespace: string
  /**
   * Version, operators, nodes, storage classes, attachments, VDDK image: read anew. A login that sees into single
   * namespaces only gets what is in `namespace` in any case, and in its own; of many others it may miss some.
   */
  describe(namespace?: string): Promise<Result<Target>>
  /** undefined when there is none. */
  get(ref: KindRef, namespace: string | undefined, name: string): Promise<Result<KubeObject | undefined>>
  list(
    ref: KindRef,
    namespace: string | undefined,
    labels?: Readonly<Record<string, string>>,
  ): Promise<Result<readonly KubeObject[]>>
  /**
   * Server-side apply with field manager `palletjack`, forced. The object needs a name. Every write is checked
   * strictly: a field that the server does not know is the problem cluster.invalid.
   */
  apply(object: KubeObject, options?: WriteOptions): Promise<Result<KubeObject>>
  /** Plain create; problem cluster.already-exists on 409. generateName allowed. */
  create(object: KubeObject, options?: WriteOptions): Promise<Result<KubeObject>>
  /**
   * Applies all or none: each is tried with a dry run first, and when one fails in the end, those that this call
   * made are deleted again. Answers with the objects as they are then, in the same order.
   */
  applyAll(objects: readonly KubeObject[]): Promise<Result<readonly KubeObject[]>>
  /**
   * What the credentials may do for a target namespace: one access review per right, nothing is changed. Without a
   * namespace (empty) it asks for all of them at once; what is not allowed in all may be in one, and is `unknown`.
   */
  permissions(namespace: string): Promise<Result<PermissionReport>>
  /** Mints a token of a service account (TokenRequest) that is good for `seconds` at most. */
  requestToken(
    namespace: string,
    account: string,
    seconds: number,
  ): Promise<Result<{ readonly token: string; readonly expiresAt: string }>>
  /** The login of another token at this server: its address, authority, proxy and all. Sends nothing. */
  loginWith(token: string, names: { readonly name: string; readonly namespace: string }): AccountLogin
  /** What a container has written so far, the last `maxBytes` of it. */
  podLog(namespace: string, pod: string, container: string, maxBytes: number): Promise<Result<string>>
  /** What the cluster has warned of about one object, newest first, from its events. */
  troubles(ref: KindRef, namespace: string, name: string): Promise<Result<readonly Trouble[]>>
  /** Told of each warning header from now on; returns the way to stop that. */
  onWarning(listener: (warning: ApiWarning) => void): () => void
  /** JSON merge patch. */
  mergePatch(
    ref: KindRef,
    namespace: string | undefined,
    name: string,
    patch: object,
  ): Promise<Result<KubeObject>>
  /**
   * Deletes; fine when there is none. `wait` returns after it is really gone (up to `timeoutMs`). With
   * `resourceVersion` only this version of it: problem cluster.conflict where it was changed.
   */
  delete(
    ref: KindRef,
    namespace: string | undefined,
    name: string,
    options?: {
      readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
      readonly wait?: boolean
      readonly timeoutMs?: number
      readonly resourceVersion?: string
    },
  ): Promise<Result<void>>
  /** Starts a list and watch by label selector; never throws, reconnects by itself with back-off. */
  watch(ref: KindRef, namespace: string, labels: Readonly<Record<string, string>>): LiveList
  close(): Promise<void>
}

export type ClusterAccess =
  | {
      readonly kind: 'token'
      readonly url: string
      readonly caPem?: string
      /** What the token was made for, where that is known. */
      readonly namespace?: string
    }
  | {
      readonly kind: 'kubeconfig'
      readonly context?: string
      /** The API server that a known cluster was reached at; a text that leads elsewhere is refused. */
      readonly url?: string
      /** The exact command line of the login program that a person agreed to. */
      readonly allowProgram?: string
    }

export interface ClusterService {
  /**
   * Reaches the cluster and asks its version. For `token` the secret is the bearer token, for `kubeconfig`
   * the text of the file; a kubeconfig that would run a program (exec plugin) is refused unless `allowProgram`
   * repeats that very program.
   */
  connect(access: ClusterAccess, useSecret: UseSecret): Promise<Result<ClusterConnection>>
  /** The contexts of a kubeconfig text, the current one first. Runs nothing, keeps nothing. */
  contexts(text: string): Promise<Result<KubeconfigContext[]>>
}
