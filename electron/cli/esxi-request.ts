/** From the options of `palletjack esxi` to checked requests. Contacts nothing and reads no file. */
import {
  NFC_LEAST_BYTES,
  NFC_MOST_BYTES,
  NFC_RAISED_BYTES,
  NFC_STREAM_LEAST_BYTES,
} from '../../shared/esxi/limits.ts'
import type { NfcChange } from '../../shared/esxi/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { nfcSize } from './esxi-sizes.ts'
import { inputFault } from './outcome.ts'
import { descriptor, labSource, type LabSource, type RawSourceOptions } from './source-request.ts'
import { knownSubject, type KnownSubject } from './subject-request.ts'

/** As commander hands them over: which source. */
export interface RawEsxiSource extends RawSourceOptions {
  readonly provider?: string
  readonly home?: string
  readonly json?: boolean
}

/** Which of its hosts. */
export interface RawEsxiHosts {
  readonly host?: readonly string[]
  readonly allOfCluster?: readonly string[]
}

/** Who logs in to them, and whether their SSH may be opened for it. */
export interface RawEsxiLogin {
  readonly user?: string
  readonly hostPasswordFd?: string
  readonly keyFile?: string
  readonly passphraseFd?: string
  readonly agent?: boolean
  readonly openSsh?: boolean
}

export interface RawEsxiOptions extends RawEsxiSource, RawEsxiHosts, RawEsxiLogin {}

export type EsxiSourceRequest = KnownSubject | LabSource

export interface HostChoice {
  /** Names or patterns as typed. */
  readonly hosts: readonly string[]
  /** Names of clusters as typed. */
  readonly clusters: readonly string[]
}

export interface LoginRequest {
  /** Left out: the user of an earlier login, or root. */
  readonly username?: string
  readonly how:
    | { readonly kind: 'password'; readonly fd?: number }
    | { readonly kind: 'key'; readonly file: string; readonly passphraseFd?: number }
    | { readonly kind: 'agent' }
}

/** A known vCenter or ESXi host, or the lab. One by address is not enough: what is done with its hosts is kept. */
export function esxiSource(raw: RawEsxiSource): Result<EsxiSourceRequest> {
  const { provider } = raw
  if (raw.lab === true) return labSource(raw, { '--provider': provider, '--password-fd': raw.passwordFd })
  if (provider === undefined)
    return inputFault(
      'source-missing',
      'The source is not named.',
      'Give --provider NAME (palletjack provider list shows which are known), or --lab. What is known of a host outlives the command, so a vCenter has to be added in the application first.',
    )
  return knownSubject(provider, raw, { only: 'vsphere', selector: `--provider "${provider}"` })
}

/** `isNeeded`: all hosts have to be meant explicitly. */
export function hostChoice(raw: RawEsxiHosts, isNeeded: boolean): Result<HostChoice> {
  const choice = { hosts: raw.host ?? [], clusters: raw.allOfCluster ?? [] }
  if ([...choice.hosts, ...choice.clusters].some((name) => name.trim() === ''))
    return inputFault('host', 'The name of a host or cluster is empty.', 'Check what the shell made of it.')
  if (!isNeeded || choice.hosts.length + choice.clusters.length > 0) return ok(choice)
  return inputFault(
    'host-missing',
    'No host is named.',
    "Give --host NAME, a pattern such as --host 'esx-0*', or --all-of-cluster NAME.",
  )
}

/** How somebody logs in to the hosts; by password unless something else is typed. */
export function loginRequest(raw: RawEsxiLogin & RawEsxiSource): Result<LoginRequest> {
  const { user, keyFile, agent } = raw
  const flags: Record<string, unknown> = {
    '--user': user,
    '--host-password-fd': raw.hostPasswordFd,
    '--key-file': keyFile,
    '--passphrase-fd': raw.passphraseFd,
    '--agent': agent,
  }
  const given = Object.keys(flags).filter((flag) => flags[flag] !== undefined)
  if (raw.lab === true && given[0] !== undefined)
    return inputFault(
      'lab-and-login',
      `--lab brings the logins of its hosts, so ${given[0]} does not go with it.`,
      `Leave out ${given[0]}.`,
    )
  if (user !== undefined && (user.trim() === '' || user.length > 320))
    return inputFault('user', '--user is empty or too long.', 'Give a user of the host itself, such as root.')
  const kinds = ['--host-password-fd', '--key-file', '--agent'].filter((flag) => given.includes(flag))
  if (kinds.length > 1)
    return inputFault(
      'login',
      `${kinds.join(' and ')} are different ways to log in.`,
      'Keep one of them; without any, the password is asked for.',
    )
  if (raw.passphraseFd !== undefined && keyFile === undefined)
    return inputFault('login', '--passphrase-fd is about a key.', 'Name the key with --key-file FILE.')
  return withHow(raw)
}

export interface HostsRequest {
  readonly choice: HostChoice
  readonly login: LoginRequest
}

/** For a command that logs in to the hosts that are named. */
export function hostsRequest(raw: RawEsxiOptions): Result<HostsRequest> {
  const choice = hostChoice(raw, true)
  if (!choice.ok) return choice
  const login = loginRequest(raw)
  return login.ok ? ok({ choice: choice.value, login: login.value }) : login
}

function withHow(raw: RawEsxiLogin & RawEsxiSource): Result<LoginRequest> {
  const passwordFd = descriptor(raw.hostPasswordFd, '--host-password-fd')
  if (!passwordFd.ok) return passwordFd
  const passphraseFd = descriptor(raw.passphraseFd, '--passphrase-fd')
  if (!passphraseFd.ok) return passphraseFd
  const shared =
    raw.passwordFd !== undefined && [raw.hostPasswordFd, raw.passphraseFd].includes(raw.passwordFd)
  if (shared)
    return inputFault(
      'descriptor',
      `Two secrets cannot come from the same file descriptor ${raw.passwordFd}.`,
      'Open another one for the host, for example --password-fd 3 --host-password-fd 4 3<vc 4<host.',
    )
  const username = raw.user === undefined ? {} : { username: raw.user.trim() }
  if (raw.agent === true) return ok({ ...username, how: { kind: 'agent' } })
  if (raw.keyFile !== undefined) {
    const fd = passphraseFd.value === undefined ? {} : { passphraseFd: passphraseFd.value }
    return ok({ ...username, how: { kind: 'key', file: raw.keyFile, ...fd } })
  }
  const fd = passwordFd.value === undefined ? {} : { fd: passwordFd.value }
  return ok({ ...username, how: { kind: 'password', ...fd } })
}

/** As commander hands them over. */
export interface RawNfcChange {
  readonly maxMemory?: string
  readonly maxStreamMemory?: string
}

/** In bytes. */
export function nfcChange(raw: RawNfcChange): Result<NfcChange> {
  const memory =
    raw.maxMemory === undefined
      ? ok(NFC_RAISED_BYTES)
      : nfcSize(raw.maxMemory, '--max-memory', NFC_LEAST_BYTES, NFC_MOST_BYTES)
  if (!memory.ok) return memory
  if (raw.maxStreamMemory === undefined) return ok({ maxMemory: memory.value })
  const stream = nfcSize(raw.maxStreamMemory, '--max-stream-memory', NFC_STREAM_LEAST_BYTES, NFC_MOST_BYTES)
  return stream.ok ? ok({ maxMemory: memory.value, maxStreamMemory: stream.value }) : stream
}
