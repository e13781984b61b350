/** The key that a host shows, for a person to compare. */
import type { HostKey } from '../../shared/esxi/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { dial } from './ssh-dial.ts'
import type { SshAddress } from './ssh-problems.ts'

export interface ShownKeyOptions {
  /** ms for each stage; default 20 s. */
  readonly limitMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The public key that the host proves to hold now. Needs no login and sends nothing secret. Problems: esxi.refused,
 * esxi.timeout, esxi.unreachable, esxi.name-not-found, esxi.not-ssh, esxi.no-common-algorithm, esxi.canceled.
 */
export async function shownKey(
  address: SshAddress,
  { limitMs = 20_000, signal }: ShownKeyOptions = {},
): Promise<Result<HostKey>> {
  const dialed = await dial({ address, limitMs, signal, judgeKey: () => undefined })
  if (!dialed.ok) return dialed
  dialed.value.client.destroy()
  return ok(dialed.value.hostKey)
}
