import Conf from 'conf'
import { settingsSchema, type Settings } from '../../shared/contract/session.ts'
import type { SettingsStore } from './service.ts'

/** Settings as one JSON file in `home`; unknown or damaged values fall back to their defaults. */
export function createSettings(home: string): SettingsStore {
  const file = new Conf<Record<string, unknown>>({
    cwd: home,
    configName: 'settings',
    clearInvalidConfig: true,
  })
  const get = (): Settings => {
    const parsed = settingsSchema.safeParse(file.store)
    return parsed.success ? parsed.data : settingsSchema.parse({})
  }
  return {
    get,
    save(change) {
      const next = { ...get(), ...change }
      file.store = next
      return next
    },
  }
}
