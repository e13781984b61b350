/** A vault without a file, for tests of those who use one. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NO_DEVICE } from '../device.ts'
import type { Vault } from '../service.ts'
import { createVault } from '../vault.ts'

export function memoryOnly(): Promise<Vault> {
  return createVault({ path: join(tmpdir(), 'palletjack-no-vault', 'vault.json'), device: NO_DEVICE })
}
