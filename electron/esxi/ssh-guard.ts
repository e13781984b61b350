/**
 * Opens the SSH service of a host for the time of some work and puts it back as it was: at the end of the work, and
 * after a crash as soon as the source is connected again. What was there is journaled before anything is changed.
 */
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import { keyOf, type HostBook } from './host-book.ts'
import type { HostRef } from './service.ts'

/** Service and firewall rule set of SSH on an ESXi host. */
export const SSH_SERVICE = 'TSM-SSH'
const SSH_RULESET = 'sshServer'

type Before = NonNullable<StoredEsxiHost['sshBefore']>
type Services = Pick<VsphereSession, 'hostServices' | 'setHostService' | 'hostRulesets' | 'setHostRuleset'>

export interface SshGuard {
  /**
   * Sees to it that SSH can be reached; several works may hold one host. Answers with what was changed, or undefined
   * when it is open already. Problems: esxi.ssh-closed without `consent`, vsphere.*, provider.*.
   */
  open(host: NamedHost, consent: boolean): Promise<Result<string | undefined>>
  /** The work is over: the last one puts SSH back. Answers with what was changed. */
  close(host: NamedHost): Promise<Result<string | undefined>>
  /** Puts back what an earlier process left open. Hosts that work holds, or another process, are left alone. */
  putBackLeft(host: NamedHost): Promise<Result<string | undefined>>
  /** Why the last try to put it back failed. */
  problem(host: HostRef): Problem | undefined
  /** Hosts that hold it now. */
  isHeld(host: HostRef): boolean
  /** Whether any host of the source does. */
  isAnyHeld(providerId: string): boolean
}

export interface NamedHost extends HostRef {
  readonly name: string
}

export interface SshGuardOptions {
  readonly book: HostBook
  readonly session: (providerId: string) => Result<Services>
  /** Whether a process other than this one lives that noted something at this time (ISO 8601). */
  readonly isAlive: (pid: number, since: string) => boolean
  /** ms since 1970. */
  readonly now: () => number
}

export function createSshGuard({ book, session, isAlive, now }: SshGuardOptions): SshGuard {
  const held = new Map<string, number>()
  const problems = new Map<string, Problem>()
  const turns = new Map<string, Promise<unknown>>()
  /** How it was before, also where the journal has forgotten the source meanwhile. */
  const opened = new Map<string, Before>()

  /** One change of a host after the other: opening and putting back must not overtake each other. */
  const inTurn = <T>(host: HostRef, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(keyOf(host)) ?? Promise.resolve()).then(work)
    turns.set(
      keyOf(host),
      mine.catch(() => undefined),
    )
    return mine
  }

  const others = (before: Before) =>
    pidsOf(before).filter((pid) => pid !== process.pid && isAlive(pid, before.at))

  const putBack = async (host: NamedHost): Promise<Result<string | undefined>> => {
    const before = book.of(host).sshBefore ?? opened.get(keyOf(host))
    if (!before) return ok(undefined)
    opened.delete(keyOf(host))
    const [next, ...rest] = others(before)
    if (next !== undefined) {
      // Its work goes on, and its end puts SSH back.
      noted(book, host, { ...before, ownerPid: next, alsoPids: rest })
      return ok(undefined)
    }
    const connected = session(host.providerId)
    const result = connected.ok ? await restore(connected.value, host, before) : connected
    if (result.ok) {
      problems.delete(keyOf(host))
      // A note that stays has it put back once more.
      noted(book, host, undefined)
      return ok(`SSH of ${host.name} is as it was: ${wordsOf(before)}.`)
    }
    problems.set(keyOf(host), result.problem)
    book.ring()
    return fail(leftOpen(host.name, before, result.problem))
  }

  return {
    open: (host, consent) =>
      inTurn(host, async () => {
        const holders = held.get(keyOf(host)) ?? 0
        const joined = join(book, host, others, now)
        const result = joined.ok ? await openUp(host, consent, { book, session, now }) : joined
        const before = book.of(host).sshBefore
        if (before) opened.set(keyOf(host), before)
        if (result.ok) held.set(keyOf(host), holders + 1)
        // Half opened, and nobody else needs it: as it was.
        else if (holders === 0) await putBack(host)
        return result
      }),
    close: (host) =>
      inTurn(host, async () => {
        const holders = (held.get(keyOf(host)) ?? 1) - 1
        if (holders > 0) {
          held.set(keyOf(host), holders)
          return ok(undefined)
        }
        held.delete(keyOf(host))
        return putBack(host)
      }),
    putBackLeft: (host) =>
      inTurn(host, async () => {
        const before = book.of(host).sshBefore
        if (!before || held.has(keyOf(host))) return ok(undefined)
        return others(before).length > 0 ? ok(undefined) : putBack(host)
      }),
    problem: (host) => problems.get(keyOf(host)),
    isHeld: (host) => held.has(keyOf(host)),
    isAnyHeld: (providerId) => [...held.keys()].some((one) => one.startsWith(`${providerId}\n`)),
  }
}

/** Processes whose work needs it open. */
export function pidsOf({ ownerPid, alsoPids = [] }: Before): number[] {
  return [...new Set([ownerPid, ...alsoPids])]
}

/** What another process opened must not be put back under this one's work either. */
function join(
  book: HostBook,
  host: HostRef,
  others: (before: Before) => number[],
  now: () => number,
): Result<void> {
  const before = book.of(host).sshBefore
  if (!before || pidsOf(before).includes(process.pid)) return ok(undefined)
  const [first, ...rest] = [...others(before), process.pid]
  // Of the oldest that lives: an earlier time would tell of one that does not.
  const at = first === process.pid ? new Date(now()).toISOString() : before.at
  return noted(book, host, { ...before, at, ownerPid: first, alsoPids: rest })
}

function noted(book: HostBook, host: HostRef, sshBefore: Before | undefined): Result<void> {
  try {
    book.note(host, { sshBefore })
    return ok(undefined)
  } catch (error) {
    if (error instanceof ProblemError) return fail(error.problem)
    throw error
  }
}

async function openUp(
  host: NamedHost,
  consent: boolean,
  { book, session, now }: Pick<SshGuardOptions, 'book' | 'session' | 'now'>,
): Promise<Result<string | undefined>> {
  const connected = session(host.providerId)
  // Without vSphere nobody knows whether SSH runs: the login will tell.
  if (!connected.ok) return ok(undefined)
  const vsphere = connected.value
  const services = await vsphere.hostServices(host.hostId)
  if (!services.ok) return services
  const ssh = services.value.find((service) => service.key === SSH_SERVICE)
  const rulesets = await vsphere.hostRulesets(host.hostId)
  if (!rulesets.ok) return rulesets
  const shut = rulesets.value.filter((one) => one.key === SSH_RULESET && !one.enabled)
  if (!ssh || (ssh.running && shut.length === 0)) return ok(undefined)
  if (!consent) return fail(sshClosed(host.name, ssh.running))
  // An earlier note is the truth: what is there now may already be our own change.
  if (!book.of(host).sshBefore) {
    const kept = noted(book, host, {
      at: new Date(now()).toISOString(),
      ownerPid: process.pid,
      running: ssh.running,
      policy: ssh.policy,
      rulesets: shut.map((one) => ({ key: one.key, enabled: false })),
    })
    if (!kept.ok) return kept
  }
  for (const { key } of shut) {
    const opened = await vsphere.setHostRuleset(host.hostId, key, true)
    if (!opened.ok) return opened
  }
  if (ssh.running) return ok(`The firewall of ${host.name} lets SSH in for the time of the work.`)
  const started = await vsphere.setHostService(host.hostId, SSH_SERVICE, { running: true })
  return started.ok ? ok(`SSH of ${host.name} was started for the time of the work.`) : started
}

async function restore(vsphere: Services, host: HostRef, before: Before): Promise<Result<void>> {
  const policy = isPolicy(before.policy) ? { policy: before.policy } : {}
  const service = await vsphere.setHostService(host.hostId, SSH_SERVICE, {
    running: before.running,
    ...policy,
  })
  for (const { key, enabled } of before.rulesets) {
    const set = await vsphere.setHostRuleset(host.hostId, key, enabled)
    if (!set.ok) return set
  }
  return service.ok ? ok(undefined) : service
}

function isPolicy(policy: string): policy is 'on' | 'off' | 'automatic' {
  return policy === 'on' || policy === 'off' || policy === 'automatic'
}

function wordsOf({ running, policy, rulesets }: Before): string {
  const firewall = rulesets.length > 0 ? ', its firewall rule shut' : ''
  return `${running ? 'running' : 'stopped'}, start policy "${policy}"${firewall}`
}

function sshClosed(name: string, running: boolean): Problem {
  return {
    code: 'esxi.ssh-closed',
    message: running
      ? `The firewall of ${name} does not let SSH in.`
      : `The SSH service of ${name} is stopped.`,
    meaning: 'Nothing was changed.',
    remedy:
      'Let Palletjack start it for the time of the work (it puts service, policy and firewall rule back), or start it yourself.',
  }
}

function leftOpen(name: string, before: Before, why: Problem): Problem {
  return {
    code: 'esxi.ssh-left-open',
    message: `SSH of ${name} could not be put back as it was: ${why.message}`,
    meaning: `It is still open; before, it was ${wordsOf(before)}.`,
    remedy:
      'Palletjack tries again when the source is connected next. Or put it back yourself in vSphere: host, Configure, Services, SSH.',
    ...(why.detail !== undefined && { detail: why.detail }),
  }
}
