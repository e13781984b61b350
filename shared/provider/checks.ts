/** The steps of "Check connection": from what was seen to what it means for a person. */
import type { Problem } from '../problem.ts'
import { formatCount, formatDuration } from '../units.ts'
import type { Certificate, ConnectionCheck, Trust } from './model.ts'

const DAY_MS = 24 * 3_600_000
const EXPIRES_SOON_MS = 30 * DAY_MS
/** Above this, times of tasks and events are misleading; tokens of single sign-on fail at 5 minutes. */
const SKEW_WARNING_MS = 60_000
const SKEW_FAILURE_MS = 5 * 60_000

/** A step that could not be done, with the words of the problem. */
export function failedCheck(id: string, title: string, problem: Problem): ConnectionCheck {
  return {
    id,
    title,
    state: 'failed',
    message: problem.message,
    remedy: problem.remedy,
    details: problem.detail === undefined ? [] : problem.detail.split('\n'),
  }
}

/** A step that makes no sense after an earlier one failed. */
export function skippedCheck(id: string, title: string, why: string): ConnectionCheck {
  return { id, title, state: 'skipped', message: why, details: [] }
}

/**
 * The certificate that the server shows now, against how it is trusted. Whether it passes is decided by the
 * connection itself; this says what will be a problem soon. `now` in ms since 1970.
 */
export function certificateCheck(shown: Certificate, trust: Trust, now: number): ConnectionCheck {
  const title = 'Certificate'
  const details = [
    `Subject: ${shown.subject}`,
    `Issuer: ${shown.issuer}`,
    `Valid: ${shown.notBefore} to ${shown.notAfter}`,
    `SHA-1: ${shown.sha1}`,
    `SHA-256: ${shown.sha256}`,
  ]
  const left = Date.parse(shown.notAfter) - now
  const early = Date.parse(shown.notBefore) - now
  const base = { id: 'certificate', title, details }
  const pinned = trust.kind === 'fingerprint'
  if (early > 0 || left <= 0) {
    const word = early > 0 ? 'is not valid yet' : 'has expired'
    return {
      ...base,
      state: pinned ? 'warning' : 'failed',
      message: `The certificate ${word}${pinned ? '; its fingerprint is the one you trust, so it is still accepted' : ''}.`,
      remedy: 'Renew the certificate on the server, and check the clock of this computer.',
    }
  }
  if (left < EXPIRES_SOON_MS)
    return {
      ...base,
      state: 'warning',
      message: `The certificate expires in ${formatCount(Math.floor(left / DAY_MS), 'day')}.`,
      remedy: pinned
        ? 'Plan its renewal; afterwards the new fingerprint has to be trusted here.'
        : 'Plan its renewal.',
    }
  return { ...base, state: 'ok', message: `The certificate is trusted ${TRUST_WORDS[trust.kind]}.` }
}

const TRUST_WORDS = {
  fingerprint: 'by its fingerprint',
  ca: 'through the authority that you gave',
  system: 'through the authorities of this computer',
} as const

/** `skewMs`: how far the server is ahead of this computer. */
export function clockCheck(skewMs: number): ConnectionCheck {
  const base = { id: 'clock', title: 'Clock', details: [] }
  const size = Math.abs(skewMs)
  if (size < SKEW_WARNING_MS)
    return { ...base, state: 'ok', message: 'The clocks of the server and of this computer agree.' }
  return {
    ...base,
    state: size < SKEW_FAILURE_MS ? 'warning' : 'failed',
    message: `The clock of the server is ${formatDuration(size)} ${skewMs > 0 ? 'ahead of' : 'behind'} this computer.`,
    remedy:
      'Set both clocks by NTP: cutover times, certificates and single sign-on depend on them being the same.',
  }
}

/** What is missing for one use of the account. */
export interface MissingPrivileges {
  readonly use: string
  readonly missing: readonly {
    readonly privilege: string
    readonly objects: readonly string[]
    readonly count: number
  }[]
}

export function privilegeCheck({ use, missing }: MissingPrivileges): ConnectionCheck {
  const words = USES[use] ?? use
  const base = { id: `privileges-${use}`, title: `Rights for ${words}` }
  if (missing.length === 0)
    return { ...base, state: 'ok', message: `This user may do all that ${words} needs.`, details: [] }
  return {
    ...base,
    // Reading is what everything rests on; the rest is needed only by those who do it.
    state: use === 'inventory' ? 'failed' : 'warning',
    message: `This user lacks ${formatCount(missing.length, 'right')} that ${words} needs.`,
    remedy:
      'Ask the vSphere administrator for a role with these rights (vSphere calls them privileges) on these objects.',
    details: missing.map(
      ({ privilege, objects, count }) =>
        `${privilege} on ${objects.join(', ')}${count > objects.length ? ` and ${count - objects.length} more` : ''}`,
    ),
  }
}

const USES: Readonly<Record<string, string>> = {
  inventory: 'the inventory',
  cold: 'cold migration',
  warm: 'warm migration',
  'host-edit': 'the edit of ESXi hosts',
}
