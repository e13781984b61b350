/** The part of the invented contract that is about the vault. */
import type { implement } from '@orpc/server'
import type { contract } from '../../../shared/contract/contract.ts'
import { settingsSchema } from '../../../shared/contract/session.ts'
import type { Problem } from '../../../shared/problem.ts'
import { Topic } from '../../../shared/topic.ts'
import type { CopyOutcome, VaultEntry, VaultSlot, VaultStatus } from '../../../shared/vault/model.ts'
import { refusal } from './invented-providers.ts'

type Implementer = ReturnType<typeof implement<typeof contract>>

export interface VaultScript {
  /** At the start; nobody chose yet unless given. */
  readonly status?: VaultStatus
  readonly entries?: readonly VaultEntry[]
  /** What opens it. */
  readonly passphrase?: string
  readonly code?: string
  /** What the keychain answers with instead of opening it. */
  readonly keychain?: Problem
  readonly openAtStart?: boolean
  readonly outcome?: CopyOutcome
  /** Whether something else was seen to have changed it, once it opens. */
  readonly isTampered?: boolean
  /** Procedures that fail. */
  readonly refused?: readonly string[]
}

export interface VaultSeen {
  /** What was asked of it, with its input. */
  readonly vault: { readonly what: string; readonly input?: unknown }[]
}

const slot = (kind: VaultSlot['kind']): VaultSlot => ({
  ...{ id: kind, kind, createdAt: '2026-01-30T10:00:00.000Z' },
  ...(kind === 'device' && { backend: 'gnome_libsecret' }),
})

export const lockedVault = (...kinds: VaultSlot['kind'][]): VaultStatus => ({
  state: 'locked',
  slots: kinds.map(slot),
})

export function anEntry(change: Partial<VaultEntry> = {}): VaultEntry {
  return {
    ...{ id: 'vc', kind: 'vcenter', updatedAt: '2026-01-30T10:00:00.000Z', providerId: 'vc' },
    ...{ owner: 'vc', what: 'Password of admin', plans: [] },
    ...change,
  }
}

export function inventVault(os: Implementer, script: VaultScript, seen: VaultSeen) {
  const topic = new Topic<VaultStatus>(script.status ?? { state: 'unset' })
  const did = (what: string, input?: unknown): VaultStatus => {
    if (script.refused?.includes(what) === true)
      throw refusal({ code: 'vault.not-written', message: 'It was not written.', remedy: 'Try again.' })
    seen.vault.push(input === undefined ? { what } : { what, input })
    return topic.value
  }
  const open = (): VaultStatus => {
    const { value } = topic
    topic.set({
      state: 'open',
      slots: 'slots' in value ? value.slots : [],
      since: '2026-01-31T10:00:00.000Z',
    })
    return topic.value
  }
  const router = {
    session: {
      settings: os.session.settings.handler(() =>
        settingsSchema.parse({ openAtStart: script.openAtStart ?? true }),
      ),
    },
    vault: {
      watch: os.vault.watch.handler(({ signal }) => topic.watch(signal)),
      entries: os.vault.entries.handler(() => [...(script.entries ?? [])]),
      device: os.vault.device.handler(() => {
        if (script.keychain) throw refusal(script.keychain)
        return { backend: 'gnome_libsecret' }
      }),
      unlock: os.vault.unlock.handler(({ input }) => {
        did('unlock', input)
        if (input.by === 'device' && script.keychain) throw refusal(script.keychain)
        const isWrong =
          (input.by === 'passphrase' && input.passphrase !== script.passphrase) ||
          (input.by === 'recovery' && input.code !== script.code)
        if (isWrong) throw refusal(wrong(input.by))
        if (script.isTampered === true) {
          const problem = { code: 'vault.corrupt', message: 'It was changed.', remedy: 'Go back.' }
          topic.set({ state: 'damaged', problem, hasPrevious: true })
          throw refusal(problem)
        }
        return open()
      }),
      create: os.vault.create.handler(({ input }) => did('create', input)),
      lock: os.vault.lock.handler(() => did('lock')),
      setPassphrase: os.vault.setPassphrase.handler(({ input }) => did('setPassphrase', input)),
      setRecoveryCode: os.vault.setRecoveryCode.handler(({ input }) => did('setRecoveryCode', input)),
      setDevice: os.vault.setDevice.handler(({ input }) => did('setDevice', input)),
      removeWay: os.vault.removeWay.handler(({ input }) => did('removeWay', input)),
      rotate: os.vault.rotate.handler(({ input }) => did('rotate', input)),
      forget: os.vault.forget.handler(({ input }) => did('forget', input)),
      forgetAll: os.vault.forgetAll.handler(({ input }) => did('forgetAll', input)),
      restorePrevious: os.vault.restorePrevious.handler(() => {
        did('restorePrevious')
        return { kept: '/state/vault.json.damaged' }
      }),
      setDiskPassphrases: os.vault.setDiskPassphrases.handler(({ input }) =>
        did('setDiskPassphrases', input),
      ),
      exportCopy: os.vault.exportCopy.handler(({ input }) => {
        did('exportCopy', input)
        return new File(['sealed'], 'copy')
      }),
      importCopy: os.vault.importCopy.handler(async ({ input: { file, passphrase } }) => {
        did('importCopy', { content: await file.text(), passphrase })
        return script.outcome ?? { added: ['vc'], left: [] }
      }),
    },
  }
  return { topic, router }
}

function wrong(by: 'passphrase' | 'recovery' | 'device'): Problem {
  const code = by === 'recovery' ? 'vault.wrong-code' : 'vault.wrong-passphrase'
  return { code, message: 'This does not open the vault.', remedy: 'Try again.' }
}
