/** `palletjack esxi nfc show` and `nfc history`: what the NFC memory of hosts is, and what was done with it. */
import type { EditRun, EsxiHost, NfcReading } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { guarded, printJson, withClient } from './command.ts'
import { giveLogins } from './esxi-login.ts'
import {
  esxiSource,
  hostsRequest,
  type RawEsxiHosts,
  type RawEsxiOptions,
  type RawEsxiSource,
} from './esxi-request.ts'
import { chosenHosts, matching, sourceOption, unknownHost, withEsxi, type EsxiJob } from './esxi-source.ts'
import { historyText, readingText } from './esxi-text.ts'
import { findKnown } from './known.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import { printable, problemText } from './text.ts'
import type { CommandContext } from './command-context.ts'

/** Logs in to each host and reads; ends with 1 when one could not be read. */
export function nfcShow(context: CommandContext, raw: RawEsxiOptions): Promise<ExitCode> {
  return withEsxi(
    context,
    raw,
    () => hostsRequest(raw),
    async (job, { choice, login }) => {
      const hosts = await chosenHosts(job, choice)
      if (!hosts.ok) return hosts
      const openSsh = raw.openSsh === true
      const given = await giveLogins(job, hosts.value, login, openSsh)
      if (!given.ok) return given
      const results: HostResult[] = []
      for (const host of hosts.value) {
        const one = await shown(job, host, openSsh)
        if (!one.ok) return one
        results.push(one.value)
      }
      if (job.json) printJson(context, { hosts: results })
      return ok(results.some(({ problem }) => problem) ? EXIT.failed : EXIT.ok)
    },
  )
}

interface HostResult {
  readonly host: string
  readonly reading?: NfcReading
  readonly problem?: Problem
}

async function shown(job: EsxiJob, { id, name }: EsxiHost, openSsh: boolean): Promise<Result<HostResult>> {
  const { client, providerId, interrupts, context, json } = job
  if (interrupts.first.aborted) return fail(INTERRUPTED)
  context.stderr.write(`Reading ${printable(name)}.\n`)
  const read = await attempt(client.esxi.read({ providerId, hostId: id, openSsh }), interrupts.first)
  if (read.ok) {
    if (!json) context.stdout.write(printable(readingText(read.value)))
    return ok({ host: name, reading: read.value })
  }
  if (read.problem.code === INTERRUPTED.code) return read
  const problem = advised(job, name, read.problem)
  context.stderr.write(problemText(problem))
  return ok({ host: name, problem })
}

/** With the command that does what the remedy says. */
export function advised(job: EsxiJob, name: string, problem: Problem): Problem {
  const source = sourceOption(job)
  const command = {
    'esxi.host-key-unknown': `palletjack esxi trust ${name} ${source}`,
    'esxi.host-key-changed': `palletjack esxi trust ${name} ${source}`,
    'esxi.ssh-closed': 'the same command with --open-ssh',
  }[problem.code]
  return command === undefined ? problem : { ...problem, remedy: `${problem.remedy} (${command})` }
}

/** From the journal alone: nothing is contacted. */
export function nfcHistory(context: CommandContext, raw: RawEsxiSource & RawEsxiHosts): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const source = esxiSource(raw)
    if (!source.ok) return source
    if (source.value.kind === 'lab')
      return inputFault('lab', 'A lab is new each time, so it has no history.', 'Name a provider instead.')
    const { name } = source.value
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const provider = await findKnown(client, name, interrupts.first)
      if (!provider.ok) return provider
      const runs = await attempt(client.esxi.history({ providerId: provider.value.id }), interrupts.first)
      if (!runs.ok) return runs
      const chosen = ofHosts(runs.value, raw.host ?? [])
      if (!chosen.ok) return chosen
      if (raw.json === true) printJson(context, { runs: chosen.value })
      else context.stdout.write(historyText(chosen.value, context.stdout.columns))
      return ok(EXIT.ok)
    })
  })
}

function ofHosts(runs: readonly EditRun[], wanted: readonly string[]): Result<readonly EditRun[]> {
  if (wanted.length === 0) return ok(runs)
  const all = [...new Set(runs.flatMap(({ hosts }) => hosts.map(({ hostName }) => hostName)))]
  const known = all.map((name) => ({ name }))
  const names = new Set<string>()
  for (const one of wanted) {
    const found = matching(known, one)
    if (found.length === 0 && all.length > 0) return unknownHost(one, known)
    for (const { name } of found) names.add(name)
  }
  return ok(runs.filter(({ hosts }) => hosts.some(({ hostName }) => names.has(hostName))))
}
