/** A connection that is logged in, and stays so. */
import { setTimeout as delay } from 'node:timers/promises'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import { ok, type Problem } from '../../shared/problem.ts'
import type { UntilUnlocked, UseSecret } from '../vault/service.ts'
import { isFault, SoapFault, VsphereError } from './errors.ts'
import { problemOfFault } from './faults.ts'
import { SERVICE_INSTANCE, type ServiceContent } from './service-content.ts'
import type { SoapClient } from './soap-client.ts'
import { textElement, UnsendableTextError } from './xml-writer.ts'

export interface Login {
  readonly client: SoapClient
  readonly content: ServiceContent
  /** Counts logins: what was made in an earlier session (views, collectors) is gone. */
  readonly epoch: number
  /**
   * Runs `work`; if vSphere says NotAuthenticated, logs in again and runs it once more. `work` must be safe
   * to run twice, and must make its own views and collectors. While a lost session waits for the vault, nothing is
   * sent: vault.locked.
   */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Logs in again unless somebody did since `epoch` was read. Callers at the same time share one login. */
  renew(epoch: number): Promise<void>
  /** Calls `listener` after each renewed login until the returned function is called. */
  onRenewed(listener: () => void): () => void
  /** `close` waits for `work`, so that it can clean up on the server before the session is gone. */
  during<T>(work: Promise<T>): Promise<T>
  /** Logs out, once, and ends all connections. Never throws. */
  close(): Promise<void>
}

/** vCenter ends a session after 30 minutes without a request, unless told otherwise. */
const KEEP_ALIVE_MS = 5 * 60_000
const LOGOUT_LIMIT_MS = 5_000

export interface LoginOptions {
  readonly address: VsphereAddress
  readonly username: string
  readonly useSecret: UseSecret
  readonly untilUnlocked: UntilUnlocked
}

/** Logs in. Throws VsphereError; the client is left open then. */
export async function logIn(
  options: LoginOptions,
  client: SoapClient,
  content: ServiceContent,
): Promise<Login> {
  const open = () => openSession(options, client, content)
  await open()
  const stop = new AbortController()
  const renewals = createRenewals(open, () => options.untilUnlocked(stop.signal))
  let closing: Promise<void> | undefined
  const ending = new Set<Promise<unknown>>()

  const renew = async (seen: number) => {
    if (closing) throw new VsphereError(closedProblem)
    await renewals.renew(seen)
  }
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new VsphereError(closedProblem)
    renewals.check()
    const seen = renewals.epoch()
    try {
      return await work()
    } catch (error) {
      if (!isFault(error, 'NotAuthenticated')) throw error
    }
    await renew(seen)
    return work()
  }
  const timer = setInterval(() => {
    // What goes wrong here is told by the next call that somebody waits for.
    run(() => client.call({ method: 'CurrentTime', self: SERVICE_INSTANCE })).catch(() => undefined)
  }, KEEP_ALIVE_MS).unref()
  const end = async () => {
    clearInterval(timer)
    stop.abort()
    await Promise.allSettled(ending)
    // A login that is on its way opens a session, which only its answer can name.
    await Promise.race([renewals.settled(), delay(LOGOUT_LIMIT_MS, undefined, { ref: false })])
    await logOut(client, content)
    await client.destroy()
  }

  return {
    client,
    content,
    get epoch() {
      return renewals.epoch()
    },
    run,
    renew,
    onRenewed: (listener) => renewals.onRenewed(listener),
    during: (work) => {
      ending.add(work)
      return work.finally(() => ending.delete(work))
    },
    close: () => (closing ??= end()),
  }
}

interface Renewals {
  /** How many logins there were after the first. */
  epoch(): number
  /** Throws while it is known that a login would find the vault locked. */
  check(): void
  renew(seen: number): Promise<void>
  onRenewed(listener: () => void): () => void
  /** When no login is on its way any more. Never rejects. */
  settled(): Promise<void>
}

/**
 * Logs in again with `open`: one attempt at a time, none after a password was refused, and none between one that
 * found the vault locked and its unlocking.
 */
function createRenewals(open: () => Promise<void>, untilUnlocked: () => Promise<void>): Renewals {
  let epoch = 0
  let renewal: Promise<void> | undefined
  let refused: Problem | undefined
  let locked: Problem | undefined
  const check = () => {
    if (locked) throw new VsphereError(locked)
  }
  const listeners = new Set<() => void>()
  const renewNow = async () => {
    try {
      await open()
    } catch (error) {
      // A second attempt with the same password could lock the account.
      if (error instanceof VsphereError && error.problem.code === 'vsphere.invalid-login')
        refused = error.problem
      if (error instanceof VsphereError && error.problem.code === 'vault.locked') {
        locked = error.problem
        void untilUnlocked().then(() => (locked = undefined))
      }
      throw error
    }
    epoch++
    for (const listener of listeners) listener()
  }
  return {
    epoch: () => epoch,
    check,
    renew: async (seen) => {
      if (seen !== epoch) return
      check()
      if (refused) throw new VsphereError(refused)
      renewal ??= renewNow().finally(() => (renewal = undefined))
      await renewal
    },
    onRenewed: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    settled: async () => {
      await renewal?.catch(() => undefined)
    },
  }
}

async function logOut(client: SoapClient, content: ServiceContent): Promise<void> {
  if (!client.hasSession()) return
  await client
    .call({ method: 'Logout', self: content.sessionManager, limitMs: LOGOUT_LIMIT_MS })
    .catch(() => undefined)
}

async function openSession(
  { address, username, useSecret }: LoginOptions,
  client: SoapClient,
  content: ServiceContent,
): Promise<void> {
  try {
    const lent = await useSecret(async (password) => {
      await client.call({
        method: 'Login',
        self: content.sessionManager,
        // The locale fixes the language of vSphere's own messages.
        body:
          textElement('userName', username) +
          textElement('password', password.toString('utf8')) +
          textElement('locale', 'en_US'),
        opensSession: true,
      })
      return ok(undefined)
    })
    if (!lent.ok) throw new VsphereError(lent.problem)
  } catch (error) {
    if (error instanceof UnsendableTextError) throw new VsphereError(unsendableProblem)
    if (error instanceof SoapFault) throw new VsphereError(loginProblem(address, username, error))
    // The answer was cut off after the server had opened a session.
    await logOut(client, content)
    throw error
  }
}

function loginProblem(address: VsphereAddress, username: string, fault: SoapFault): Problem {
  const problem = problemOfFault(fault, `Login to ${address.host}`)
  if (problem.code !== 'vsphere.invalid-login') return problem
  return {
    ...problem,
    message: `${address.host} does not accept this user name and password (user ${username}).`,
    meaning: 'It was tried once and will not be tried again by itself.',
  }
}

const unsendableProblem: Problem = {
  code: 'vsphere.unsendable-text',
  message: 'The user name or the password holds a control character, which the vSphere API cannot carry.',
  meaning: 'Nothing was sent.',
  remedy: 'Check what was pasted; set a password without control characters if it really has one.',
}

const closedProblem: Problem = {
  code: 'vsphere.closed',
  message: 'The connection to vSphere was closed.',
  remedy: 'Connect again.',
}
