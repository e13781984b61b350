/** Source and target of a headless run: the lab's, or real ones that are known for as long as the run lasts. */
import { readFileSync } from 'node:fs'
import type { Client } from '../../shared/contract/contract.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { parseFingerprint } from '../../shared/provider/fingerprint.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault } from './outcome.ts'
import { readPassword } from './password.ts'
import type { RealEnds } from './request.ts'
import type { RealSource, SourceTrust } from './source-request.ts'
import type { World } from './world.ts'

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
  readonly kubeconfig: string
  readonly context: string | undefined
}

const MAX_FILE_BYTES = 4 * 1024 * 1024

/** Reads the files and checks address and fingerprint. */
export function loadSource(real: RealSource): Result<LoadedSource> {
  const address = parseVsphereAddress(real.url)
  if (!address.ok) return asInput(address.problem)
  const trust = loadTrust(real.trust)
  if (!trust.ok) return trust
  const { url, host } = address.value
  return ok({ real, url, host, trust: trust.value })
}

/** The source, and the kubeconfig of the target. */
export function loadEnds(real: RealEnds): Result<LoadedEnds> {
  const source = loadSource(real)
  if (!source.ok) return source
  const kubeconfig = readText(real.kubeconfig, '--kubeconfig')
  if (!kubeconfig.ok) return kubeconfig
  return ok({ ...source.value, kubeconfig: kubeconfig.value, context: real.context })
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
  world: Pick<World, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const password = await readPassword(world, real.passwordFd, `${real.username} at ${host}`, signal)
  if (!password.ok) return password
  const added = await attempt(
    client.providers.addVsphere({
      name: nameOf(host, stamp),
      url,
      username: real.username,
      password: password.value,
      trust,
    }),
    signal,
  )
  return added.ok ? ok(added.value.id) : added
}

/** Logs in to both ends. */
export async function connectRealEnds(
  client: Client,
  loaded: LoadedEnds,
  stamp: string,
  world: Pick<World, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<Ends>> {
  const source = await connectSource(client, loaded, stamp, world, signal)
  if (!source.ok) return source
  const access = { kind: 'kubeconfig' as const, text: loaded.kubeconfig, context: loaded.context }
  const target = await attempt(
    client.providers.addCluster({ name: nameOf('cluster', stamp), access }),
    signal,
  )
  if (!target.ok) {
    await forgetProviders(client, [source.value])
    return target
  }
  const ids = [source.value, target.value.id]
  return ok({
    sourceId: source.value,
    targetId: target.value.id,
    lab: false,
    forget: () => forgetProviders(client, ids),
  })
}

/** Never fails. */
export async function forgetProviders(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids) await attempt(client.providers.remove({ id })).catch(() => undefined)
}

function nameOf(what: string, stamp: string): string {
  return `${what.slice(0, 30)} (command line ${stamp})`
}

function loadTrust(trust: SourceTrust): Result<Trust> {
  if (trust.kind === 'system') return ok({ kind: 'system' })
  if (trust.kind === 'fingerprint') {
    const parsed = parseFingerprint(trust.value)
    return parsed.ok ? ok({ kind: 'fingerprint', value: parsed.value.value }) : asInput(parsed.problem)
  }
  const pem = readText(trust.file, '--ca')
  if (!pem.ok) return pem
  if (pem.value.includes('-----BEGIN CERTIFICATE-----')) return ok({ kind: 'ca', pem: pem.value })
  return inputFault(
    'ca',
    `The file given with --ca (${trust.file}) holds no certificate.`,
    'Give a PEM file: it has a line "-----BEGIN CERTIFICATE-----".',
  )
}

/** A typed value that shared code refuses is a mistake in what was typed, whatever its own code says. */
function asInput(problem: { message: string; remedy: string }) {
  return inputFault('value', problem.message, problem.remedy)
}

function readText(file: string, flag: string): Result<string> {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.trim() !== '' && text.length <= MAX_FILE_BYTES) return ok(text)
    return inputFault(
      'file',
      `The file given with ${flag} (${file}) is empty or too large.`,
      'Check the file.',
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why =
      { ENOENT: 'it does not exist', EACCES: 'this user may not read it', EISDIR: 'it is a directory' }[
        code
      ] ?? code
    return inputFault(
      'file',
      `The file given with ${flag} (${file}) cannot be read: ${why}.`,
      'Check the path.',
    )
  }
}
