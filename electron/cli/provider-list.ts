/** `palletjack provider list` and `provider contexts`: what is known, and what a kubeconfig offers. */
import type { KubeconfigContext, Provider, ProviderStatus } from '../../shared/provider/model.ts'
import { ok } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'
import { formatCount } from '../../shared/units.ts'
import { KINDS } from './check-text.ts'
import { guarded, printJson, withClient } from './command.ts'
import { MAX_KUBECONFIG } from './connect-target.ts'
import { readText } from './load.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { printable, table } from './text.ts'
import type { CommandContext } from './command-context.ts'

export interface RawListOptions {
  readonly home?: string
  readonly json?: boolean
}

export function listProviders(context: CommandContext, raw: RawListOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, (interrupts) =>
    withClient(context, { home: raw.home }, interrupts, async (client) => {
      const list = await attempt(client.providers.list(), interrupts.first)
      if (!list.ok) return list
      const providers = [...list.value].sort((a, b) => a.name.localeCompare(b.name))
      if (raw.json === true) printJson(context, { providers })
      else context.stdout.write(listText(providers))
      return ok(EXIT.ok)
    }),
  )
}

function listText(providers: readonly Provider[]): string {
  if (providers.length === 0) return 'No provider is known in this state directory.\n'
  const rows = providers.map((provider) => {
    const { name, url, username, version, status, credential } = provider
    const kind = credential === 'none' ? 'inventory file' : KINDS[provider.kind]
    return [name, kind, url, username === '' ? '-' : username, version, statusWords(status)]
  })
  const head = ['Name', 'Kind', 'Address', 'User', 'Version when last seen', 'Status']
  return `${table(head, rows)}\n${formatCount(providers.length, 'provider')}.\n`
}

function statusWords(status: ProviderStatus): string {
  switch (status.state) {
    case 'connected':
      return 'connected'
    case 'connecting':
      return 'connecting'
    case 'reconnecting':
      return `reconnecting: ${status.problem.message}`
    case 'offline':
      return `as of ${status.takenAt}`
    case 'needsCredentials':
      return 'needs its login'
    case 'locked':
      return 'its login is in the locked vault'
    case 'failed':
      return `FAILED: ${status.problem.message}`
  }
}

export interface RawContextsOptions extends RawListOptions {
  readonly kubeconfig?: string
}

/** Runs nothing and contacts nothing. */
export function listContexts(context: CommandContext, raw: RawContextsOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    if (raw.kubeconfig === undefined)
      return inputFault('kubeconfig', 'No kubeconfig is named.', 'Give its file with --kubeconfig FILE.')
    const text = readText(raw.kubeconfig, '--kubeconfig', MAX_KUBECONFIG)
    if (!text.ok) return text
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const contexts = await attempt(client.providers.contexts({ text: text.value }), interrupts.first)
      if (!contexts.ok) return contexts
      if (raw.json === true) printJson(context, { contexts: contexts.value })
      else context.stdout.write(contextsText(contexts.value))
      return ok(EXIT.ok)
    })
  })
}

const LOGINS: Readonly<Record<KubeconfigContext['login'], string>> = {
  token: 'token',
  certificate: 'certificate',
  password: 'password',
  program: 'PROGRAM',
  none: '-',
}

/** A table, and below it why a context cannot be used and what a program is that wants consent. */
function contextsText(contexts: readonly KubeconfigContext[]): string {
  if (contexts.length === 0) return 'The kubeconfig holds no context.\n'
  const rows = contexts.map(({ name, current, server, user, namespace, login, problem }) => [
    current ? '*' : '',
    name,
    server,
    user,
    namespace === '' ? '-' : namespace,
    problem ? 'cannot be used' : LOGINS[login],
  ])
  const notes = contexts.flatMap(({ name, program, problem }) => [
    ...(problem ? [`  ${name}: ${problem.message} ${problem.remedy}`] : []),
    ...(program === undefined || problem
      ? []
      : [`  ${name} runs a program to log in. To agree: --allow-program ${quoted(program)}`]),
  ])
  const head = ['', 'Context', 'Server', 'User', 'Namespace', 'Login']
  return [table(head, rows), ...notes.map(printable), ''].join('\n')
}
