/** What a rule is: a pure function over one object and the facts around it. */
import type { EsxiHost } from '../esxi/model.ts'
import type {
  Cluster,
  Datastore,
  DistributedSwitch,
  Host,
  Inventory,
  Network,
  Vm,
} from '../inventory/model.ts'
import type { Plan, PlanInput } from '../plan/model.ts'
import type { Target } from '../target/model.ts'
import type { PermissionReport } from '../target/permissions.ts'
import type { KeptImageProbe, ProbedNetwork } from '../probe/kept.ts'
import type { MissingPrivileges } from '../provider/checks.ts'
import type { Category, Command, Evidence } from './model.ts'

/** Everything that rules may look at, gathered once. What was not gathered is undefined: never a pass. */
export interface Facts {
  readonly inventory: Inventory
  /** Properties that the source does not tell, "vms.changeTracking"; empty for a live source. */
  readonly unknown: ReadonlySet<string>
  readonly index: FactsIndex
  readonly target?: Target
  readonly permissions?: PermissionReport
  /** What was seen of the source from the target, as far as it counts. */
  readonly networkProbe?: ProbedNetwork
  /** Of the image that would be used. */
  readonly vddkProbe?: KeptImageProbe
  /** Of the source account, by use. */
  readonly privileges?: readonly MissingPrivileges[]
  /** NFC memory as it was last read back from hosts, by their id; a host that is not there was never read. */
  readonly nfc?: Readonly<Record<string, NonNullable<EsxiHost['nfc']>>>
  /** The plan that is judged; left out: every VM of the inventory, as if each had a plan of its own. */
  readonly plan?: PlanInput
  /** All plans that are known, for conflicts between them. */
  readonly plans?: readonly Plan[]
  /** Ms since 1970. */
  readonly now: number
  /** Why one of the parts above is not there: half a sentence, by its name. */
  readonly missing?: Readonly<Record<string, string>>
  /** Names of source and target, for commands; left out where another process does not know them. */
  readonly ends?: {
    readonly source: string
    readonly target?: string
    /** That the login of the target is meant for; may be empty. */
    readonly namespace?: string
  }
}

/** Look-ups for an estate of any size, each built once. */
export interface FactsIndex {
  readonly vms: ReadonlyMap<string, Vm>
  readonly hosts: ReadonlyMap<string, Host>
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly datastores: ReadonlyMap<string, Datastore>
  readonly networks: ReadonlyMap<string, Network>
  readonly switches: ReadonlyMap<string, DistributedSwitch>
  readonly vmsByHost: ReadonlyMap<string, readonly Vm[]>
  readonly vmsByDatastore: ReadonlyMap<string, readonly Vm[]>
  readonly vmsByNetwork: ReadonlyMap<string, readonly Vm[]>
  /** VMs that have the same of something, each once. What only one VM has is not there. */
  readonly twinsByUuid: ReadonlyMap<string, readonly Vm[]>
  readonly twinsByMac: ReadonlyMap<string, readonly Vm[]>
  /** By base file of a disk. */
  readonly twinsByDiskFile: ReadonlyMap<string, readonly Vm[]>
  /** By LUN of a raw device mapping: two pointer files can lead to one. */
  readonly twinsByLun: ReadonlyMap<string, readonly Vm[]>
}

/** What a rule says of one object when it fires. */
export interface Hit {
  /** Tells two hits of one rule on one object apart: a disk's label, for example. */
  readonly part?: string
  readonly message: string
  readonly evidence: Evidence[]
  /** Left out: the rule's. */
  readonly category?: Category
  readonly remedy?: string
  readonly commands?: Command[]
  /** A fact is missing for this very object (Tools never told, for example). */
  readonly unknown?: true
}

export interface Subjects {
  readonly vm: Vm
  readonly host: Host
  readonly network: Network
  readonly datastore: Datastore
  /** The whole source. */
  readonly vcenter: Inventory['about']
  /** A vSphere cluster. What is about the target cluster has scope `plan`. */
  readonly cluster: Cluster
  readonly plan: PlanInput | undefined
}

export interface Rule<S extends keyof Subjects = keyof Subjects> {
  readonly id: string
  readonly scope: S
  readonly category: Category
  readonly question: string
  readonly applies: 'both' | 'cold' | 'warm'
  /** Entries of the catalogue that it covers. */
  readonly catalogue: readonly string[]
  /** Section of the documentation. */
  readonly docs: { readonly title: string; readonly url: string }
  /**
   * Inventory properties without which it says `unknown` for the whole source: "vms.changeTracking". A part of
   * Facts that have to be there: "target", "permissions", "networkProbe", "vddkProbe", "privileges", "plan", "plans".
   * "vms.disks.mode" is unknown also where the source cannot tell "vms.disks" at all.
   */
  readonly needs: readonly string[]
  readonly remedy: string
  /** Whose result it rests on, and who can tell more. */
  readonly probe?: 'network' | 'vddk'
  /**
   * Of scope `vm`: also said without a run of preflight, in the inventory and in the review of a plan before it
   * starts, as far as its needs are met there. Critical then keeps the plan from starting.
   */
  readonly review?: true
  /** Asked about templates too; left out: a template is none of its business. */
  readonly templates?: true
  /** Must be fast and pure: it runs for each object of its scope. Nothing found: an empty list. */
  evaluate(subject: Subjects[S], facts: Facts): readonly Hit[]
}

/** Keeps the subject's type while rules of all scopes stand in one list. */
export function rule<S extends keyof Subjects>(definition: Rule<S>): Rule<S> {
  return definition
}
