/** From the options of `palletjack migrate` to a checked request. Contacts nothing and reads no file. */
import type { PlanInput } from '../../shared/plan/model.ts'
import { namespaceFault, planNameFault } from '../../shared/plan/names.ts'
import { ok, type Result } from '../../shared/problem.ts'
import {
  each,
  nameFault,
  networkChoice,
  storageChoice,
  targetNameChoice,
  type NetworkChoice,
  type StorageChoice,
} from './choices.ts'
import { givenLabFlags, labSettings, type LabSettings, type RawLabOptions } from './lab-options.ts'
import { inputFault } from './outcome.ts'

/** As commander hands them over. */
export interface RawMigrateOptions extends RawLabOptions {
  readonly lab?: boolean
  readonly vm?: readonly string[]
  readonly type: string
  readonly targetNamespace?: string
  readonly planName?: string
  readonly vcenter?: string
  readonly username?: string
  readonly password?: string | boolean
  readonly passwordFd?: string
  readonly fingerprint?: string
  readonly ca?: string
  readonly kubeconfig?: string
  readonly context?: string
  readonly network?: readonly string[]
  readonly storage?: readonly string[]
  readonly targetName?: readonly string[]
  readonly hardPowerOff?: boolean
  readonly yes?: boolean
  readonly json?: boolean
  readonly home?: string
}

export type SourceTrust =
  | { readonly kind: 'fingerprint'; readonly value: string }
  | { readonly kind: 'ca'; readonly file: string }
  | { readonly kind: 'system' }

export interface RealEnds {
  readonly kind: 'real'
  readonly url: string
  readonly username: string
  readonly passwordFd?: number
  readonly trust: SourceTrust
  readonly kubeconfig: string
  readonly context?: string
}

export interface LabEnds {
  readonly kind: 'lab'
  readonly settings: LabSettings
}

export interface MigrateRequest {
  readonly ends: RealEnds | LabEnds
  /** Names or paths as typed, each once. */
  readonly vms: readonly string[]
  /** Source name as typed to target name. */
  readonly targetNames: ReadonlyMap<string, string>
  readonly type: PlanInput['type']
  readonly namespace: string
  /** Left out: made from the time of the run. */
  readonly planName?: string
  readonly networks: readonly NetworkChoice[]
  readonly storage: readonly StorageChoice[]
  readonly hardPowerOff: boolean
}

/** Checks all that can be checked without contacting anything. */
export function migrateRequest(raw: RawMigrateOptions): Result<MigrateRequest> {
  if (raw.password !== undefined) return passwordFault()
  const ends = raw.lab === true ? labEnds(raw) : realEnds(raw)
  if (!ends.ok) return ends
  const vms = [...new Set(raw.vm ?? [])]
  if (vms.length === 0)
    return inputFault('vm-missing', 'No VM is named.', 'Name one or more with --vm, for example --vm web-01.')
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
    targetNames: new Map(targetNames.value),
    type: 'cold',
    namespace: names.value,
    ...(raw.planName === undefined ? {} : { planName: raw.planName }),
    networks: networks.value,
    storage: storage.value,
    hardPowerOff: raw.hardPowerOff === true,
  })
}

function passwordFault() {
  return inputFault(
    'password',
    'Palletjack takes no password on the command line: every user of this machine can read it there, and the shell keeps it in its history.',
    'Leave --password out to be asked for it, or hand it over with --password-fd N, for example --password-fd 3 3<file.',
  )
}

function labEnds(raw: RawMigrateOptions): Result<LabEnds> {
  const extra = Object.entries({
    '--vcenter': raw.vcenter,
    '--username': raw.username,
    '--password-fd': raw.passwordFd,
    '--fingerprint': raw.fingerprint,
    '--ca': raw.ca,
    '--kubeconfig': raw.kubeconfig,
    '--context': raw.context,
  }).find(([, value]) => value !== undefined)
  if (extra)
    return inputFault(
      'lab-and-real',
      `--lab brings its own vCenter and cluster, so ${extra[0]} does not go with it.`,
      `Leave out --lab or ${extra[0]}.`,
    )
  const settings = labSettings(raw)
  return settings.ok ? ok({ kind: 'lab', settings: settings.value }) : settings
}

function realEnds(raw: RawMigrateOptions): Result<RealEnds> {
  const stray = givenLabFlags(raw)[0]
  if (stray !== undefined)
    return inputFault('lab-missing', `${stray} is a setting of the lab.`, `Add --lab, or leave ${stray} out.`)
  const { vcenter, username, kubeconfig } = raw
  const missing = Object.entries({ '--vcenter': vcenter, '--username': username, '--kubeconfig': kubeconfig })
    .filter(([, value]) => value === undefined || value === '')
    .map(([flag]) => flag)
  if (!vcenter || !username || !kubeconfig)
    return inputFault(
      'ends-missing',
      `Source and target are not complete: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      'Give --vcenter, --username and --kubeconfig, or use --lab for the embedded lab.',
    )
  const trust = sourceTrust(raw)
  if (!trust.ok) return trust
  const passwordFd = descriptor(raw.passwordFd)
  if (!passwordFd.ok) return passwordFd
  return ok({
    kind: 'real',
    url: vcenter,
    username,
    kubeconfig,
    trust: trust.value,
    ...(passwordFd.value === undefined ? {} : { passwordFd: passwordFd.value }),
    ...(raw.context === undefined ? {} : { context: raw.context }),
  })
}

function sourceTrust({ fingerprint, ca }: RawMigrateOptions): Result<SourceTrust> {
  if (fingerprint !== undefined && ca !== undefined)
    return inputFault(
      'trust',
      '--fingerprint and --ca are two ways to trust the vCenter; both were given.',
      'Keep one of them.',
    )
  if (fingerprint !== undefined) return ok({ kind: 'fingerprint', value: fingerprint })
  return ok(ca === undefined ? { kind: 'system' } : { kind: 'ca', file: ca })
}

function descriptor(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const value = /^\d{1,4}$/.test(text) ? Number(text) : -1
  if (value >= 0 && value !== 1 && value !== 2) return ok(value)
  return inputFault(
    'password-fd',
    `--password-fd has to be the number of an open file descriptor, not "${text}".`,
    'Use 0 for standard input, or 3 and up, for example --password-fd 3 3<file.',
  )
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
