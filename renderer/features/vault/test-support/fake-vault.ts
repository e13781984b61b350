/** The vault and the audit log of the fake contract. */
import type { VaultStatus } from '../../../../shared/vault/model.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'

const SINCE = '2026-03-01T10:00:00.000Z'
const SLOTS = [
  { id: 'p', kind: 'passphrase', createdAt: SINCE },
  { id: 'r', kind: 'recovery', createdAt: SINCE },
] as const

export function lockedVault(because?: string): VaultStatus {
  return { state: 'locked', slots: [...SLOTS], ...(because !== undefined && { because }) }
}

export function openVault(): VaultStatus {
  return { state: 'open', slots: [...SLOTS], since: SINCE }
}

export function fakeVault({ os, world, call }: Backstage) {
  const become = (name: string, input: unknown, next: () => VaultStatus): VaultStatus =>
    call(`vault.${name}`, input, () => {
      world.vault.set(next())
      return world.vault.value
    })
  const stay = () => world.vault.value
  return {
    watch: os.vault.watch.handler(({ signal }) => world.vault.watch(signal)),
    entries: os.vault.entries.handler(() => world.vaultEntries),
    create: os.vault.create.handler(({ input }) => become('create', input, openVault)),
    device: os.vault.device.handler(() =>
      call('vault.device', undefined, () => ({ backend: 'gnome_libsecret' })),
    ),
    useMemory: os.vault.useMemory.handler(() => become('useMemory', undefined, () => ({ state: 'session' }))),
    unlock: os.vault.unlock.handler(({ input }) => become('unlock', input, openVault)),
    lock: os.vault.lock.handler(() => become('lock', undefined, () => lockedVault())),
    setPassphrase: os.vault.setPassphrase.handler(({ input }) => become('setPassphrase', input, stay)),
    setRecoveryCode: os.vault.setRecoveryCode.handler(({ input }) => become('setRecoveryCode', input, stay)),
    setDevice: os.vault.setDevice.handler(({ input }) => become('setDevice', input, stay)),
    removeWay: os.vault.removeWay.handler(({ input }) => become('removeWay', input, stay)),
    rotate: os.vault.rotate.handler(({ input }) => become('rotate', input, stay)),
    forget: os.vault.forget.handler(({ input }) =>
      become('forget', input, () => {
        world.vaultEntries = world.vaultEntries.filter(({ id }) => !input.ids.some((one) => isBelow(id, one)))
        return stay()
      }),
    ),
    setDiskPassphrases: os.vault.setDiskPassphrases.handler(({ input }) =>
      become('setDiskPassphrases', input, stay),
    ),
    active: os.vault.active.handler(() => call('vault.active', undefined, () => ({}))),
    exportCopy: os.vault.exportCopy.handler(({ input }) =>
      call('vault.exportCopy', input, () => new File(['sealed'], 'palletjack-copy.json')),
    ),
    importCopy: os.vault.importCopy.handler(({ input }) =>
      call('vault.importCopy', input, () => world.copyOutcome),
    ),
    restorePrevious: os.vault.restorePrevious.handler(() =>
      call('vault.restorePrevious', undefined, () => ({ kept: '/state/vault.json.damaged' })),
    ),
    forgetAll: os.vault.forgetAll.handler(({ input }) =>
      become('forgetAll', input, () => ({ state: 'unset' })),
    ),
  }
}

export function fakeAudit({ os, world, call }: Backstage) {
  return {
    list: os.audit.list.handler(({ input }) =>
      call('audit.list', input, () => {
        const asked = world.audit.filter(
          (one) =>
            input.actions?.includes(one.action) !== false &&
            (input.subject === undefined || isBelow(one.subject ?? '', input.subject)),
        )
        return {
          entries: asked.filter((one) => one.seq < (input.before ?? Infinity)).slice(0, input.limit),
          total: asked.length,
        }
      }),
    ),
    verify: os.audit.verify.handler(({ input }) => call('audit.verify', input, () => world.auditVerdict)),
    export: os.audit.export.handler(() =>
      call('audit.export', undefined, () => new File(['{}\n'], 'audit.jsonl')),
    ),
  }
}

function isBelow(id: string, other: string): boolean {
  return id === other || id.startsWith(`${other}/`)
}
