/** Source and target of a headless run: the lab's, or real ones that are known for as long as the run lasts. */
import type { Client } from '../../shared/contract/contract.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { nameForNow } from '../../shared/provider/for-now.ts'
import { agreedTarget, connectTarget, loadTarget, type LoadedTarget } from './connect-target.ts'
import { asInput, loadTrust } from './load.ts'
import { attempt } from './outcome.ts'
import { PASSWORD, readSecret } from './password.ts'
import type { RealEnds } from './migrate-request.ts'
import type { RealSource } from './source-request.ts'
import type { CommandContext } from './command-context.ts'

export interface Ends {
  readonly sourceId: string
  readonly targetId: string
  /** Only the lab can hash both sides. */
  readonly lab: boolean
  /** Forgets what was added for this run. Never fails. */
  forget(): Promise<void>
}

/** A source that the command line named, read and checked before anything is contacted. */
export interface LoadedSource {
  readonly real: RealSource
  readonly url: string
  readonly host: string
  readonly trust: Trust
}

export interface LoadedEnds extends LoadedSource {
  readonly target: LoadedTarget
}

/** Reads the files and checks address and fingerprint. */
export function loadSource(real: RealSource): Result<LoadedSource> {
  const address = parseVsphereAddress(real.url)
  if (!address.ok) return asInput(address.problem)
  const trust = loadTrust(real.trust)
  if (!trust.ok) return trust
  const { url, host } = address.value
  return ok({ real, url, host, trust: trust.value })
}

/** The source, and the files of the target. */
export function loadEnds(real: RealEnds): Result<LoadedEnds> {
  const source = loadSource(real)
  if (!source.ok) return source
  const target = loadTarget(real.target)
  return target.ok ? ok({ ...source.value, target: target.value }) : target
}

export async function startLabEnds(client: Client, signal: AbortSignal): Promise<Result<Ends>> {
  const started = await attempt(client.lab.start(), signal)
  if (!started.ok) return started
  const { sourceId, targetId } = started.value
  if (sourceId === undefined || targetId === undefined)
    return fail({
      code: 'lab.not-running',
      message: 'The lab started without its vCenter or its cluster.',
      meaning: 'Nothing was changed.',
      remedy: 'Run the command again.',
    })
  return ok({ sourceId, targetId, lab: true, forget: () => Promise.resolve() })
}

/** Logs in to the source and answers with its id. `stamp` keeps the names of two runs apart. */
export async function connectSource(
  client: Client,
  { real, url, host, trust }: LoadedSource,
  stamp: string,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const password = await readSecret(PASSWORD, context, real.passwordFd, `${real.username} at ${host}`, signal)
  if (!password.ok) return password
  const added = await attempt(
    client.providers.addVsphere({
      name: nameForNow(host, stamp),
      url,
      username: real.username,
      password: password.value,
      trust,
    }),
    signal,
  )
  return added.ok ? ok(added.value.id) : added
}

/** Logs in to both ends. What a kubeconfig lacks, or asks consent for, is said before anything is contacted. */
export async function connectRealEnds(
  client: Client,
  loaded: LoadedEnds,
  stamp: string,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<Ends>> {
  const agreed = await agreedTarget(client, loaded.target, signal)
  if (!agreed.ok) return agreed
  const source = await connectSource(client, loaded, stamp, context, signal)
  if (!source.ok) return source
  const target = await connectTarget(client, agreed.value, stamp, context, signal)
  if (!target.ok) {
    await forgetProviders(client, [source.value])
    return target
  }
  const ids = [source.value, target.value]
  return ok({
    sourceId: source.value,
    targetId: target.value,
    lab: false,
    forget: () => forgetProviders(client, ids),
  })
}

/** Never fails. */
export async function forgetProviders(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids) await attempt(client.providers.remove({ id })).catch(() => undefined)
}
