/** Ends of a task that are not its own error, in words. `doing` reads like 'Power-off of VM "web-01"'. */
import type { Problem } from '../../shared/problem.ts'

export function notStarted(doing: string): Problem {
  return {
    code: 'vsphere.task-canceled',
    message: `${doing} was canceled before it began.`,
    meaning: 'Nothing was changed.',
    remedy: 'Start it again when it is wanted.',
  }
}

export function canceled(doing: string, byCaller: boolean): Problem {
  return {
    code: 'vsphere.task-canceled',
    message: byCaller ? `${doing} was canceled.` : `${doing} was canceled in vSphere.`,
    meaning: 'vSphere ended the task before it was complete.',
    remedy: 'Start it again when it is wanted.',
  }
}

export function timeout(
  doing: string,
  task: string,
  why: { readonly limitMs: number } | { readonly askedToCancel: true },
): Problem {
  return {
    code: 'vsphere.task-timeout',
    message:
      'limitMs' in why
        ? `${doing} has not ended within ${duration(why.limitMs)}.`
        : `${doing} was to be canceled, but vSphere has not ended it.`,
    meaning: 'The task goes on in vSphere and may still end by itself.',
    remedy: 'Look at the recent tasks in vSphere, and try again when it has ended.',
    detail: `task ${task}`,
  }
}

/** The connection broke while the request was on its way. */
export function unclearStart(cause: Problem, doing: string): Problem {
  return {
    ...cause,
    message: `${doing}: ${cause.message}`,
    meaning: 'It is not known whether vSphere began it; its effect was not there when it was looked for.',
    remedy: `${cause.remedy} Look at the recent tasks in vSphere before it is tried again.`,
  }
}

/** The task runs, but can no longer be seen. */
export function unwatched(cause: Problem, doing: string): Problem {
  return {
    ...cause,
    message: `${doing} was begun, but its end could not be seen: ${cause.message}`,
    meaning: 'The task goes on in vSphere and may still end by itself.',
  }
}

/** The server has no record of the task, and its effect is not there. */
export function lost(doing: string, task: string): Problem {
  return {
    code: 'vsphere.task-lost',
    message: `${doing} was begun, but vSphere no longer tells what became of it.`,
    meaning: 'Its effect is not there: most likely it failed.',
    remedy: 'Look at the events of the VM in vSphere, then try again.',
    detail: `task ${task}`,
  }
}

function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} seconds`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 6) / 10} hours`
}
