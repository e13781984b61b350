/** From the options of `palletjack migrate` to a checked request. Contacts nothing and reads no file. */
import type { PlanInput, PlanOptions, TransferNetwork } from '../../shared/plan/model.ts'
import { namespaceFault, planNameFault } from '../../shared/plan/names.ts'
import { ok, type Result } from '../../shared/problem.ts'
import {
  each,
  nameFault,
  networkChoice,
  storageChoice,
  targetNameChoice,
  transferNetworkChoice,
  type NetworkChoice,
  type StorageChoice,
} from './choices.ts'
import { inputFault } from './outcome.ts'
import { bothOf } from './probe-request.ts'
import {
  checkWhere,
  labSource,
  realSource,
  type LabSource,
  type RawSourceOptions,
  type RealSource,
} from './source-request.ts'
import type { Subject } from './subject-request.ts'
import {
  descriptorClash,
  realTarget,
  targetFlags,
  withoutClusterCa,
  type RawTargetOptions,
  type RealTarget,
} from './target-request.ts'
import { runOptions, type RawRunOptions, type Steps, type Surroundings } from './run-options.ts'

/** As commander hands them over. */
export interface RawMigrateOptions extends RawSourceOptions, RawTargetOptions, RawRunOptions {
  readonly lab?: boolean
  /** Names of known providers. */
  readonly provider?: string
  readonly target?: string
  readonly vcenter?: string
  readonly fingerprint?: string
  readonly ca?: string
  readonly vm?: readonly string[]
  readonly where?: string
  readonly targetNamespace?: string
  /** Name of a stored plan, which tells all the rest. */
  readonly plan?: string
  readonly acceptDrift?: boolean
  readonly planName?: string
  readonly network?: readonly string[]
  readonly storage?: readonly string[]
  readonly targetName?: readonly string[]
  readonly transferNetwork?: string
  readonly report?: string
  readonly json?: boolean
  readonly home?: string
}

export interface RealEnds extends RealSource {
  readonly target: RealTarget
}

/** At least one of them is known by name. */
interface KnownEnds {
  readonly kind: 'known-ends'
  readonly subjects: readonly Subject[]
}

export interface MigrateRequest {
  readonly ends: RealEnds | KnownEnds | LabSource
  /** Names or paths as typed, each once. */
  readonly vms: readonly string[]
  /** Further VMs, chosen by the query language. */
  readonly where?: string
  /** Source name as typed to target name. */
  readonly targetNames: ReadonlyMap<string, string>
  readonly type: PlanInput['type']
  readonly namespace: string
  /** Left out: made from the time of the run. */
  readonly planName?: string
  readonly networks: readonly NetworkChoice[]
  readonly storage: readonly StorageChoice[]
  /** Left out: what the target's settings say. */
  readonly transferNetwork?: TransferNetwork
  readonly options: Partial<PlanOptions>
  /** Warm only. */
  readonly steps?: Steps
}

/** Checks all that can be checked without contacting anything. */
export function migrateRequest(raw: RawMigrateOptions, around: Surroundings): Result<MigrateRequest> {
  if (raw.acceptDrift === true)
    return inputFault(
      'stray',
      '--accept-drift is about a stored plan, and none is named.',
      'Leave it out, or name the plan with --plan.',
    )
  const ends = endsOf(raw)
  if (!ends.ok) return ends
  const vms = [...new Set(raw.vm ?? [])]
  if (vms.length === 0 && raw.where === undefined)
    return inputFault(
      'vm-missing',
      'No VM is named.',
      'Name one or more with --vm, for example --vm web-01, or choose them with --where.',
    )
  const where = checkWhere(raw.where)
  if (!where.ok) return where
  if (vms.some((vm) => vm.trim() === ''))
    return inputFault(
      'vm-empty',
      'One of the names given with --vm is empty.',
      'Check what the shell made of it.',
    )
  const names = checkNames(raw)
  if (!names.ok) return names
  const networks = each(raw.network, networkChoice)
  if (!networks.ok) return networks
  const storage = each(raw.storage, storageChoice)
  if (!storage.ok) return storage
  const targetNames = each(raw.targetName, targetNameChoice)
  if (!targetNames.ok) return targetNames
  const transferNetwork = transferNetworkChoice(raw.transferNetwork)
  if (!transferNetwork.ok) return transferNetwork
  const options = runOptions(raw, around)
  if (!options.ok) return options
  const stray = targetNames.value.find(([vm]) => !vms.includes(vm))
  if (stray)
    return inputFault(
      'target-name',
      `--target-name names ${stray[0]}, which is not among the VMs given with --vm.`,
      `Add --vm ${stray[0]}, or leave this --target-name out.`,
    )
  return ok({
    ends: ends.value,
    vms,
    ...(where.value === undefined ? {} : { where: where.value }),
    targetNames: new Map(targetNames.value),
    namespace: names.value,
    ...(raw.planName === undefined ? {} : { planName: raw.planName }),
    networks: networks.value,
    storage: storage.value,
    ...(transferNetwork.value === undefined ? {} : { transferNetwork: transferNetwork.value }),
    ...options.value,
  })
}

function endsOf(raw: RawMigrateOptions): Result<MigrateRequest['ends']> {
  const { provider, target } = raw
  if (raw.lab === true)
    return labSource(raw, { '--provider': provider, '--target': target, ...targetFlags(raw) })
  if (provider === undefined && target === undefined) return realEnds(raw)
  const subjects = bothOf(raw)
  return subjects.ok ? ok({ kind: 'known-ends', subjects: subjects.value }) : subjects
}

function realEnds(raw: RawMigrateOptions): Result<RealEnds> {
  const named = { '--kubeconfig or --cluster': raw.kubeconfig ?? raw.cluster }
  const source = realSource(withoutClusterCa(raw), named, 'Source and target are not complete')
  if (!source.ok) return source
  const target = realTarget(raw)
  if (!target.ok) return target
  return descriptorClash(raw) ?? ok({ ...source.value, target: target.value })
}

function checkNames(raw: RawMigrateOptions): Result<string> {
  if (raw.targetNamespace === undefined)
    return inputFault(
      'namespace-missing',
      'No target namespace is given.',
      'Name one with --target-namespace; it is made if it does not exist.',
    )
  const fault = namespaceFault(raw.targetNamespace)
  if (fault) return nameFault('namespace', '--target-namespace ', fault)
  const planFault = raw.planName === undefined ? undefined : planNameFault(raw.planName)
  return planFault ? nameFault('plan-name', '--plan-name ', planFault) : ok(raw.targetNamespace)
}
