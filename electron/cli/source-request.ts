/** The source as typed: the lab, a vCenter or ESXi host, or an inventory file. Contacts nothing, reads no file. */
import type { InventoryKind } from '../../shared/contract/inventory.ts'
import { fieldsOf } from '../../shared/inventory/fields/tables.ts'
import { parseQuery } from '../../shared/query/parse.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { givenLabFlags, labSettings, type LabSettings, type RawLabOptions } from './lab-options.ts'
import { inputFault } from './outcome.ts'
import type { DescriptorFlag } from './password.ts'

/** As commander hands them over. */
export interface RawSourceOptions extends RawLabOptions {
  readonly lab?: boolean
  readonly vcenter?: string
  readonly username?: string
  readonly password?: string | boolean
  readonly passwordFd?: string
  readonly fingerprint?: string
  readonly ca?: string
}

export type SourceTrust =
  | { readonly kind: 'fingerprint'; readonly value: string }
  | { readonly kind: 'ca'; readonly file: string }
  | { readonly kind: 'system' }

export interface RealSource {
  readonly kind: 'real'
  readonly url: string
  readonly username: string
  readonly passwordFd?: number
  readonly trust: SourceTrust
}

export interface LabSource {
  readonly kind: 'lab'
  readonly settings: LabSettings
}

/** `others`: further options that only go with a real source. */
export function labSource(
  raw: RawSourceOptions,
  others: Readonly<Record<string, string | undefined>> = {},
): Result<LabSource> {
  if (raw.password !== undefined) return passwordFault()
  const extra = Object.entries({ ...sourceFlags(raw), ...others }).find(([, value]) => value !== undefined)
  if (extra)
    return inputFault(
      'lab-and-real',
      `--lab brings its own vCenter and cluster, so ${extra[0]} does not go with it.`,
      `Leave out --lab or ${extra[0]}.`,
    )
  const settings = labSettings(raw)
  return settings.ok ? ok({ kind: 'lab', settings: settings.value }) : settings
}

/** `others`: further options that have to be there; `incomplete` begins the sentence when one is missing. */
export function realSource(
  raw: RawSourceOptions,
  others: Readonly<Record<string, string | undefined>>,
  incomplete: string,
): Result<RealSource> {
  if (raw.password !== undefined) return passwordFault()
  const stray = givenLabFlags(raw)[0]
  if (stray !== undefined)
    return inputFault('lab-missing', `${stray} is a setting of the lab.`, `Add --lab, or leave ${stray} out.`)
  const { vcenter, username } = raw
  const needed = { '--vcenter': vcenter, '--username': username, ...others }
  const missing = Object.entries(needed).flatMap(([flag, value]) => (value ? [] : [flag]))
  if (!vcenter || !username || missing.length > 0)
    return inputFault(
      'ends-missing',
      `${incomplete}: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      `Give ${listed(Object.keys(needed))}, or use --lab for the demo lab.`,
    )
  const trust = sourceTrust(raw)
  if (!trust.ok) return trust
  const passwordFd = descriptor(raw.passwordFd, '--password-fd')
  if (!passwordFd.ok) return passwordFd
  return ok({
    kind: 'real',
    url: vcenter,
    username,
    trust: trust.value,
    ...(passwordFd.value === undefined ? {} : { passwordFd: passwordFd.value }),
  })
}

/** The options that name a real source, by flag. */
export function sourceFlags(raw: RawSourceOptions): Record<string, string | undefined> {
  return {
    '--vcenter': raw.vcenter,
    '--username': raw.username,
    '--password-fd': raw.passwordFd,
    '--fingerprint': raw.fingerprint,
    '--ca': raw.ca,
  }
}

/** A query that can be read; undefined where none was typed. */
export function checkWhere(
  where: string | undefined,
  kind: InventoryKind = 'vms',
): Result<string | undefined> {
  if (where === undefined) return ok(undefined)
  if (where.trim() === '')
    return inputFault('where-empty', '--where is empty.', 'Check what the shell made of it.')
  const parsed = parseQuery(where, fieldsOf(kind))
  if (parsed.ok) return ok(where)
  return inputFault('where', `--where: ${parsed.problem.message}`, parsed.problem.remedy)
}

function listed(flags: readonly string[]): string {
  return flags.length < 2 ? flags.join('') : `${flags.slice(0, -1).join(', ')} and ${flags.at(-1) ?? ''}`
}

export function passwordFault() {
  return inputFault(
    'password',
    'Palletjack takes no password on the command line: every user of this computer can read it there, and the shell keeps it in its history.',
    'Leave --password out to be asked for it, or hand it over with --password-fd N, for example --password-fd 3 3<file.',
  )
}

function sourceTrust({ fingerprint, ca }: RawSourceOptions): Result<SourceTrust> {
  if (fingerprint !== undefined && ca !== undefined)
    return inputFault(
      'trust',
      '--fingerprint and --ca are two ways to trust the vCenter; both were given.',
      'Keep one of them.',
    )
  if (fingerprint !== undefined) return ok({ kind: 'fingerprint', value: fingerprint })
  return ok(ca === undefined ? { kind: 'system' } : { kind: 'ca', file: ca })
}

/** The number of a descriptor that can be read. */
export function descriptor(text: string | undefined, flag: DescriptorFlag): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const value = /^\d{1,4}$/.test(text) ? Number(text) : -1
  if (value >= 0 && value !== 1 && value !== 2) return ok(value)
  return inputFault(
    flag.slice(2),
    `${flag} has to be the number of an open file descriptor, not "${text}".`,
    `Use 0 for standard input, or 3 and up, for example ${flag} 3 3<file.`,
  )
}
