/** What can keep a probe from its answer. */
import type { Problem } from '../../shared/problem.ts'
import type { MissingImage } from '../../shared/target/image-words.ts'

interface Where {
  readonly namespace: string
  readonly name: string
}

const NOTHING = 'Nothing was tested from inside the cluster.'

/** The command that removes what a probe left. */
export function removeCommand({ namespace, name }: Where): string {
  return `kubectl delete job ${name} -n ${namespace} --cascade=foreground`
}

export function nameTaken(where: Where): Problem {
  return {
    code: 'probe.name-taken',
    message: `The Job ${where.name} in namespace ${where.namespace} is not one of Palletjack's.`,
    meaning: `It was left as it is. ${NOTHING}`,
    remedy: `If nothing needs it, remove it: ${removeCommand(where)}`,
  }
}

/** A refusal of the Job or its pod, with the remedy that fits a probe. */
export function refused(problem: Problem): Problem {
  if (problem.code !== 'cluster.pod-security') return { ...problem, meaning: NOTHING }
  return {
    ...problem,
    meaning: NOTHING,
    remedy:
      'The probe asks for no more than the level "restricted" allows. Look at what the rule in the details wants, or run the probe in another namespace.',
  }
}

export function noPod(where: Where, words: string): Problem {
  return {
    code: 'probe.no-pod',
    message: `The cluster made no pod for the Job ${where.name} in namespace ${where.namespace}${words === '' ? '.' : `: ${sentence(words)}`}`,
    meaning: NOTHING,
    remedy:
      words === ''
        ? `Look at the events of the namespace: kubectl get events -n ${where.namespace}`
        : 'Have the rule or quota that the message names changed, or run the probe in another namespace.',
  }
}

export function unscheduled(words: string): Problem {
  return {
    code: 'probe.unscheduled',
    message: `No node takes the probe's pod: ${sentence(words || 'the scheduler gives no reason')}`,
    meaning: `${NOTHING} Pods of a migration would wait the same way.`,
    remedy: 'Free what the message names, or have a node added or made schedulable.',
  }
}

/** A pod that has a node and does not run: its image takes long, or its network cannot be set up. */
export function slowStart(image: string, seconds: number, words: string): Problem {
  return {
    code: 'probe.start-slow',
    message: `The probe's container (${image}) did not run within ${seconds} seconds${words === '' ? '.' : `: ${sentence(words)}`}`,
    meaning: NOTHING,
    remedy:
      words === ''
        ? 'Try again: what was pulled so far is kept by the node. If it stays, look at the way to the registry.'
        : 'Correct what the message names; for a network that cannot be attached, choose another transfer network.',
  }
}

export function tooSlow(seconds: number): Problem {
  return {
    code: 'probe.timeout',
    message: `The probe did not end within ${seconds} seconds.`,
    meaning: NOTHING,
    remedy: 'Try again with fewer hosts; if it stays, look at the load of the nodes.',
  }
}

export function lost(reason: string, message: string): Problem {
  const words = [reason, message].filter((part) => part !== '').join(': ')
  return {
    code: 'probe.lost',
    message: `The cluster ended the probe's pod${words === '' ? '.' : `: ${sentence(words)}`}`,
    meaning: NOTHING,
    remedy: 'Try again.',
  }
}

export function removed(where: Where): Problem {
  return {
    code: 'probe.removed',
    message: `The Job ${where.name} in namespace ${where.namespace} was removed by someone else.`,
    meaning: NOTHING,
    remedy: 'Try again.',
  }
}

export function noResult(exitCode: number, reason: string, message: string): Problem {
  return {
    code: 'probe.no-result',
    message: `The probe ended without a result${reason === 'OOMKilled' ? ': it ran out of memory' : ''} (exit code ${exitCode}).`,
    meaning: NOTHING,
    remedy: 'Try again, or name another image for it.',
    ...(message !== '' && { detail: message.slice(0, 2000) }),
  }
}

export function lacksTool(image: string, tool: string): Problem {
  return {
    code: 'probe.image-unfit',
    message: `The image ${image} has no ${tool}, which the probe needs.`,
    meaning: NOTHING,
    remedy: 'Name an image with bash, getent and timeout, or leave the default.',
  }
}

export function stopped(): Problem {
  return {
    code: 'probe.stopped',
    message: 'The probe was stopped.',
    meaning: NOTHING,
    remedy: 'Start it again when you want to.',
  }
}

export function noVddkImage({ message, remedy }: MissingImage): Problem {
  return {
    code: 'probe.no-vddk-image',
    message,
    meaning: 'Nothing was tested.',
    remedy: `${remedy} For a test alone, name it for this probe.`,
  }
}

export function notCleanedUp(where: Where, cause: Problem): Problem {
  return {
    code: 'probe.not-cleaned-up',
    message: `The Job ${where.name} in namespace ${where.namespace} could not be removed: ${cause.message}`,
    meaning: 'It does no harm, and ends by itself.',
    remedy: `Remove it: ${removeCommand(where)}`,
    ...(cause.detail !== undefined && { detail: cause.detail }),
  }
}

function sentence(words: string): string {
  return `${words.replace(/\.$/, '')}.`
}
