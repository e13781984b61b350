/** How the audit log is told of what happens to the vault: before it takes effect, and only what does. */
import type { AuditAction, AuditFact } from '../../shared/audit/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { UnlockInput } from '../../shared/vault/model.ts'
import type { Audit } from '../audit/service.ts'
import type { Before, UseSecret } from './service.ts'

type Work<T> = () => Result<T> | Promise<Result<T>>

export interface Telling {
  /** Announces, does, and tells when it could not be done after all. */
  readonly announced: <T>(facts: readonly AuditFact[], work: Work<T>) => Promise<Result<T>>
  /** For what is checked first: told through `before`, which `work` hands on, or as refused for what was shown. */
  readonly checked: (
    fact: AuditFact,
    shown: UnlockInput['by'] | undefined,
    work: (before: Before) => Promise<Result<void>>,
  ) => Promise<Result<void>>
  /** Told once the secret is there, and before anybody has it. */
  readonly lent: (subject: string, purpose: string, use: UseSecret) => UseSecret
}

/** What was shown. */
export const BY: Readonly<Record<UnlockInput['by'], string>> = {
  passphrase: 'by passphrase',
  recovery: 'by recovery code',
  device: 'by the keychain',
}

export function createTelling(audit: Audit): Telling {
  const settled = <T>(facts: readonly AuditFact[], done: Result<T>): Result<T> => {
    // Should this not be noted either, the answer is what counts.
    if (!done.ok) audit.record(...facts.map((fact) => notDone(fact, done.problem)))
    return done
  }
  return {
    async announced(facts, work) {
      const told = audit.record(...facts)
      return told.ok ? settled(facts, await work()) : told
    },
    async checked(fact, shown, work) {
      const known = { isTold: false }
      const done = await work(() => {
        const told = audit.record(fact)
        known.isTold = told.ok
        return told
      })
      if (known.isTold) return settled([fact], done)
      if (done.ok || shown === undefined || !REFUSALS.has(done.problem.code)) return done
      const told = audit.record(refused(fact.action, shown, done.problem))
      // Where nothing can be noted, nobody learns whether a guess was right.
      return told.ok ? done : told
    },
    lent: (subject, purpose, use) => (fn) =>
      use((secret) => {
        const told = audit.record({ action: 'used', subject, purpose })
        return told.ok ? fn(secret) : Promise.resolve(told)
      }),
  }
}

/** Problems of who shows what does not open the vault, and of a vault that what opens it does not fit. */
const REFUSALS: ReadonlySet<string> = new Set([
  'vault.wrong-passphrase',
  'vault.wrong-code',
  'vault.wait',
  'vault.no-slot',
  'vault.keychain-changed',
  'vault.corrupt',
])

const AIMS: Partial<Record<AuditAction, string>> = {
  'passphrase-changed': 'to change the passphrase, ',
  'recovery-code-changed': 'to change the recovery code, ',
  'device-added': 'to add the keychain, ',
  'way-removed': 'to remove a way to unlock, ',
  'key-rotated': 'to change the key, ',
}

function refused(action: AuditAction, shown: UnlockInput['by'], { message }: Problem): AuditFact {
  return { action: 'unlock-refused', purpose: `${AIMS[action] ?? ''}${BY[shown]}: ${message}` }
}

function notDone({ action, subject }: AuditFact, { message }: Problem): AuditFact {
  const about = subject === undefined ? {} : { subject }
  return { action: 'not-done', ...about, purpose: `${action.replaceAll('-', ' ')}: ${message}` }
}
