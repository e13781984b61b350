import type { Certificate } from '../../../shared/provider/model.ts'
import { roughly } from '../../ui/times.ts'

export interface Validity {
  readonly state: 'valid' | 'expired' | 'notYet'
  /** "Valid, 69 d left", "Expired 3 d ago", "Not valid yet, begins in 2 h". */
  readonly text: string
}

/** What the dates of a certificate mean by the clock of this computer. `now` in ms since 1970. */
export function validity(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  now: number,
): Validity {
  const begin = Date.parse(notBefore)
  const end = Date.parse(notAfter)
  if (now > end) return { state: 'expired', text: `Expired ${roughly(now - end)} ago` }
  if (now < begin) return { state: 'notYet', text: `Not valid yet, begins in ${roughly(begin - now)}` }
  return { state: 'valid', text: `Valid, ${roughly(end - now)} left` }
}
