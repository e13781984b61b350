import { namespaceFault } from '../../../shared/plan/names.ts'

/** Why a namespace cannot take VMs; undefined when it can. */
export function namespaceProblem(name: string, terminating: readonly string[]): string | undefined {
  if (terminating.includes(name))
    return `The namespace ${name} is being deleted. Choose another one, or wait until it is gone.`
  return namespaceFault(name)?.message
}
