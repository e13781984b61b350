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
import type { Before, DeviceKeys, Vault } from './service.ts'
import { measuredCost, type StretchCost } from './stretch.ts'
import { createVaultFile } from './vault-file.ts'

export interface VaultOptions {
  /** Of the vault's file; its lock and its count of wrong passphrases lie beside it. */
  readonly path: string
  readonly device: DeviceKeys
  readonly now?: () => Date
  /** What a new passphrase slot costs; measured on this computer unless given. */
  readonly cost?: StretchCost
}

export async function createVault(options: VaultOptions): Promise<Vault> {
  const { path, device, now = () => new Date() } = options
  const cost = () => (options.cost ? Promise.resolve(options.cost) : measuredCost())
  const openers = createOpeners({ device, attempts: createAttempts(`${path}.tries`), cost, now })
  const forCopies = createOpeners({ device, attempts: UNCOUNTED, cost, now })
  const keeping = await createKeeping({
    ...{ openers, now },
    file: createVaultFile(path),
    requests: createLockRequests(path),
  })
  const memory = createMemory()

  const put: Vault['put'] = (secrets) => {
    if (!keeping.isInMemory()) return keeping.change((opened) => putSecrets(opened, secrets, now()))
    const updatedAt = now().toISOString()
    for (const { id, kind, secret } of secrets)
      memory.put(id, { kind, updatedAt, bytes: Buffer.from(secret) })
    return Promise.resolve(ok(undefined))
  }

  const use: Vault['use'] = async (id, _purpose, fn) => {
    const kept = memory.get(id)
    if (kept) return lend(Buffer.from(kept.bytes), fn)
    if (keeping.isInMemory()) return fail(holdsNothing())
    const current = await keeping.fresh()
    if (!current.ok) return current
    const secret = readSecret(current.value, id)
    return secret ? lend(secret, fn) : fail(holdsNothing())
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
      if (begun.ok) memory.clear()
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
    list: () => [...memory.list(), ...keeping.list()],
    has: (id) => memory.get(id) !== undefined || keeping.list().some((one) => one.id === id),
    put,
    offer({ id, kind, secret, purpose }) {
      let offered: Buffer | undefined = Buffer.from(secret)
      const drop = (): void => {
        offered?.fill(0)
        offered = undefined
      }
      return {
        use: (fn) => (offered ? lend(Buffer.from(offered), fn) : use(id, purpose, fn)),
        async keep() {
          const kept = offered ? await put([{ id, kind, secret: offered }]) : ok(undefined)
          if (kept.ok) drop()
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
      const current = await keeping.fresh()
      if (!current.ok) return current
      const secrets = allOf(current.value, new Set(ids))
      try {
        return ok(await sealCopy(forCopies, passphrase, [...secrets, ...more], now()))
      } finally {
        for (const { secret } of secrets) secret.fill(0)
      }
    },
    openCopy: (bytes, passphrase, fn) => openCopy(forCopies, bytes, passphrase, fn),
    async restorePrevious() {
      const restored = await keeping.restorePrevious()
      return restored.ok ? ok({ kept: restored.value }) : restored
    },
    async forgetAll() {
      memory.clear()
      return keeping.forgetAll()
    },
    close() {
      memory.clear()
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
