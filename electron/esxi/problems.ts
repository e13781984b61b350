/** Why work with a host is not begun. */
import type { Problem } from '../../shared/problem.ts'

export function closing(): Problem {
  return {
    code: 'esxi.closing',
    message: 'Palletjack is about to end, and begins no work with a host any more.',
    meaning: 'Nothing was changed.',
    remedy: 'Start it again, and repeat this.',
  }
}

export function runActive(name: string): Problem {
  return {
    code: 'esxi.run-active',
    message: `${name} is in another edit that is under way.`,
    meaning: 'Nothing was changed.',
    remedy: 'Wait for it to end, or cancel it.',
  }
}
