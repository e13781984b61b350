import type { Settings } from '../../shared/contract/session.ts'

/** Preferences of this user; no secrets. */
export interface SettingsStore {
  get(): Settings
  save(change: Partial<Settings>): Settings
}
