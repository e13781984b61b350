/**
 * The vault with all that is done with it told to the audit log, before it takes effect: what cannot be noted is not
 * done. Only locking is done in every case.
 */
import type { AuditAction, AuditFact } from '../../shared/audit/model.ts'
import { ok } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { CreateInput, Proof, SecretInfo, SlotKind } from '../../shared/vault/model.ts'
import type { Audit } from '../audit/service.ts'
import type { Before, SecretOnTrial, Vault, VaultCare } from './service.ts'
import { BY, createTelling, type Telling } from './telling.ts'

export function audited(vault: Vault, audit: Audit): Vault {
  const telling = createTelling(audit)
  return {
    // Each by its name, so that what is added to a vault is not left out of the log unnoticed.
    status: () => vault.status(),
    watch: (signal) => vault.watch(signal),
    device: () => vault.device(),
    explain: (because) => vault.explain(because),
    look: () => vault.look(),
    list: () => vault.list(),
    has: (id) => vault.has(id),
    close: () => vault.close(),
    ...auditedState(vault, audit, telling),
    ...auditedCare(vault, telling),
    ...auditedSecrets(vault, audit, telling),
    ...auditedCopies(vault, audit),
  }
}

type State = 'create' | 'useMemory' | 'unlock' | 'lock' | 'restorePrevious' | 'forgetAll'

function auditedState(vault: Vault, audit: Audit, { announced, checked }: Telling): Pick<Vault, State> {
  return {
    create: (input, before) =>
      checked({ action: 'vault-created', purpose: madeOf(vault, input) }, undefined, (tell) =>
        vault.create(input, both(before, tell)),
      ),
    useMemory() {
      const told = isInMemory(vault)
        ? audit.record({ action: 'memory-chosen', purpose: 'until Palletjack ends' })
        : ok(undefined)
      return told.ok ? vault.useMemory() : told
    },
    unlock: (input, before) =>
      checked({ action: 'unlocked', purpose: BY[input.by] }, input.by, (tell) =>
        vault.unlock(input, both(before, tell)),
      ),
    lock(because) {
      try {
        if (vault.status().state === 'open') audit.record({ action: 'locked', purpose: because ?? 'by hand' })
      } finally {
        vault.lock(because)
      }
    },
    restorePrevious: () =>
      announced([{ action: 'generation-restored', purpose: 'in place of a damaged vault' }], () =>
        vault.restorePrevious(),
      ),
    forgetAll: () =>
      announced([{ action: 'vault-forgotten', purpose: 'with all that it held' }], () => vault.forgetAll()),
  }
}

function auditedCare(vault: Vault, { checked }: Telling): VaultCare {
  const care = (
    action: AuditAction,
    { by }: Proof,
    before: Before | undefined,
    work: (tell: Before) => ReturnType<VaultCare['setDevice']>,
    what = '',
  ) => checked({ action, purpose: `${what}${BY[by]}` }, by, (tell) => work(both(before, tell)))
  return {
    setPassphrase: (proof, passphrase, before) =>
      care('passphrase-changed', proof, before, (tell) => vault.setPassphrase(proof, passphrase, tell)),
    setRecoveryCode: (proof, code, before) =>
      care('recovery-code-changed', proof, before, (tell) => vault.setRecoveryCode(proof, code, tell)),
    setDevice: (proof, before) => care('device-added', proof, before, (tell) => vault.setDevice(proof, tell)),
    removeSlots: (proof, kind, before) =>
      care(
        ...(['way-removed', proof, before] as const),
        (tell) => vault.removeSlots(proof, kind, tell),
        `${WAYS[kind]}, `,
      ),
    rotate: (proof, recoveryCode, before) =>
      care('key-rotated', proof, before, (tell) => vault.rotate(proof, recoveryCode, tell)),
  }
}

function auditedSecrets(
  vault: Vault,
  audit: Audit,
  { announced, lent }: Telling,
): Pick<Vault, 'put' | 'offer' | 'use' | 'forget'> {
  /** Nothing where the vault is locked and will refuse it. */
  const stored = (secrets: readonly { readonly id: string; readonly isLoose?: boolean }[]): AuditFact[] => {
    const places = secrets.map(({ id, isLoose }) => ({ id, isLoose: isLoose ?? isKeptLoose(vault, id) }))
    if (isClosed(vault) && places.some((one) => !one.isLoose)) return []
    return places.map(({ id, isLoose }) => {
      const where = isLoose || isInMemory(vault) ? 'in memory only' : 'in the vault'
      const order = vault.has(id) ? 'in place of the one before' : 'for the first time'
      return { action: 'stored', subject: id, purpose: `${where}, ${order}` }
    })
  }
  return {
    put: (secrets) => announced(stored(secrets), () => vault.put(secrets)),
    offer(secret: SecretOnTrial) {
      const offered = vault.offer(secret)
      const { id, isLoose = false } = secret
      let isOnTrial = true
      return {
        use: lent(id, secret.purpose, (fn) => offered.use(fn)),
        async keep() {
          const kept = await announced(isOnTrial ? stored([{ id, isLoose }]) : [], () => offered.keep())
          if (kept.ok) isOnTrial = false
          return kept
        },
        drop() {
          isOnTrial = false
          offered.drop()
        },
      }
    },
    use: (id, purpose, fn) => lent(id, purpose, (work) => vault.use(id, purpose, work))(fn),
    forget(...ids) {
      const isBelow = (one: string) => ids.some((id) => one === id || one.startsWith(`${id}/`))
      const facts = vault
        .list()
        .filter((one) => isBelow(one.id) && (isLoose(one) || !isClosed(vault)))
        .map((one): AuditFact => {
          return {
            action: 'forgotten',
            subject: one.id,
            purpose: isLoose(one) ? 'in memory' : 'in the vault',
          }
        })
      if (!isClosed(vault)) return announced(facts, () => vault.forget(...ids))
      // What is in memory is forgotten, whatever is said about the rest.
      const told = audit.record(...facts)
      return told.ok ? vault.forget(...ids) : Promise.resolve(told)
    },
  }
}

function auditedCopies(vault: Vault, audit: Audit): Pick<Vault, 'exportCopy' | 'openCopy'> {
  return {
    async exportCopy(passphrase, ids, more) {
      const copy = await vault.exportCopy(passphrase, ids, more)
      if (!copy.ok) return copy
      const fact = { action: 'copy-exported', purpose: 'under a passphrase of its own' } as const
      const its = ids.filter((id) => vault.has(id)).map((subject) => ({ ...fact, subject }))
      const told = audit.record(...(its.length === 0 ? [fact] : its))
      return told.ok ? copy : told
    },
    // Which of them come to stay is told when they are stored.
    openCopy: (bytes, passphrase, fn) =>
      vault.openCopy(bytes, passphrase, (secrets) => {
        const held = secrets.filter(({ kind }) => kind !== 'provider').length
        const told = audit.record({ action: 'copy-imported', purpose: `with ${formatCount(held, 'secret')}` })
        return told.ok ? fn(secrets) : Promise.resolve(told)
      }),
  }
}

const WAYS: Readonly<Record<SlotKind, string>> = {
  passphrase: 'the passphrase',
  recovery: 'the recovery code',
  device: 'the keychain',
}

function madeOf(vault: Vault, input: CreateInput): string {
  const ways = [
    ...(input.passphrase === undefined ? [] : [WAYS.passphrase]),
    ...(input.recoveryCode === undefined ? [] : [WAYS.recovery]),
    ...(input.device ? [WAYS.device] : []),
  ]
  const held = formatCount(vault.list().length, 'secret')
  return `opened by ${ways.join(', ')}; takes over ${held} from memory`
}

function isInMemory(vault: Vault): boolean {
  const { state } = vault.status()
  return state === 'unset' || state === 'session'
}

function isLoose({ fingerprint }: SecretInfo): boolean {
  return fingerprint === undefined
}

/** What belongs to a provider whose own secret is in memory is kept there too. */
function isKeptLoose(vault: Vault, id: string): boolean {
  const [owner] = id.split('/', 1)
  return id !== owner && vault.list().some((one) => one.id === owner && isLoose(one))
}

function isClosed(vault: Vault): boolean {
  const { state } = vault.status()
  return state === 'locked' || state === 'damaged'
}

function both(first: Before | undefined, second: Before): Before {
  return () => {
    const done = first?.() ?? ok(undefined)
    return done.ok ? second() : done
  }
}
