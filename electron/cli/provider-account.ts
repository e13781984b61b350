/** `palletjack provider account`: a service account with the least rights, as YAML or applied. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { labelFault, namespaceFault } from '../../shared/plan/names.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'
import { accountYaml } from '../../shared/target/account-manifests.ts'
import { accountInputSchema, type AccountInput } from '../../shared/target/account.ts'
import { formatDuration } from '../../shared/units.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { each, nameFault } from './choices.ts'
import { guarded, printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import { targetSubject, type RawSubjectOptions } from './subject-request.ts'
import { loadSubject } from './load-subjects.ts'
import { connectedProvider, withSubjects } from './subjects.ts'
import { isTargetNamed } from './target-request.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

export interface RawAccountOptions extends RawSubjectOptions {
  readonly namespace?: readonly string[]
  readonly name?: string
  readonly accountNamespace?: string
  readonly hours?: string
  /** False for --no-probes. */
  readonly probes?: boolean
  readonly apply?: boolean
  readonly out?: string
  readonly yes?: boolean
  readonly json?: boolean
}

type Account = Omit<AccountInput, 'providerId'>

/** Prints the YAML, which needs no cluster; with --apply makes the account and saves a kubeconfig for it. */
export function providerAccount(
  context: CommandContext,
  name: string | undefined,
  raw: RawAccountOptions,
): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const account = accountRequest(raw)
    if (!account.ok) return account
    return raw.apply === true
      ? apply(context, name, raw, account.value, interrupts)
      : print(context, name, raw, account.value)
  })
}

async function print(
  context: CommandContext,
  name: string | undefined,
  raw: RawAccountOptions,
  account: Account,
): Promise<Result<ExitCode>> {
  if (raw.out !== undefined)
    return inputFault(
      'out',
      '--out is where --apply saves the kubeconfig; without --apply the YAML goes to standard output.',
      'Add --apply, or write the YAML to a file with > FILE.',
    )
  if (name !== undefined || isTargetNamed(raw) || raw.lab === true) {
    const asked = targetSubject(name, raw)
    if (!asked.ok) return asked
  }
  const yaml = await accountYaml(account)
  if (raw.json === true) printJson(context, { yaml })
  else context.stdout.write(yaml)
  return ok(EXIT.ok)
}

async function apply(
  context: CommandContext,
  name: string | undefined,
  raw: RawAccountOptions,
  account: Account,
  interrupts: Interrupts,
): Promise<Result<ExitCode>> {
  const asked = targetSubject(name, raw)
  if (!asked.ok) return asked
  const file = newFile(raw.out)
  if (!file.ok) return file
  if (raw.yes !== true && !canAsk(context, raw.json === true)) return cannotAsk
  const loaded = loadSubject(asked.value)
  if (!loaded.ok) return loaded
  return withSubjects(context, raw.home, [loaded.value], interrupts, async (client, providers) => {
    const cluster = connectedProvider(providers, 'cluster')
    if (!cluster.ok) return cluster
    if (raw.yes !== true) {
      context.stderr.write(consequences(account, cluster.value.name, file.value))
      const agreed = await askToGoOn(context, 'Make the account?', interrupts.first)
      if (!agreed.ok) return agreed
    }
    const input = { ...account, providerId: cluster.value.id, saveKubeconfigTo: file.value }
    // The first interrupt does not cut it off: it is short, and all or nothing.
    const created = await attempt(client.target.createAccount(input), interrupts.second)
    if (!created.ok) return interrupts.second.aborted ? fail(leftHalfWay) : created
    const { applied, tokenExpiresAt } = created.value
    if (raw.json === true) printJson(context, { applied, tokenExpiresAt, kubeconfig: file.value })
    else context.stdout.write(appliedText(applied, tokenExpiresAt, file.value, context.now()))
    return ok(EXIT.ok)
  })
}

function accountRequest(raw: RawAccountOptions): Result<Account> {
  if (raw.namespace === undefined)
    return inputFault(
      'namespace-missing',
      'No namespace is given.',
      'Name the namespaces that VMs migrate into, for example --namespace finance.',
    )
  const namespaces = each(raw.namespace, (text) => {
    const fault = namespaceFault(text)
    return fault ? nameFault('namespace', '--namespace ', fault) : ok(text)
  })
  if (!namespaces.ok) return namespaces
  for (const [flag, text] of [
    ['--name', raw.name],
    ['--account-namespace', raw.accountNamespace],
  ] as const) {
    const fault = text === undefined ? undefined : labelFault(text, 'name')
    if (fault) return nameFault(flag.slice(2), `${flag} `, fault)
  }
  const hours = /^\d{1,3}$/.test(raw.hours ?? '24') ? Number(raw.hours ?? 24) : 0
  const parsed = accountInputSchema.omit({ providerId: true }).safeParse({
    ...(raw.name === undefined ? {} : { name: raw.name }),
    ...(raw.accountNamespace === undefined ? {} : { accountNamespace: raw.accountNamespace }),
    targetNamespaces: [...new Set(namespaces.value)],
    probes: raw.probes !== false,
    tokenHours: hours,
  })
  if (parsed.success) return ok(parsed.data)
  return hours < 1 || hours > 720
    ? inputFault(
        'hours',
        `--hours has to be a whole number from 1 to 720, not "${raw.hours ?? ''}".`,
        'Give --hours a number in that range.',
      )
    : inputFault('namespace', 'More than 50 namespaces are given.', 'Make a further account for the others.')
}

function newFile(out: string | undefined): Result<string> {
  if (out === undefined || out === '')
    return inputFault(
      'out',
      'The token of the account has to go somewhere: no file is given.',
      'Name a new file for its kubeconfig with --out FILE.',
    )
  const file = resolve(out)
  if (!existsSync(file)) return ok(file)
  return inputFault('exists', `${file} exists already.`, 'Choose another name with --out.')
}

const cannotAsk = inputFault(
  'yes',
  'Making the account changes the cluster, and there is nobody to ask here.',
  'Add --yes to make it without a question, or leave --apply out to read the YAML first.',
)

const leftHalfWay: Problem = {
  ...INTERRUPTED,
  meaning: 'Objects of the account may be left on the cluster.',
  remedy: 'Run the same command again: it applies what is missing.',
}

function consequences(account: Account, cluster: string, file: string): string {
  const { name, accountNamespace, targetNamespaces, tokenHours } = account
  return [
    `On ${cluster}: service account ${name} in namespace ${accountNamespace}, with roles for ${targetNamespaces.join(', ')}.`,
    `A token that is good for ${formatDuration(tokenHours * 3_600_000)} goes into ${file}, readable by you only.`,
    'Leave --apply out to read all of it as YAML.',
  ].reduce((text, line) => `${text}  ${line}\n`, '')
}

function appliedText(applied: readonly string[], expires: string, file: string, now: Date): string {
  const left = formatDuration(Math.max(0, Date.parse(expires) - now.getTime()))
  return [
    ...applied.map((object) => `applied: ${object}`),
    `The kubeconfig is in ${file}. Its token expires at ${expires}, in ${left}.`,
    `Use it with: palletjack provider check --kubeconfig ${quoted(file)}`,
    '',
  ].join('\n')
}
