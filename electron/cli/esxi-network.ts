/** `palletjack esxi network`: the vmkernel adapter that copies from a host read through. */
import type { EsxiHost } from '../../shared/esxi/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { printJson } from './command.ts'
import { hasDirectLogins, readPassword, shortList, type PasswordLogin } from './esxi-login.ts'
import {
  hostChoice,
  loginRequest,
  type HostChoice,
  type RawEsxiHosts,
  type RawEsxiSource,
} from './esxi-request.ts'
import { chosenHosts, withEsxi, type EsxiJob } from './esxi-source.ts'
import { networkWords } from './esxi-text.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import { until } from './stream.ts'
import { fittedTable, printable, problemText } from './text.ts'
import type { CommandContext } from './command-context.ts'

export interface RawEsxiNetwork extends RawEsxiSource, RawEsxiHosts {
  readonly user?: string
  readonly hostPasswordFd?: string
}

export interface RawNetworkSet extends RawEsxiNetwork {
  readonly adapter?: string
  readonly viaVcenter?: boolean
}

/** Needs no login to a host. */
export function networkShow(context: CommandContext, raw: RawEsxiSource & RawEsxiHosts): Promise<ExitCode> {
  const check = () => hostChoice(raw, false)
  return withEsxi(context, raw, check, async (job, choice) => {
    const hosts = await chosenHosts(job, choice)
    if (!hosts.ok) return hosts
    if (job.json) printJson(context, { hosts: hosts.value.map(networkOf) })
    else context.stdout.write(adaptersText(hosts.value, context.stdout.columns))
    return ok(EXIT.ok)
  })
}

function networkOf({ id, name, network, adapters }: EsxiHost) {
  return { id, host: name, network, adapters }
}

function adaptersText(hosts: readonly EsxiHost[], width: number | undefined): string {
  const rows = hosts.flatMap(({ name, adapters, network }) =>
    adapters.map(({ device, subnet, ip, mtu, linkMbps, services }, index) => [
      index === 0 ? name : '',
      `${network.device === device ? '* ' : ''}${device}`,
      ip === '' ? '-' : `${ip} in ${subnet}`,
      String(mtu),
      linkMbps === undefined ? 'unknown' : `${linkMbps / 1000} Gbit/s`,
      services.join(', ') || '-',
    ]),
  )
  const table = fittedTable(['Host', 'Adapter', 'Address', 'MTU', 'Link', 'Services'], rows, width)
  const ways = hosts.map(({ name, network }) => `${name}: copies read through ${networkWords(network)}.`)
  return `${table}\n${printable([...warningLines(hosts), ...ways].join('\n'))}\n`
}

/** The same sentence is told once for all hosts that it is about. */
function warningLines(hosts: readonly EsxiHost[]): string[] {
  const about = new Map<string, EsxiHost[]>()
  for (const host of hosts)
    for (const warning of host.adapters.flatMap(({ warnings }) => warnings))
      about.set(warning, [...(about.get(warning) ?? []), host])
  return [...about].map(([warning, list]) => `${shortList(list)}: ${warning}`)
}

/** Chooses one adapter on each of the hosts, and tries it; ends with 1 where one is not ready. */
export function networkSet(context: CommandContext, raw: RawNetworkSet): Promise<ExitCode> {
  return withEsxi(
    context,
    raw,
    () => setRequest(raw),
    async (job, { choice, device, username, fd }) => {
      const hosts = await chosenHosts(job, choice)
      if (!hosts.ok) return hosts
      const wanted = device === null ? ok(undefined) : await directLogin(job, hosts.value, { username, fd })
      if (!wanted.ok) return wanted
      return tried(job, hosts.value, [{ device, hosts: hosts.value, login: wanted.value }])
    },
  )
}

interface SetRequest {
  readonly choice: HostChoice
  readonly device: string | null
  readonly username: string | undefined
  readonly fd: number | undefined
}

function setRequest(raw: RawNetworkSet): Result<SetRequest> {
  const { adapter, viaVcenter = false } = raw
  if ((adapter === undefined) === !viaVcenter)
    return inputFault(
      'adapter',
      adapter === undefined ? 'No adapter is named.' : '--adapter and --via-vcenter are two ways.',
      'Give --adapter vmk1 (esxi network show lists them), or --via-vcenter to go back to the way through vCenter.',
    )
  return checkRequest(raw, adapter ?? null)
}

function checkRequest(raw: RawEsxiNetwork, device: string | null): Result<SetRequest> {
  const choice = hostChoice(raw, true)
  if (!choice.ok) return choice
  const login = loginRequest(raw)
  if (!login.ok) return login
  const { username, how } = login.value
  const fd = how.kind === 'password' ? how.fd : undefined
  return ok({ choice: choice.value, device, username, fd })
}

/** Tries the chosen adapters again; ends with 1 where one is not ready. */
export function networkCheck(context: CommandContext, raw: RawEsxiNetwork): Promise<ExitCode> {
  return withEsxi(
    context,
    raw,
    () => checkRequest(raw, null),
    async (job, { choice, username, fd }) => {
      const named = await chosenHosts(job, choice)
      if (!named.ok) return named
      const hosts = named.value.filter(({ network }) => network.device !== undefined)
      if (hosts.length === 0)
        return inputFault(
          'adapter',
          'No adapter is chosen on these hosts: copies read through vCenter.',
          'Choose one with esxi network set --adapter.',
        )
      const users = new Set(hosts.map(({ network }) => network.username ?? 'root'))
      const before = users.size === 1 ? [...users][0] : undefined
      const login = await directLogin(job, hosts, { username, fd }, before)
      if (!login.ok) return login
      const devices = [...new Set(hosts.map(({ network }) => network.device ?? null))]
      const choices = devices.map((device) => ({
        device,
        hosts: hosts.filter(({ network }) => network.device === device),
        login: login.value,
      }))
      return tried(job, hosts, choices)
    },
  )
}

/** Undefined where the hosts have their logins: on the lab, or from before where none was typed. */
async function directLogin(
  job: EsxiJob,
  hosts: readonly EsxiHost[],
  { username, fd }: Pick<SetRequest, 'username' | 'fd'>,
  before?: string,
): Promise<Result<PasswordLogin | undefined>> {
  if (job.isLab) return ok(undefined)
  if (username === undefined && fd === undefined) {
    const held = await hasDirectLogins(job, hosts)
    if (!held.ok || held.value) return held.ok ? ok(undefined) : held
  }
  return readPassword(job, hosts, username ?? before, fd)
}

interface Choice {
  readonly device: string | null
  readonly hosts: readonly EsxiHost[]
  readonly login: PasswordLogin | undefined
}

async function tried(
  job: EsxiJob,
  hosts: readonly EsxiHost[],
  choices: readonly Choice[],
): Promise<Result<ExitCode>> {
  const { context, interrupts } = job
  const last = new Map<string, EsxiHost>()
  for (const choice of choices) {
    if (interrupts.first.aborted) return fail(INTERRUPTED)
    const done = await choose(job, choice, last)
    if (!done.ok) return done
  }
  const results = hosts.flatMap(({ id }) => last.get(id) ?? [])
  if (job.json) printJson(context, { hosts: results.map(networkOf) })
  else context.stdout.write(resultText(results))
  for (const { network } of results) if (network.problem) context.stderr.write(problemText(network.problem))
  return ok(results.some(({ network }) => network.state === 'failed') ? EXIT.failed : EXIT.ok)
}

async function choose(
  { client, providerId, interrupts, context }: EsxiJob,
  { device, hosts, login }: Choice,
  last: Map<string, EsxiHost>,
): Promise<Result<void>> {
  const { first } = interrupts
  const hostIds = hosts.map(({ id }) => id)
  const wanted = { providerId, hostIds, device, ...(login && { login }) }
  const read = await attempt(
    (async () => {
      const views = await client.esxi.setMigrationNetwork(wanted, { signal: first })
      for await (const list of until(views, first))
        for (const host of list) {
          const before = last.get(host.id)?.network.state
          const { state } = host.network
          if (state !== before && state === 'checking')
            context.stderr.write(`${printable(host.name)}: logs in at ${host.network.address ?? ''}\n`)
          last.set(host.id, host)
        }
    })(),
    first,
  )
  if (!first.aborted) return read
  return fail({
    ...INTERRUPTED,
    meaning:
      'The adapter is chosen, and not every host was tried; copies read through vCenter until one is ready.',
    remedy: 'Run esxi network check for these hosts.',
  })
}

function resultText(hosts: readonly EsxiHost[]): string {
  const lines = hosts.map(({ name, network, adapters }) => {
    const warnings = adapters.find(({ device }) => device === network.device)?.warnings ?? []
    return [`${name}: copies read through ${networkWords(network)}.`, ...warnings].join(' ')
  })
  return `${lines.map(printable).join('\n')}\n`
}
