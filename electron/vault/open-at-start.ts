import type { Settings } from '../../shared/contract/session.ts'
import type { Vault } from './service.ts'

/**
 * Tries once to open the vault with the key that the operating system keeps, where it was set up for that. Why it
 * stays locked is told with its state. Never rejects.
 */
export async function openAtStart(vault: Vault, settings: Pick<Settings, 'openAtStart'>): Promise<void> {
  const status = vault.status()
  if (status.state !== 'locked' || !settings.openAtStart) return
  if (!status.slots.some(({ kind }) => kind === 'device')) return
  const opened = await vault.unlock({ by: 'device' })
  if (!opened.ok) vault.explain(opened.problem.message)
}
