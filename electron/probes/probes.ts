import { ProblemError } from '../../shared/problem.ts'
import type { Probes } from './service.ts'

const refuse = (): never => {
  throw new ProblemError({ code: 'internal.not-yet', message: 'Probes are not built yet.', remedy: 'Wait.' })
}

export function createProbes(): Probes {
  return { network: refuse, vddk: refuse }
}
