/** The management agent of a host: keeping its files, its restart, and the wait for it. */
import { setTimeout as delay } from 'node:timers/promises'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatDuration } from '../../shared/units.ts'
import type { Editing } from './edit-context.ts'
import { noAnswer } from './edit-words.ts'
import { hostdStatus } from './host-idle.ts'
import { exists, failedCommand, runOk, type HostShell } from './host-shell.ts'
import { isPassing } from './line.ts'

/** Tells the host to keep its files over a reboot. Safe to repeat. */
export function persist({ line, limits }: Editing): Promise<Result<void>> {
  return line.surely(async (shell) => {
    for (const words of [['/sbin/auto-backup.sh'], ['/sbin/backup.sh', '0']]) {
      const there = await exists(shell, words[0] ?? '')
      if (!there.ok) return there
      if (!there.value) continue
      const ran = await runOk(shell, words, { limitMs: limits.persistMs })
      return ran.ok ? ok(undefined) : ran
    }
    return fail({
      code: 'esxi.command-missing',
      message: `${shell.name} has neither auto-backup.sh nor backup.sh, so the change would be gone after a reboot.`,
      remedy: 'Check that this is an ESXi host, and not a copy of one.',
    })
  })
}

/** Repeated when the connection was lost meanwhile: hostd may have been stopped and not started. */
export function restart({ line, limits }: Editing): Promise<Result<void>> {
  return line.surely(async (shell) => {
    const words = ['/etc/init.d/hostd', 'restart']
    const ran = await shell.session.run(words, { limitMs: limits.restartMs })
    // What a slow restart comes to is seen by waiting for the answer.
    if (!ran.ok) return ran.problem.code === 'esxi.command-timeout' ? ok(undefined) : ran
    return ran.value.code === 0 ? ok(undefined) : fail(failedCommand(shell, words, ran.value))
  })
}

/** What is missing still; without words when all answer. A Problem will not pass by itself. */
type Look = Result<string | undefined>

/** Waits for a new login, for hostd, and for vCenter to see the host. Problem esxi.no-answer, those of a login. */
export async function waitForAnswer(editing: Editing, say: (words: string) => void): Promise<Result<void>> {
  const { line, limits, work } = editing
  const limit = AbortSignal.timeout(limits.answerMs)
  let said = ''
  let isLoggedIn = false
  for (;;) {
    if (!isLoggedIn) await line.hangUp()
    const looked = await lookForAnswer(editing, limit)
    if (looked.ok && looked.value === undefined) return ok(undefined)
    const words = looked.ok ? (looked.value ?? '') : looked.problem.message
    if (limit.aborted)
      return fail(noAnswer(work.hostName, formatDuration(limits.answerMs), said === '' ? words : said))
    if (!looked.ok) return looked
    if (words !== said) say(words)
    said = words
    isLoggedIn = line.isOpen()
    await delay(limits.pollMs)
  }
}

async function lookForAnswer({ line, work }: Editing, limit: AbortSignal): Promise<Look> {
  if (!line.isOpen()) {
    const connected = await line.connect(limit)
    if (!connected.ok) return passing(connected.problem)
  }
  const hostd = await hostdAnswers(line.shell())
  if (!hostd.ok) {
    if (isPassing(hostd.problem)) await line.hangUp()
    return ok(hostd.problem.message)
  }
  const seen = await work.answersVcenter(limit)
  if (!seen.ok) return ok(seen.problem.message)
  return ok(seen.value ? undefined : `vCenter does not see ${work.hostName} as connected yet.`)
}

function passing(problem: Problem): Look {
  return isPassing(problem) ? ok(problem.message) : fail(problem)
}

async function hostdAnswers(shell: HostShell): Promise<Result<void>> {
  const runs = await hostdStatus(shell)
  if (!runs.ok) return runs
  const words = ['vim-cmd', 'hostsvc/hostsummary']
  const ran = await shell.session.run(words)
  if (!ran.ok) return ran
  return ran.value.code === 0 ? ok(undefined) : fail(silent(shell, failedCommand(shell, words, ran.value)))
}

function silent({ name }: HostShell, { detail }: Problem): Problem {
  return {
    code: 'esxi.hostd-down',
    message: `The management agent hostd of ${name} runs but does not answer yet.`,
    remedy: 'Wait, and look at /var/log/hostd.log on the host.',
    ...(detail !== undefined && { detail }),
  }
}
