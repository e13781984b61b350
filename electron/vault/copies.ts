/** Moves providers, with their secrets and what is known of their hosts, from one computer to another. */
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { isNameForNow } from '../../shared/provider/for-now.ts'
import type { CopyOutcome } from '../../shared/vault/model.ts'
import { providerOf } from '../../shared/vault/secret-ids.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { describedIn, takenFrom, type TakenProvider } from './copied.ts'
import { cannotTravel, nothingToCopy, tooLarge, unknownInCopy } from './copy-problems.ts'
import { locked } from './problems.ts'
import type { Credentials, LooseSecret, Vault } from './service.ts'

export interface CopiesOptions {
  readonly vault: Vault
  readonly journal: Journal
  readonly providers: Providers
}

/** A copy of a thousand hosts is some 600 KiB. */
const MAX_BYTES = 32 * 2 ** 20

export function createCopies(options: CopiesOptions): Pick<Credentials, 'exportCopy' | 'importCopy'> {
  const { vault, journal } = options
  let importing: Promise<unknown> = Promise.resolve()

  const importNow = async (file: Blob, passphrase: string): Promise<Result<CopyOutcome>> => {
    const closed = whyClosed(vault)
    if (closed) return fail(closed)
    if (file.size > MAX_BYTES) return fail(tooLarge())
    const bytes = new Uint8Array(await file.arrayBuffer())
    return vault.openCopy(bytes, passphrase, async (secrets) => ok(await addAll(options, secrets)))
  }

  return {
    async exportCopy(passphrase, providerIds) {
      const chosen = chosenOf(journal.providers(), providerIds)
      if (!chosen.ok) return chosen
      const more = chosen.value.flatMap((stored) => describedIn(stored, journal.esxiHosts(stored.id)) ?? [])
      const ids = new Set(chosen.value.map(({ id }) => id))
      const secrets = vault.list().flatMap(({ id }) => (ids.has(providerOf(id)) ? [id] : []))
      const sealed = await vault.exportCopy(passphrase, secrets, more)
      if (!sealed.ok) return sealed
      return ok(new File([new Uint8Array(sealed.value)], fileName(), { type: 'application/json' }))
    },
    importCopy(file, passphrase) {
      // One after another: two imports of one copy would add a provider twice.
      const next = importing.then(() => importNow(file, passphrase))
      importing = next.catch(() => undefined)
      return next
    },
  }
}

function fileName(): string {
  return `palletjack-copy-${new Date().toISOString().slice(0, 10)}.json`
}

function whyClosed(vault: Vault): Problem | undefined {
  const status = vault.status()
  if (status.state === 'damaged') return status.problem
  return status.state === 'locked' ? locked() : undefined
}

function chosenOf(
  all: readonly StoredProvider[],
  ids: readonly string[] | undefined,
): Result<StoredProvider[]> {
  if (!ids) {
    const moving = all.filter(canTravel)
    return moving.length === 0 ? fail(nothingToCopy()) : ok(moving)
  }
  const chosen: StoredProvider[] = []
  for (const id of new Set(ids)) {
    const stored = all.find((one) => one.id === id)
    if (!stored) return fail(unknownInCopy(id))
    if (!canTravel(stored)) return fail(cannotTravel(stored.name))
    chosen.push(stored)
  }
  return ok(chosen)
}

/** An inventory file lies beside the journal and may be large; the lab, and what one command knows, end with it. */
function canTravel({ inventoryFile, lab, name }: StoredProvider): boolean {
  return !inventoryFile && !lab && !isNameForNow(name)
}

async function addAll(options: CopiesOptions, secrets: readonly LooseSecret[]): Promise<CopyOutcome> {
  const outcome: CopyOutcome = { added: [], left: [] }
  for (const { name, taken } of takenFrom(secrets)) {
    const added = taken.ok ? await addOne(options, taken.value) : taken
    if (added.ok) outcome.added.push(name)
    else outcome.left.push({ name: name || 'A provider without a name', reason: added.problem.message })
  }
  return outcome
}

/** The provider itself comes last: without it, all that is there of it is replaced by the next import. */
async function addOne(
  { vault, journal, providers }: CopiesOptions,
  taken: TakenProvider,
): Promise<Result<void>> {
  const { stored, hosts, secrets } = taken
  const refused = providers.adoptable(stored)
  if (!refused.ok) return refused
  const kept = await vault.put(secrets)
  if (!kept.ok) return kept
  const adopted = await asResult(() => {
    for (const host of hosts) journal.putEsxiHost(stored.id, host)
    return providers.adopt(stored)
  })
  if (!adopted.ok) {
    await vault.forget(stored.id)
    return adopted
  }
  return ok(undefined)
}

/** The journal throws when the disk is full. */
async function asResult<T>(fn: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await fn()
  } catch (error) {
    if (error instanceof ProblemError) return fail(error.problem)
    throw error
  }
}
