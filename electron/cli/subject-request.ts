/** Which providers a command works on, as typed: a known one, the lab's, or ones that are named by address. */
import { namespaceFault } from '../../shared/plan/names.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { nameFault } from './choices.ts'
import { givenLabFlags } from './lab-options.ts'
import type { NamedFile } from './open-file.ts'
import { inputFault } from './outcome.ts'
import {
  descriptor,
  labSource,
  passwordFault,
  realSource,
  sourceFlags,
  type LabSource,
  type RawSourceOptions,
  type RealSource,
} from './source-request.ts'
import {
  descriptorClash,
  isTargetNamed,
  realTarget,
  targetFlags,
  tokenFault,
  withoutClusterCa,
  type RawTargetOptions,
  type RealTarget,
} from './target-request.ts'

/** As commander hands them over. */
export interface RawSubjectOptions extends RawSourceOptions, RawTargetOptions {
  readonly vcenter?: string
  readonly fingerprint?: string
  readonly ca?: string
  readonly home?: string
}

/** A provider of the state directory, with what may unlock it. */
export interface KnownSubject {
  readonly kind: 'known'
  readonly name: string
  /** What it has to be. */
  readonly only?: Provider['kind']
  readonly passwordFd?: number
  readonly tokenFd?: number
  /** File of the kubeconfig, for a cluster that was added with one. */
  readonly kubeconfig?: string
}

export interface NamedSubjects {
  readonly kind: 'named'
  readonly source?: RealSource
  readonly target?: RealTarget
}

/** A file that stands in for a vCenter. */
export interface FileSubject {
  readonly kind: 'file'
  readonly file: NamedFile
}

/** A known plan: its source and its target, with what may unlock them. */
export interface PlanSubject extends Omit<KnownSubject, 'kind' | 'only'> {
  readonly kind: 'plan'
}

export type Subject = KnownSubject | LabSource | NamedSubjects | FileSubject | PlanSubject

/** One cluster, for the commands that are about a cluster only. */
export function targetSubject(name: string | undefined, raw: RawSubjectOptions): Result<Subject> {
  if (name === undefined && raw.lab !== true && !isTargetNamed(raw))
    return inputFault(
      'target-missing',
      'The cluster is not named.',
      'Give the name of a known provider, --kubeconfig FILE, --cluster URL, or --lab.',
    )
  return name === undefined ? subject(name, raw) : knownSubject(name, raw, { only: 'cluster' })
}

/** Any providers: one by name, the lab's two, or a vCenter, a cluster or both by address. */
export function subject(name: string | undefined, raw: RawSubjectOptions): Result<Subject> {
  if (name !== undefined) return knownSubject(name, raw)
  if (raw.token !== undefined) return tokenFault()
  if (raw.lab === true) return labSource(raw, targetFlags(raw))
  return namedSubjects(raw)
}

function namedSubjects(raw: RawSubjectOptions): Result<NamedSubjects> {
  if (raw.password !== undefined) return passwordFault()
  const isSourceNamed = raw.vcenter !== undefined
  if (!isSourceNamed && !isTargetNamed(raw))
    return inputFault(
      'provider-missing',
      'No provider is named.',
      'Give the name of a known one (palletjack provider list), --vcenter, --kubeconfig, --cluster, or --lab.',
    )
  const source = isSourceNamed
    ? realSource(withoutClusterCa(raw), {}, 'The source is not complete')
    : undefined
  if (source?.ok === false) return source
  const target = isTargetNamed(raw) ? realTarget(raw) : undefined
  if (target?.ok === false) return target
  const stray = strayOf(raw, isSourceNamed, target !== undefined)
  if (stray !== undefined)
    return inputFault(
      'stray',
      `${stray} does not go with what is named here.`,
      `Leave ${stray} out, or name the server that it is for.`,
    )
  return (
    descriptorClash(raw) ??
    ok({
      kind: 'named',
      ...(source === undefined ? {} : { source: source.value }),
      ...(target === undefined ? {} : { target: target.value }),
    })
  )
}

/** An option of a server that is not named: it would do nothing. */
function strayOf(raw: RawSubjectOptions, hasSource: boolean, hasTarget: boolean): string | undefined {
  const { '--ca': _, ...ofSource } = sourceFlags(raw)
  const lab = givenLabFlags(raw)[0]
  if (lab !== undefined) return lab
  const idle = { ...(hasSource ? {} : ofSource), ...(hasTarget ? {} : targetFlags(raw)) }
  return Object.entries(idle).find(([, value]) => value !== undefined)?.[0]
}

export interface KnownOptions {
  readonly only?: Provider['kind']
  /** How the name was given, for the sentence when something else names a provider too. */
  readonly selector?: string
}

export function knownSubject(
  name: string,
  raw: RawSubjectOptions,
  { only, selector = `"${name}"` }: KnownOptions = {},
): Result<KnownSubject> {
  if (raw.password !== undefined) return passwordFault()
  if (raw.token !== undefined) return tokenFault()
  const lab = raw.lab === true ? '--lab' : givenLabFlags(raw)[0]
  const others: Record<string, string | undefined> = {
    ...sourceFlags(raw),
    ...targetFlags(raw),
    ...(lab === undefined ? {} : { [lab]: '' }),
    '--password-fd': undefined,
    '--token-fd': undefined,
    '--kubeconfig': undefined,
  }
  const extra = Object.entries(others).find(([, value]) => value !== undefined)
  if (extra)
    return inputFault(
      'known-and-named',
      `${selector} is a provider that is known already, so ${extra[0]} does not go with it.`,
      `Leave out the name or ${extra[0]}.`,
    )
  if (name.trim() === '')
    return inputFault('provider', 'The name is empty.', 'Check what the shell made of it.')
  const passwordFd = descriptor(raw.passwordFd, '--password-fd')
  if (!passwordFd.ok) return passwordFd
  const tokenFd = descriptor(raw.tokenFd, '--token-fd')
  if (!tokenFd.ok) return tokenFd
  return ok({
    kind: 'known',
    name,
    ...(only === undefined ? {} : { only }),
    ...(passwordFd.value === undefined ? {} : { passwordFd: passwordFd.value }),
    ...(tokenFd.value === undefined ? {} : { tokenFd: tokenFd.value }),
    ...(raw.kubeconfig === undefined ? {} : { kubeconfig: raw.kubeconfig }),
  })
}

/** A namespace that VMs can migrate into; it has to be given. */
export function checkNamespace(namespace: string | undefined): Result<string> {
  if (namespace === undefined)
    return inputFault(
      'namespace-missing',
      'No namespace is given.',
      'Name the target namespace with --namespace.',
    )
  const fault = namespaceFault(namespace)
  return fault ? nameFault('namespace', '--namespace ', fault) : ok(namespace)
}

/**
 * Each option with the end that it belongs to, so that one on the wrong side is seen as stray. `isCaOfTarget`: --ca is
 * the cluster's, as there is no vCenter that it could be for.
 */
export function halves(
  raw: RawSubjectOptions,
  isCaOfTarget: boolean,
): { ofSource: RawSubjectOptions; ofTarget: RawSubjectOptions } {
  const { kubeconfig, context, allowProgram, cluster, clusterCa, token, tokenFd, ca, ...ofSource } = raw
  const ofTarget = { kubeconfig, context, allowProgram, cluster, clusterCa, token, tokenFd }
  return isCaOfTarget
    ? { ofSource, ofTarget: { ...ofTarget, ca } }
    : { ofSource: { ...ofSource, ca }, ofTarget }
}
