import type { Problem } from '../../shared/problem.ts'

export function unknownRun(runId: string): Problem {
  return {
    code: 'preflight.unknown-run',
    message: `There is no preflight run ${runId}.`,
    meaning: 'The last ten runs of each provider are kept.',
    remedy: 'Choose another run, or run the preflight again.',
  }
}

export function damagedRun(runId: string, detail: string): Problem {
  return {
    code: 'preflight.damaged-run',
    message: `The findings of the preflight run ${runId} cannot be read from the journal.`,
    meaning: 'Waivers and acknowledgements are not affected.',
    remedy: 'Run the preflight again.',
    detail,
  }
}

export function notOfPlan(planName: string): Problem {
  return {
    code: 'preflight.other-plan',
    message: `The plan ${planName} is about another source or another target.`,
    meaning: 'Nothing was judged.',
    remedy: 'Choose the source and the target of the plan, or leave the plan out.',
  }
}

export function unknownFinding(count: number, meaning = 'No waiver was changed.'): Problem {
  return {
    code: 'preflight.unknown-finding',
    message:
      count === 1
        ? 'One of the findings is not in this run (any more).'
        : `${count} of the findings are not in this run (any more).`,
    meaning,
    remedy: 'Look at the findings again and choose from what is there now.',
  }
}

export function fixNotLive(source: string): Problem {
  return {
    code: 'preflight.fix-not-live',
    message: `The findings on ${source} come from a file, in which nothing can be fixed.`,
    meaning: 'Nothing was changed.',
    remedy: 'Connect the vCenter or ESXi host itself and run the preflight over that.',
  }
}

export function unknownAcknowledgement(id: string): Problem {
  return {
    code: 'preflight.unknown-acknowledgement',
    message: `There is no acknowledgement ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Choose one of the list of acknowledgements.',
  }
}

export function unknownRule(id: string): Problem {
  return {
    code: 'preflight.unknown-rule',
    message: `There is no rule ${id}.`,
    meaning: 'Nothing was judged again.',
    remedy: 'It may be a custom rule whose file was removed or has a mistake: look at the list of rules.',
  }
}

export function unknownObject(id: string): Problem {
  return {
    code: 'preflight.unknown-object',
    message: `The run knows no object ${id}, and neither does its source now.`,
    meaning: 'Nothing was judged again.',
    remedy: 'Look at the list again, or run the preflight anew.',
  }
}
