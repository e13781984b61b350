import type { Problem } from '../../../shared/problem.ts'

/** Somebody else's VM has the target's name. `meaning` says what that does to this run's data. */
export function targetExists(name: string, namespace: string, meaning: string): Problem {
  return {
    code: 'migration.target-exists',
    message: `A virtual machine ${name} stands in namespace ${namespace} already.`,
    meaning,
    remedy: 'Give this VM another target name, or delete the existing one.',
  }
}
