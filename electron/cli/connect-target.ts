/** The target cluster of a command: its files, the consent that its kubeconfig asks for, and the login. */
import type { Client } from '../../shared/contract/contract.ts'
import type { ClusterInput, KubeconfigContext } from '../../shared/provider/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'
import { nameForNow } from '../../shared/provider/for-now.ts'
import { readAuthority, readText } from './load.ts'
import { attempt, inputFault, inputProblem } from './outcome.ts'
import { readSecret, TOKEN } from './password.ts'
import type { KubeconfigTarget, RealTarget, TokenTarget } from './target-request.ts'
import type { CommandContext } from './command-context.ts'

interface LoadedKubeconfig {
  readonly kind: 'kubeconfig'
  readonly real: KubeconfigTarget
  readonly text: string
  /** Where it connects to, once its context is known. */
  readonly host: string
}

interface LoadedToken {
  readonly kind: 'token'
  readonly real: TokenTarget
  readonly caPem: string | undefined
  readonly host: string
}

export type LoadedTarget = LoadedKubeconfig | LoadedToken

/** As much as the contract takes. */
export const MAX_KUBECONFIG = 1024 * 1024

/** Reads the files. */
export function loadTarget(real: RealTarget): Result<LoadedTarget> {
  if (real.kind === 'kubeconfig') {
    const text = readText(real.file, '--kubeconfig', MAX_KUBECONFIG)
    return text.ok ? ok({ kind: 'kubeconfig', real, text: text.value, host: 'cluster' }) : text
  }
  const pem = real.caFile === undefined ? ok(undefined) : readAuthority(real.caFile, '--cluster-ca')
  return pem.ok ? ok({ kind: 'token', real, caPem: pem.value, host: hostOf(real.url) }) : pem
}

/**
 * The target with its context chosen. A kubeconfig that cannot be used, or that would run a program nobody
 * agreed to, is a mistake in what was typed: nothing is contacted for it.
 */
export async function agreedTarget(
  client: Client,
  loaded: LoadedTarget,
  signal: AbortSignal,
): Promise<Result<LoadedTarget>> {
  if (loaded.kind === 'token') return ok(loaded)
  const contexts = await attempt(client.providers.contexts({ text: loaded.text }), signal)
  if (!contexts.ok) return asMistake(contexts.problem)
  const chosen = chosenContext(contexts.value, loaded.real)
  if (!chosen.ok) return chosen
  const { name, login, program, problem, server } = chosen.value
  if (problem) return asMistake(problem)
  const { allowProgram: _, ...real } = loaded.real
  const named = { ...real, context: name }
  if (login !== 'program') return ok({ ...loaded, real: named, host: hostOf(server) })
  const consent = programConsent(name, program ?? '', loaded.real.allowProgram)
  if (!consent.ok) return consent
  return ok({ ...loaded, real: { ...named, allowProgram: consent.value }, host: hostOf(server) })
}

/** Logs in and answers with the provider's id. */
export async function connectTarget(
  client: Client,
  loaded: LoadedTarget,
  stamp: string,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const access = await accessOf(loaded, context, signal)
  if (!access.ok) return access
  const name = nameForNow(loaded.host, stamp)
  const added = await attempt(client.providers.addCluster({ name, access: access.value }), signal)
  return added.ok ? ok(added.value.id) : added
}

async function accessOf(
  loaded: LoadedTarget,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<ClusterInput['access']>> {
  if (loaded.kind === 'kubeconfig') {
    const { context, allowProgram } = loaded.real
    return ok({ kind: 'kubeconfig', text: loaded.text, context, allowProgram })
  }
  const { url, tokenFd } = loaded.real
  const token = await readSecret(TOKEN, context, tokenFd, loaded.host, signal)
  return token.ok ? ok({ kind: 'token', url, token: token.value, caPem: loaded.caPem }) : token
}

function chosenContext(
  contexts: readonly KubeconfigContext[],
  { context, file }: KubeconfigTarget,
): Result<KubeconfigContext> {
  const found = contexts.find((one) => (context === undefined ? one.current : one.name === context))
  if (found) return ok(found)
  const names = contexts.map((one) => one.name).join(', ')
  return inputFault(
    'context',
    context === undefined ? `${file} names no current context.` : `${file} has no context "${context}".`,
    names === '' ? 'Give a kubeconfig that holds one.' : `Choose one with --context: ${names}.`,
  )
}

function programConsent(context: string, program: string, allowed: string | undefined): Result<string> {
  if (allowed === program && program !== '') return ok(program)
  return fail({
    ...inputProblem(
      'program',
      allowed === undefined
        ? `Context "${context}" logs in by running a program on this computer, and nobody agreed to that.`
        : `Context "${context}" logs in by running another program than the one that --allow-program names.`,
      'If you trust the program, agree to its exact command line:',
    ),
    meaning: 'Nothing was started.',
    detail: `--allow-program ${quoted(program)}`,
  })
}

/** A kubeconfig that cannot be used was typed; what is wrong with it stays readable in the code. */
function asMistake(problem: Problem) {
  const isMistake = problem.code.startsWith('cluster.')
  return fail(isMistake ? { ...problem, code: `input.${problem.code}` } : problem)
}

function hostOf(url: string): string {
  const whole = url.includes('://') ? url : `https://${url}`
  return URL.canParse(whole) ? new URL(whole).host : 'cluster'
}
