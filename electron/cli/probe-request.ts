/** From the options of `palletjack probe` to a checked request. Contacts nothing and reads no file. */
import { ok, type Result } from '../../shared/problem.ts'
import type { TransferNetwork } from '../../shared/plan/model.ts'
import { transferNetworkChoice } from './choices.ts'
import { inputFault } from './outcome.ts'
import {
  checkNamespace,
  halves,
  knownSubject,
  subject,
  targetSubject,
  type RawSubjectOptions,
  type Subject,
} from './subject-request.ts'
import { descriptorClash, isTargetNamed } from './target-request.ts'

/** As commander hands them over. */
export interface RawProbeOptions extends RawSubjectOptions {
  /** Names of known providers. */
  readonly provider?: string
  readonly target?: string
  readonly namespace?: string
  readonly host?: readonly string[]
  readonly transferNetwork?: string
  readonly image?: string
  readonly json?: boolean
}

export interface ProbeRequest {
  readonly subjects: readonly Subject[]
  readonly namespace: string
  /** Names of ESXi hosts as typed; empty: all. */
  readonly hosts: readonly string[]
  /** Left out: the setting of the provider. */
  readonly transferNetwork?: TransferNetwork
  /** Left out: the setting of the provider, or the default. */
  readonly image?: string
}

/** A cluster and, unless `targetOnly`, a source. */
export function probeRequest(raw: RawProbeOptions, targetOnly: boolean): Result<ProbeRequest> {
  const namespace = checkNamespace(raw.namespace)
  if (!namespace.ok) return namespace
  const image = raw.image?.trim()
  if (image !== undefined && (/\s/.test(image) || image === '' || image.length > 512))
    return inputFault(
      'image',
      '--image has to be an image reference without spaces.',
      'Write it like registry.example.com/tools:1, or leave --image out.',
    )
  const network = transferNetworkChoice(raw.transferNetwork)
  if (!network.ok) return network
  const subjects = targetOnly ? targetOf(raw) : bothOf(raw)
  if (!subjects.ok) return subjects
  return ok({
    subjects: subjects.value,
    namespace: namespace.value,
    hosts: [...new Set(raw.host ?? [])],
    ...(network.value === undefined ? {} : { transferNetwork: network.value }),
    ...(image === undefined ? {} : { image }),
  })
}

function targetOf(raw: RawProbeOptions): Result<Subject[]> {
  const target =
    raw.target === undefined
      ? targetSubject(undefined, raw)
      : knownSubject(raw.target, raw, { only: 'cluster', selector: `--target "${raw.target}"` })
  return target.ok ? ok([target.value]) : target
}

/** A source and a cluster, each known or named by address, or the lab's two. */
export function bothOf(
  raw: RawSubjectOptions & Pick<RawProbeOptions, 'provider' | 'target'>,
): Result<Subject[]> {
  if (raw.lab === true) return labOf(raw)
  const missing = [
    ...(raw.provider === undefined && raw.vcenter === undefined
      ? ['the source (--provider or --vcenter)']
      : []),
    ...(raw.target === undefined && !isTargetNamed(raw)
      ? ['the target (--target, --kubeconfig or --cluster)']
      : []),
  ]
  if (missing.length > 0)
    return inputFault(
      'ends-missing',
      `Not named: ${missing.join(', and ')}.`,
      'Name both, or use --lab for the demo lab.',
    )
  const clash = descriptorClash(raw)
  if (clash) return clash
  if (raw.provider === undefined && raw.target === undefined) {
    const both = subject(undefined, raw)
    return both.ok ? ok([both.value]) : both
  }
  const { ofSource, ofTarget } = halves(raw, raw.provider !== undefined && raw.target === undefined)
  const source =
    raw.provider === undefined
      ? subject(undefined, ofSource)
      : knownSubject(raw.provider, ofSource, { only: 'vsphere', selector: `--provider "${raw.provider}"` })
  if (!source.ok) return source
  const target =
    raw.target === undefined
      ? subject(undefined, ofTarget)
      : knownSubject(raw.target, ofTarget, { only: 'cluster', selector: `--target "${raw.target}"` })
  return target.ok ? ok([source.value, target.value]) : target
}

function labOf(raw: RawSubjectOptions & Pick<RawProbeOptions, 'provider' | 'target'>): Result<Subject[]> {
  const named =
    raw.provider === undefined ? (raw.target === undefined ? undefined : '--target') : '--provider'
  if (named !== undefined)
    return inputFault(
      'lab-and-real',
      `--lab brings its own vCenter and cluster, so ${named} does not go with it.`,
      `Leave out --lab or ${named}.`,
    )
  const lab = subject(undefined, raw)
  return lab.ok ? ok([lab.value]) : lab
}
