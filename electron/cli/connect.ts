/** Source and target of a headless run: the lab's, or real ones that are known for as long as the run lasts. */
import { readFileSync } from 'node:fs'
import type { Client } from '../../shared/contract/contract.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { parseFingerprint } from '../../shared/provider/fingerprint.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault } from './outcome.ts'
import { readPassword } from './password.ts'
import type { RealEnds, SourceTrust } from './request.ts'
import type { World } from './world.ts'

export interface Ends {
  readonly sourceId: string
  readonly targetId: string
  /** Only the lab can hash both sides. */
  readonly lab: boolean
  /** Forgets what was added for this run. Never fails. */
  forget(): Promise<void>
}

/** What the command line named, read and checked before anything is contacted. */
export interface LoadedEnds {
  readonly real: RealEnds
  readonly url: string
  readonly host: string
  readonly trust: Trust
  readonly kubeconfig: string
}

const MAX_FILE_BYTES = 4 * 1024 * 1024

/** Reads the files and checks address and fingerprint. */
export function loadEnds(real: RealEnds): Result<LoadedEnds> {
  const address = parseVsphereAddress(real.url)
  if (!address.ok) return asInput(address.problem)
  const trust = loadTrust(real.trust)
  if (!trust.ok) return trust
  const kubeconfig = readText(real.kubeconfig, '--kubeconfig')
  if (!kubeconfig.ok) return kubeconfig
  const { url, host } = address.value
  return ok({ real, url, host, trust: trust.value, kubeconfig: kubeconfig.value })
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

/** Logs in to both ends. `stamp` keeps the names of two runs apart. */
export async function connectRealEnds(
  client: Client,
  loaded: LoadedEnds,
  stamp: string,
  world: Pick<World, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<Result<Ends>> {
  const { real, url, host, trust } = loaded
  const password = await readPassword(world, real.passwordFd, `${real.username} at ${host}`, signal)
  if (!password.ok) return password
  const added: string[] = []
  const forget = async (): Promise<void> => {
    for (const id of added) await attempt(client.providers.remove({ id })).catch(() => undefined)
  }
  const name = (what: string): string => `${what.slice(0, 30)} (command line ${stamp})`
  const source = await attempt(
    client.providers.addVsphere({
      name: name(host),
      url,
      username: real.username,
      password: password.value,
      trust,
    }),
    signal,
  )
  if (!source.ok) return source
  added.push(source.value.id)
  const access = { kind: 'kubeconfig' as const, text: loaded.kubeconfig, context: real.context }
  const target = await attempt(client.providers.addCluster({ name: name('cluster'), access }), signal)
  if (!target.ok) {
    await forget()
    return target
  }
  added.push(target.value.id)
  return ok({ sourceId: source.value.id, targetId: target.value.id, lab: false, forget })
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
