/** `palletjack esxi list` and `esxi trust`: which hosts there are, and the keys that they show. */
import type { EsxiHost, HostKey } from '../../shared/esxi/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { printJson } from './command.ts'
import { hostChoice, type RawEsxiHosts, type RawEsxiSource } from './esxi-request.ts'
import { chosenHosts, withEsxi, type EsxiJob } from './esxi-source.ts'
import { hostsText } from './esxi-text.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { printable } from './text.ts'
import type { CommandContext } from './command-context.ts'

/** Needs no login to a host. */
export function esxiList(context: CommandContext, raw: RawEsxiSource & RawEsxiHosts): Promise<ExitCode> {
  const check = () => hostChoice(raw, false)
  return withEsxi(context, raw, check, async (job, choice) => {
    const hosts = await chosenHosts(job, choice)
    if (!hosts.ok) return hosts
    if (job.json) printJson(context, { hosts: hosts.value })
    else context.stdout.write(hostsText(hosts.value, context.stdout.columns))
    return ok(EXIT.ok)
  })
}

export interface RawEsxiTrust extends RawEsxiSource {
  /** Of the key, as ssh shows it. */
  readonly key?: string
  readonly forget?: boolean
  readonly openSsh?: boolean
}

interface Trusted {
  readonly host: string
  readonly shown?: HostKey
  /** The one that was trusted before. */
  readonly before?: HostKey
  readonly trusted: boolean
}

/** Shows the key of each host and asks; `--key` answers for one host. Needs no login to a host. */
export function esxiTrust(
  context: CommandContext,
  names: readonly string[],
  raw: RawEsxiTrust,
): Promise<ExitCode> {
  const check = () => checkTrust(raw, canAsk(context, raw.json === true))
  return withEsxi(context, raw, check, async (job) => {
    const hosts = await trustedHosts(job, names, raw)
    if (!hosts.ok) return hosts
    const results: Trusted[] = []
    for (const host of hosts.value) {
      const one = await (raw.forget === true ? forgotten(job, host) : trusted(job, host, raw))
      if (!one.ok) return one
      results.push(one.value)
    }
    if (job.json) printJson(context, { hosts: results })
    return ok(EXIT.ok)
  })
}

/** `isAsked`: a person at the terminal can be asked. */
function checkTrust({ key, forget }: RawEsxiTrust, isAsked: boolean): Result<void> {
  if (key !== undefined && forget === true)
    return inputFault('stray', '--key trusts a key and --forget forgets it.', 'Keep one of them.')
  if (key !== undefined && !/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(key.trim()))
    return inputFault(
      'key',
      `--key "${key}" is no hash of a key.`,
      'Write it as ssh shows it: SHA256: and 43 letters, digits, + and /.',
    )
  if (key !== undefined || forget === true || isAsked) return ok(undefined)
  return inputFault(
    'key',
    'There is nobody to ask whether the key is the right one.',
    'Give it with --key SHA256:..., as ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub tells it on the host.',
  )
}

async function trustedHosts(
  job: EsxiJob,
  names: readonly string[],
  { key }: RawEsxiTrust,
): Promise<Result<EsxiHost[]>> {
  const hosts = await chosenHosts(job, { hosts: names, clusters: [] })
  if (!hosts.ok || key === undefined || hosts.value.length === 1) return hosts
  return inputFault('key', '--key is the key of one host, and several are named.', 'Name one host.')
}

async function forgotten(job: EsxiJob, { id, name }: EsxiHost): Promise<Result<Trusted>> {
  const { client, providerId, context } = job
  const done = await attempt(client.esxi.forgetHostKey({ providerId, hostId: id }))
  if (!done.ok) return done
  if (!job.json)
    context.stdout.write(
      `${name}: ${done.value.forgotten ? 'its key is not trusted any more' : 'no key was trusted'}.\n`,
    )
  return ok({ host: name, trusted: false })
}

async function trusted(
  job: EsxiJob,
  { id: hostId, name }: EsxiHost,
  { key, openSsh = false }: RawEsxiTrust,
): Promise<Result<Trusted>> {
  const { client, providerId, interrupts, context } = job
  const ref = { providerId, hostId, openSsh }
  const found = await attempt(client.esxi.hostKey(ref), interrupts.first)
  if (!found.ok) return found
  const { shown, pinned } = found.value
  const base = { host: name, shown, ...(pinned && { before: pinned }) }
  const isSame = pinned?.sha256 === shown.sha256
  const wanted = key?.trim().replace(/=$/, '')
  if (isSame && (wanted === undefined || wanted === shown.sha256)) {
    if (!job.json) context.stdout.write(`${name}: ${shown.sha256} (${shown.type}) is trusted already.\n`)
    return ok({ ...base, trusted: true })
  }
  if (wanted === undefined) {
    context.stderr.write(printable(keyText(name, shown, pinned)))
    const question = pinned ? `Trust the new key of ${name} instead?` : `Trust this key of ${name}?`
    const agreed = await askToGoOn(context, question, interrupts.first)
    if (!agreed.ok) return agreed
  }
  const done = await attempt(
    client.esxi.trustHostKey({ ...ref, sha256: wanted ?? shown.sha256 }),
    interrupts.first,
  )
  if (!done.ok) return done
  if (!job.json) context.stdout.write(`${name}: ${shown.sha256} (${shown.type}) is trusted from now on.\n`)
  return ok({ ...base, trusted: true })
}

function keyText(name: string, shown: HostKey, pinned: HostKey | undefined): string {
  const compare =
    "Compare it with the host's own, on its console: ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub"
  if (!pinned) return `${name} shows the key ${shown.sha256} (${shown.type}).\n${compare}\n`
  return [
    `${name} shows another key than the trusted one. Another machine may answer in its place.`,
    `  shown now: ${shown.sha256} (${shown.type})`,
    `  trusted:   ${pinned.sha256} (${pinned.type})`,
    `Unless you know that the host was installed anew, find out why. ${compare}`,
    '',
  ].join('\n')
}
