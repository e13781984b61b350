/** Connects the providers that a command works on, and forgets those that it added for itself. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { withClient } from './command.ts'
import { connectSource, forgetProviders, startLabEnds, type Ends } from './connect.ts'
import { agreedTarget, connectTarget } from './connect-target.ts'
import { findKnown, unlockKnown, type Keys } from './known.ts'
import { endsOf, findPlan } from './known-plan.ts'
import type { LoadedKnown, LoadedNamed, LoadedPlan, LoadedSubject } from './load-subjects.ts'
import { openRemembered } from './open-file.ts'
import { attempt, inputFault, INTERRUPTED, isMistake } from './outcome.ts'
import { printable } from './text.ts'
import { timeStamp } from './time-stamp.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** A provider of the command; without an id it could not be added, with a problem it is not connected. */
export interface OpenedProvider {
  readonly name: string
  readonly kind: Provider['kind']
  readonly id?: string
  readonly problem?: Problem
}

interface OpenedSubject {
  readonly providers: readonly OpenedProvider[]
  /** Of the plan that named them. */
  readonly planId?: string
  /** Forgets what was added for this command. Never fails. */
  forget(): Promise<void>
}

/** Source and target of a run, known or named by address; what was added for it is forgotten with them. */
export async function openEnds(
  context: CommandContext,
  client: Client,
  subjects: readonly LoadedSubject[],
  signal: AbortSignal,
): Promise<Result<Ends>> {
  const open: OpenedSubject[] = []
  const forget = async (): Promise<void> => {
    for (const one of open) await one.forget()
  }
  const failed = async (problem: Problem) => {
    await forget()
    return fail(problem)
  }
  for (const loaded of subjects) {
    const opened = await openSubject(context, client, loaded, signal)
    if (!opened.ok) return failed(opened.problem)
    open.push(opened.value)
  }
  const providers = open.flatMap((one) => one.providers)
  const source = connectedProvider(providers, 'vsphere')
  if (!source.ok) return failed(source.problem)
  const target = connectedProvider(providers, 'cluster')
  if (!target.ok) return failed(target.problem)
  return ok({ sourceId: source.value.id, targetId: target.value.id, lab: false, forget })
}

/**
 * Connects. A server that cannot be connected is told as a problem of its provider; a mistake in what was typed
 * and an interrupt end the command.
 */
async function openSubject(
  context: CommandContext,
  client: Client,
  loaded: LoadedSubject,
  signal: AbortSignal,
): Promise<Result<OpenedSubject>> {
  switch (loaded.kind) {
    case 'lab':
      return openLab(client, signal)
    case 'known':
      return openKnown(context, client, loaded, signal)
    case 'plan':
      return openPlan(context, client, loaded, signal)
    case 'named':
      return openNamed(context, client, loaded, signal)
    case 'file': {
      const opened = await openRemembered(client, loaded.file, timeStamp(context.now()), signal)
      if (!opened.ok) return opened
      const { id, note, forget } = opened.value
      if (note !== undefined) context.stderr.write(`${printable(note)}\n`)
      return ok({ providers: [{ id, name: loaded.file.path, kind: 'vsphere' as const }], forget })
    }
  }
}

/** Starts a backend, connects, and hands both to `work`; what was added for it is forgotten afterwards. */
export function withSubjects<T>(
  context: CommandContext,
  home: string | undefined,
  subjects: readonly LoadedSubject[],
  interrupts: Interrupts,
  work: (client: Client, providers: readonly OpenedProvider[], planId?: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const lab = subjects.find((one) => one.kind === 'lab')?.settings
  return withClient(context, { home, lab }, interrupts, async (client) => {
    if (lab) context.stderr.write('Starting the lab.\n')
    const open: OpenedSubject[] = []
    try {
      for (const loaded of subjects) {
        const opened = await openSubject(context, client, loaded, interrupts.first)
        if (!opened.ok) return opened
        open.push(opened.value)
      }
      return await work(
        client,
        open.flatMap((one) => one.providers),
        open.find((one) => one.planId !== undefined)?.planId,
      )
    } finally {
      for (const one of open) await one.forget()
    }
  })
}

/** The provider of this kind that a command is about, or why there is none to work with. */
export function connectedProvider(
  providers: readonly OpenedProvider[],
  kind: Provider['kind'],
): Result<{ readonly id: string; readonly name: string }> {
  const found = providers.find((one) => one.kind === kind)
  if (found?.problem) return fail(found.problem)
  if (found?.id !== undefined) return ok({ id: found.id, name: found.name })
  return wrongKind(providers[0]?.name ?? 'What is named', kind)
}

function wrongKind(name: string, kind: Provider['kind']) {
  const wanted = kind === 'cluster' ? 'cluster' : 'vCenter or ESXi host'
  return inputFault(
    'wrong-kind',
    `${name} is no ${wanted}.`,
    `Name a ${wanted}; palletjack provider list shows which ones are known.`,
  )
}

async function openLab(client: Client, signal: AbortSignal): Promise<Result<OpenedSubject>> {
  const ends = await startLabEnds(client, signal)
  if (!ends.ok) return ends
  const list = await attempt(client.providers.list(), signal)
  if (!list.ok) return list
  const { sourceId, targetId } = ends.value
  const lab = list.value.filter(({ id }) => id === sourceId || id === targetId)
  const providers = lab.map(({ id, name, kind }) => ({ id, name, kind }))
  return ok({
    providers: providers.sort((a, b) => b.kind.localeCompare(a.kind)),
    forget: () => ends.value.forget(),
  })
}

async function openKnown(
  context: CommandContext,
  client: Client,
  { known, kubeconfig }: LoadedKnown,
  signal: AbortSignal,
): Promise<Result<OpenedSubject>> {
  const found = await findKnown(client, known.name, signal)
  if (!found.ok) return found
  const { name, kind } = found.value
  if (known.only !== undefined && known.only !== kind) return wrongKind(name, known.only)
  const unlocked = await openWith(context, client, found.value, { ...known, kubeconfig }, signal)
  return unlocked.ok ? ok({ providers: [unlocked.value], forget: () => Promise.resolve() }) : unlocked
}

async function openPlan(
  context: CommandContext,
  client: Client,
  { plan: { name, passwordFd, tokenFd }, kubeconfig }: LoadedPlan,
  signal: AbortSignal,
): Promise<Result<OpenedSubject>> {
  const plan = await findPlan(client, name, signal)
  if (!plan.ok) return plan
  const ends = await endsOf(client, plan.value, signal)
  if (!ends.ok) return ends
  const providers: OpenedProvider[] = []
  for (const end of ends.value) {
    const keys: Keys =
      end.kind === 'vsphere' ? { passwordFd, kubeconfig: undefined } : { tokenFd, kubeconfig }
    const opened = await openWith(context, client, end, keys, signal)
    if (!opened.ok) return opened
    providers.push(opened.value)
  }
  return ok({ providers, planId: plan.value.id, forget: () => Promise.resolve() })
}

/** A provider that cannot be unlocked has a problem; a mistake in what was typed is none of the provider. */
async function openWith(
  context: CommandContext,
  client: Client,
  provider: Provider,
  keys: Keys,
  signal: AbortSignal,
): Promise<Result<OpenedProvider>> {
  const { id, name, kind } = provider
  const unlocked = await unlockKnown(client, provider, keys, context, signal)
  if (unlocked.ok) return ok({ id, name, kind })
  return endsAll(unlocked.problem) ? unlocked : ok({ id, name, kind, problem: unlocked.problem })
}

async function openNamed(
  context: CommandContext,
  client: Client,
  { source, target }: LoadedNamed,
  signal: AbortSignal,
): Promise<Result<OpenedSubject>> {
  const stamp = timeStamp(context.now())
  const agreed = target === undefined ? ok(undefined) : await agreedTarget(client, target, signal)
  if (!agreed.ok) return agreed
  const cluster = agreed.value
  const steps: Step[] = [
    ...(source
      ? [step(source.host, 'vsphere', () => connectSource(client, source, stamp, context, signal))]
      : []),
    ...(cluster
      ? [step(cluster.host, 'cluster', () => connectTarget(client, cluster, stamp, context, signal))]
      : []),
  ]
  const providers: OpenedProvider[] = []
  const forget = () =>
    forgetProviders(
      client,
      providers.flatMap(({ id }) => id ?? []),
    )
  for (const { name, kind, open } of steps) {
    const opened = await open()
    if (!opened.ok && endsAll(opened.problem)) {
      await forget()
      return opened
    }
    providers.push({ name, kind, ...(opened.ok ? { id: opened.value } : { problem: opened.problem }) })
  }
  return ok({ providers, forget })
}

interface Step {
  readonly name: string
  readonly kind: Provider['kind']
  readonly open: () => Promise<Result<string>>
}

function step(name: string, kind: Provider['kind'], open: Step['open']): Step {
  return { name, kind, open }
}

function endsAll(problem: Problem): boolean {
  return isMistake(problem) || problem.code === INTERRUPTED.code
}
