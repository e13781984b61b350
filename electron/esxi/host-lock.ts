/** One edit of a host's settings at a time, also from several desktops: a folder on the host that only one can make. */
import { createHash } from 'node:crypto'
import { hostname, networkInterfaces, userInfo } from 'node:os'
import * as z from 'zod'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatDuration } from '../../shared/units.ts'
import { isAlive } from '../is-alive.ts'
import { failedCommand, hostNow, readBytes, runOk, textOf, writeBytes, type HostShell } from './host-shell.ts'

/** In memory on an ESXi host, so that a reboot lifts it. */
const LOCK = '/tmp/palletjack-nfc.lock'
/** There from before the settings change until hostd has read them; a reboot restarts hostd, and removes it. */
const RESTART_DUE = '/tmp/palletjack-nfc.restart-due'
const OWNER = `${LOCK}/owner`
/** Files that an edit may put into the lock's folder. */
export const LOCKED_FILES = { wanted: `${LOCK}/wanted.json`, read: `${LOCK}/read.json` } as const
/** An edit with all its limits takes less. */
const STALE_MS = 60 * 60 * 1000
/** Its maker writes who it is in the next moment. */
const NAMELESS_MS = 2 * 60 * 1000

const ownerSchema = z.object({
  palletjack: z.literal(1),
  token: z.string(),
  /** "admin on bastion-1" */
  who: z.string(),
  /** ISO 8601, by the clock of the host. */
  since: z.string(),
  /** Which computer, without telling more of it. */
  machine: z.string(),
  pid: z.number().int(),
})

type Owner = z.infer<typeof ownerSchema>

/** Whose lock it is to be, and whether an earlier holder in this process has ended. */
export interface LockAsker {
  readonly token: string
  readonly isOver: (token: string) => boolean
}

/** Takes the lock, also from a run that ended without giving it back. Problem esxi.locked. */
export async function takeLock(shell: HostShell, asker: LockAsker): Promise<Result<void>> {
  const now = await hostNow(shell)
  if (!now.ok) return now
  const at = now.value ?? new Date()
  for (const isLast of [false, true]) {
    const made = await shell.session.run(['mkdir', LOCK])
    if (!made.ok) return made
    if (made.value.code === 0) return claim(shell, asker.token, at)
    if (!/exists/i.test(made.value.stderr)) return fail(failedCommand(shell, ['mkdir', LOCK], made.value))
    const holder = await lockHolder(shell)
    if (!holder.ok) return holder
    if (isLast || !(await isAbandoned(shell, holder.value, at, asker)))
      return fail(lockedProblem(shell, holder.value, at))
    const removed = await removeLock(shell)
    if (!removed.ok) return removed
  }
  throw new Error('unreachable')
}

async function claim(shell: HostShell, token: string, at: Date): Promise<Result<void>> {
  const owner: Owner = {
    palletjack: 1,
    token,
    who: plainUser(),
    since: at.toISOString(),
    machine: machineMark(),
    pid: process.pid,
  }
  const written = await writeBytes(shell, OWNER, Buffer.from(`${JSON.stringify(owner)}\n`))
  if (!written.ok) await removeLock(shell)
  return written
}

/** Asked right before the settings change: a run that was thought dead may have been robbed of its lock. */
export async function checkLock(shell: HostShell, token: string): Promise<Result<void>> {
  const holder = await lockHolder(shell)
  if (!holder.ok) return holder
  if (holder.value?.token === token) return ok(undefined)
  return fail(lockedProblem(shell, holder.value, new Date()))
}

/**
 * Takes our own lock away. A lost connection may have left it without the name of its owner; one with another name
 * stays.
 */
export async function giveBackLock(shell: HostShell, token: string): Promise<Result<void>> {
  const holder = await lockHolder(shell)
  if (!holder.ok) return holder
  const isOther = holder.value !== undefined && holder.value.token !== token
  return isOther ? ok(undefined) : removeLock(shell)
}

/** Takes the lock away, with all that an edit keeps in it. */
async function removeLock(shell: HostShell): Promise<Result<void>> {
  const emptied = await runOk(shell, ['rm', '-f', ...Object.values(LOCKED_FILES), OWNER])
  if (!emptied.ok) return emptied
  const words = ['rmdir', LOCK]
  const removed = await shell.session.run(words)
  if (!removed.ok) return removed
  if (removed.value.code === 0 || /no such file/i.test(removed.value.stderr)) return ok(undefined)
  return fail(failedCommand(shell, words, removed.value))
}

async function lockHolder(shell: HostShell): Promise<Result<Owner | undefined>> {
  const read = await readBytes(shell, OWNER)
  if (!read.ok) return read
  if (!read.value) return ok(undefined)
  return ok(parsedOwner(textOf(read.value.bytes)))
}

function parsedOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whether the run that holds it has surely ended: it is known to, its process is gone, or an hour has passed. */
async function isAbandoned(
  shell: HostShell,
  owner: Owner | undefined,
  now: Date,
  asker: LockAsker,
): Promise<boolean> {
  if (owner?.machine === machineMark()) {
    const isGone = owner.pid === process.pid ? asker.isOver(owner.token) : !isAlive(owner.pid)
    if (isGone) return true
  }
  const since = owner ? Date.parse(owner.since) : await madeAt(shell)
  return since !== undefined && now.getTime() - since > (owner ? STALE_MS : NAMELESS_MS)
}

/** Of a lock whose maker was killed before it wrote who it is; undefined where the host does not tell. */
async function madeAt(shell: HostShell): Promise<number | undefined> {
  const ran = await shell.session.run(['stat', '-c', '%Y', LOCK])
  const seconds = ran.ok ? /^(\d{9,11})\r?$/m.exec(textOf(ran.value.stdout))?.[1] : undefined
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

function lockedProblem({ name }: HostShell, owner: Owner | undefined, now: Date): Problem {
  const age = owner ? Math.max(0, now.getTime() - Date.parse(owner.since)) : undefined
  const since = owner && age !== undefined ? `, since ${owner.since} (${formatDuration(age)})` : ''
  return {
    code: 'esxi.locked',
    message: `Another edit of the settings of ${name} is under way: by ${owner?.who ?? 'somebody who left no name'}${since}.`,
    meaning: 'Nothing was changed.',
    remedy: `Wait for its end. If it is surely dead, it can be taken over after an hour, or remove it on the host: rm -r ${LOCK}`,
  }
}

function plainUser(): string {
  let name = 'somebody'
  try {
    name = userInfo().username
  } catch {
    // A user without an entry in the system's list has no name.
  }
  return `${name} on ${hostname()}`
}

/** Two bastions may have the same name. */
function machineMark(): string {
  const cards = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ mac }) => mac))
  return createHash('sha256')
    .update([hostname(), ...new Set(cards.toSorted())].join('\n'))
    .digest('hex')
    .slice(0, 12)
}

/** Whether settings were changed that hostd has not read yet. */
export async function isRestartDue(shell: HostShell): Promise<Result<boolean>> {
  const ran = await shell.session.run(['test', '-e', RESTART_DUE])
  return ran.ok ? ok(ran.value.code === 0) : ran
}

export async function markRestartDue(shell: HostShell): Promise<Result<void>> {
  const ran = await shell.session.run(['mkdir', RESTART_DUE])
  if (!ran.ok) return ran
  if (ran.value.code === 0 || /exists/i.test(ran.value.stderr)) return ok(undefined)
  return fail(failedCommand(shell, ['mkdir', RESTART_DUE], ran.value))
}

export async function clearRestartDue(shell: HostShell): Promise<Result<void>> {
  const ran = await shell.session.run(['rmdir', RESTART_DUE])
  if (!ran.ok) return ran
  if (ran.value.code === 0 || /no such file/i.test(ran.value.stderr)) return ok(undefined)
  return fail(failedCommand(shell, ['rmdir', RESTART_DUE], ran.value))
}
