/** Whether a host can be edited now: nothing runs on it that a restart of hostd would end, and there is room. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { failedCommand, runOk, textOf, type HostShell } from './host-shell.ts'
import { HOSTD_FOLDER } from './settings-place.ts'

/** For backup, temporary file and what the host writes meanwhile. */
const ROOM_KIB = 1024
const MOST_TASKS = 50

/** Problems: esxi.not-root, esxi.hostd-down, esxi.busy, esxi.disk-full. */
export async function checkIdle(shell: HostShell): Promise<Result<void>> {
  for (const check of [checkUser, checkHostd, checkTasks, checkRoom]) {
    const checked = await check(shell)
    if (!checked.ok) return checked
  }
  return ok(undefined)
}

/** A host that has no `id` is asked no further: a refused write says it as well. */
async function checkUser(shell: HostShell): Promise<Result<void>> {
  const ran = await shell.session.run(['id', '-u'])
  if (!ran.ok) return ran
  const uid = /^(\d+)\r?$/m.exec(textOf(ran.value.stdout))?.[1]
  if (ran.value.code !== 0 || uid === undefined || uid === '0') return ok(undefined)
  return fail({
    code: 'esxi.not-root',
    message: `The user of this login is not root on ${shell.name}, and only root may change settings of hostd.`,
    remedy: 'Log in as root: ESXi has no sudo.',
  })
}

export function hostdStatus(shell: HostShell): Promise<Result<void>> {
  return checkHostd(shell)
}

async function checkHostd(shell: HostShell): Promise<Result<void>> {
  const words = ['/etc/init.d/hostd', 'status']
  const ran = await shell.session.run(words)
  if (!ran.ok) return ran
  if (ran.value.code === 0) return ok(undefined)
  if (ran.value.code === 127) return fail(failedCommand(shell, words, ran.value))
  return fail({
    code: 'esxi.hostd-down',
    message: `The management agent hostd of ${shell.name} does not run.`,
    meaning: 'Its virtual machines go on running.',
    remedy:
      'Start it on the host with /etc/init.d/hostd start, and look at /var/log/hostd.log if it ends again.',
  })
}

async function checkTasks(shell: HostShell): Promise<Result<void>> {
  const listed = await runOk(shell, ['vim-cmd', 'vimsvc/task_list'])
  if (!listed.ok) return listed
  const tasks = [...textOf(listed.value.stdout).matchAll(/'vim\.Task:([^'\s]+)'/g)].map(([, id = '']) => id)
  for (const task of tasks.slice(0, MOST_TASKS)) {
    const told = await shell.session.run(['vim-cmd', 'vimsvc/task_info', task])
    if (!told.ok) return told
    // hostd lists tasks for a while after their end. One that it tells nothing of may run.
    const info = `${textOf(told.value.stdout)} ${told.value.stderr}`
    if (/\bstate = "(success|error)"|ManagedObjectNotFound/.test(info)) continue
    return fail(busy(shell, /\bdescriptionId = "([^"]{1,80})"/.exec(info)?.[1] ?? task))
  }
  return ok(undefined)
}

function busy({ name }: HostShell, task: string): Problem {
  return {
    code: 'esxi.busy',
    message: `A task runs on ${name}: ${task}. A restart of its management agent would end it.`,
    remedy: 'Wait for its end, and try again.',
  }
}

/** Only where df tells of the folder: that of ESXi often lists datastores alone. */
async function checkRoom(shell: HostShell): Promise<Result<void>> {
  const ran = await shell.session.run(['df', '-k', HOSTD_FOLDER])
  if (!ran.ok) return ran
  const rows = [...textOf(ran.value.stdout).matchAll(/\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s+(\/\S*)\s*$/gm)]
  const row = rows.find(([, , , mounted = '']) =>
    `${HOSTD_FOLDER}/`.startsWith(`${mounted.replace(/\/$/, '')}/`),
  )
  if (ran.value.code !== 0 || !row || Number(row[2]) >= ROOM_KIB) return ok(undefined)
  return fail({
    code: 'esxi.disk-full',
    message: `${shell.name} has only ${row[2] ?? '0'} KiB left where the settings of hostd lie.`,
    remedy: 'Look at the RAM disks of the host with vdf -h, remove what fills them, and try again.',
  })
}
