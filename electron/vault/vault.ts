/** The vault as its users see it: what is sealed in a file, and what is in memory only. */
import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { SecretInfo } from '../../shared/vault/model.ts'
import { createAttempts, UNCOUNTED } from './attempts.ts'
import { createCare } from './care.ts'
import { allOf, openCopy, sealCopy } from './copy.ts'
import { newDocument, putSecrets, readSecret, removeSecrets, type OpenDocument } from './document.ts'
import type { Slot } from './format.ts'
import { createKeeping } from './keeping.ts'
import { createLockRequests } from './lock-requests.ts'
import { createMemory } from './memory.ts'
import { createOpeners } from './openers.ts'
import { exists, holdsNothing, lastSlot } from './problems.ts'
import { newKey } from './seal.ts'
import type { CreateInput } from '../../shared/vault/model.ts'
import type { Before, DeviceKeys, LooseSecret, Vault } from './service.ts'
import { measuredCost, type StretchCost } from './stretch.ts'
import { createVaultFile } from './vault-file.ts'

export interface VaultOptions {
  /** Of the vault's file; its lock and its count of wrong passphrases lie beside it. */
  readonly path: string
  readonly device: DeviceKeys
  readonly now?: () => Date
  /** What a new passphrase slot costs; measured on this computer unless given. */
  readonly cost?: StretchCost
  /** Told when another process had it locked: by asking for it, or by changing its key. */
  readonly onLocked?: (because: string) => void
}

export async function createVault(options: VaultOptions): Promise<Vault> {
  const { path, device, now = () => new Date(), onLocked = () => undefined } = options
  const cost = () => (options.cost ? Promise.resolve(options.cost) : measuredCost())
  const openers = createOpeners({ device, attempts: createAttempts(`${path}.tries`), cost, now })
  const forCopies = createOpeners({ device, attempts: UNCOUNTED, cost, now })
  const keeping = await createKeeping({
    ...{ openers, now, onLocked },
    file: createVaultFile(path),
    requests: createLockRequests(path),
  })
  const memory = createMemory()

  const remember = (secrets: readonly LooseSecret[], isLoose: boolean): Result<void> => {
    const updatedAt = now().toISOString()
    for (const { id, kind, secret } of secrets)
      memory.put(id, { kind, updatedAt, bytes: Buffer.from(secret), isLoose })
    return ok(undefined)
  }
  // What belongs to a provider goes where the provider's own secret is.
  const isBelowLoose = ({ id }: LooseSecret): boolean =>
    id.includes('/') && memory.get(id.split('/', 1)[0] ?? '')?.isLoose === true
  const sealAll = (secrets: readonly LooseSecret[]) =>
    keeping.change((opened) => putSecrets(opened, secrets, now()))

  const put: Vault['put'] = async (secrets) => {
    const loose = secrets.filter(isBelowLoose)
    const others = secrets.filter((one) => !isBelowLoose(one))
    const kept = keeping.isInMemory() ? remember(others, false) : ok(undefined)
    const sealed = keeping.isInMemory() || others.length === 0 ? kept : await sealAll(others)
    if (!sealed.ok) return sealed
    // What was in memory alone before there was a vault.
    if (!keeping.isInMemory()) for (const { id } of others) memory.forget(id)
    return remember(loose, true)
  }

  const use: Vault['use'] = async (id, purpose, fn) => {
    const kept = memory.get(id)
    if (kept) return lend(Buffer.from(kept.bytes), fn)
    if (keeping.isInMemory()) return fail(holdsNothing(purpose))
    const current = await keeping.fresh()
    if (!current.ok) return current
    const secret = readSecret(current.value, id)
    return secret ? lend(secret, fn) : fail(holdsNothing(purpose))
  }

  /** Some of all that is kept, in memory or in the file, for the caller to wipe. */
  const unsealed = async (ids: ReadonlySet<string>): Promise<Result<LooseSecret[]>> => {
    if (!keeping.isInMemory()) {
      const current = await keeping.fresh()
      return current.ok ? ok(allOf(current.value, ids)) : current
    }
    const secrets = memory.entries().filter(([id]) => ids.has(id))
    return ok(secrets.map(([id, { kind, bytes }]) => ({ id, kind, secret: Buffer.from(bytes) })))
  }

  const seal = async (input: CreateInput): Promise<Result<OpenDocument>> => {
    const vaultId = randomUUID()
    const key = newKey()
    const slots: Slot[] = []
    if (input.passphrase !== undefined)
      slots.push(await openers.passphraseSlot(vaultId, key, input.passphrase))
    if (input.recoveryCode !== undefined) {
      const slot = openers.recoverySlot(vaultId, key, input.recoveryCode)
      if (!slot.ok) return slot
      slots.push(slot.value)
    }
    if (slots.length === 0) return fail(lastSlot())
    if (input.device) {
      const slot = await openers.deviceSlot(vaultId, key)
      if (!slot.ok) return slot
      slots.push(slot.value)
    }
    const empty = newDocument(vaultId, key, slots)
    const secrets = memory.entries().map(([id, { kind, bytes }]) => ({ id, kind, secret: bytes }))
    return ok(secrets.length === 0 ? empty : putSecrets(empty, secrets, now()))
  }

  return {
    ...createCare(keeping, openers),
    status: () => keeping.status.value,
    watch: (signal) => keeping.status.watch(signal),
    async create(input, before = nothing) {
      if (!keeping.isInMemory()) return fail(exists())
      const sealed = await seal(input)
      const begun = sealed.ok ? await keeping.begin(sealed.value, before) : sealed
      if (begun.ok) memory.clear('sealed')
      else if (sealed.ok) await openers.drop(sealed.value.document.slots)
      return begun
    },
    async device() {
      const backend = await device.backend()
      return backend.ok ? ok({ backend: backend.value }) : backend
    },
    useMemory() {
      if (!keeping.isInMemory()) return fail(exists())
      keeping.become({ state: 'session' })
      return ok(undefined)
    },
    unlock: (input, before = nothing) => keeping.unlock(input, before),
    lock: (because) => keeping.lock(because),
    explain: (because) => keeping.explain(because),
    look: () => keeping.look(),
    list: () => [...memory.list(), ...keeping.list().filter(({ id }) => memory.get(id) === undefined)],
    has: (id) => memory.get(id) !== undefined || keeping.list().some((one) => one.id === id),
    put,
    offer({ id, kind, secret, purpose, isLoose = false }) {
      let offered: Buffer | undefined = Buffer.from(secret)
      const drop = (): void => {
        offered?.fill(0)
        offered = undefined
      }
      return {
        use: (fn) => (offered ? lend(Buffer.from(offered), fn) : use(id, purpose, fn)),
        async keep() {
          if (!offered) return ok(undefined)
          const own = [{ id, kind, secret: offered }]
          const isInMemory = isLoose || keeping.isInMemory()
          const kept = isInMemory ? remember(own, isLoose) : await sealAll(own)
          if (!kept.ok) return kept
          if (!isInMemory) memory.forget(id)
          drop()
          return kept
        },
        drop,
      }
    },
    use,
    async forget(...ids) {
      const isBelow = (one: string) => ids.some((id) => one === id || one.startsWith(`${id}/`))
      const below = (all: readonly SecretInfo[]) => all.map((one) => one.id).filter(isBelow)
      for (const one of below(memory.list())) memory.forget(one)
      const sealed = below(keeping.list())
      return sealed.length === 0 ? ok(undefined) : keeping.change((opened) => removeSecrets(opened, sealed))
    },
    async exportCopy(passphrase, ids, more) {
      const secrets = await unsealed(new Set(ids))
      if (!secrets.ok) return secrets
      try {
        return ok(await sealCopy(forCopies, passphrase, [...secrets.value, ...more], now()))
      } finally {
        for (const { secret } of secrets.value) secret.fill(0)
      }
    },
    openCopy: (bytes, passphrase, fn) => openCopy(forCopies, bytes, passphrase, fn),
    async restorePrevious() {
      const restored = await keeping.restorePrevious()
      return restored.ok ? ok({ kept: restored.value }) : restored
    },
    async forgetAll() {
      const forgotten = await keeping.forgetAll()
      if (forgotten.ok) memory.clear('all')
      return forgotten
    },
    close() {
      memory.clear('all')
      keeping.status.close()
      keeping.become({ state: 'unset' })
    },
  }
}

const nothing: Before = () => ok(undefined)

/** The bytes are wiped whatever `fn` does with its time. */
async function lend<T>(secret: Buffer, fn: (secret: Buffer) => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await fn(secret)
  } finally {
    secret.fill(0)
  }
}
