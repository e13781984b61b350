/** How many disk copies one host bears at once, by what was read of its NFC memory. */
import { DEFAULT_COPIES_PER_HOST } from '../migration/scheduler.ts'
import { formatBytes, formatCount } from '../units.ts'
import { NFC_DEFAULT_BYTES } from './limits.ts'
import type { EsxiHost } from './model.ts'

/**
 * However much memory a host has. It is what Forklift lets run per host by default
 * (MAX_VM_INFLIGHT, controller_max_vm_inflight: 20).
 */
export const MOST_COPIES_PER_HOST = 20

/** Disk copies at once, and the sentence that says why. */
export interface HostCopyLimit {
  readonly limit: number
  readonly because: string
}

/**
 * By the last reading that was verified; without one, or where the host sets no value, what the default bears. The
 * default memory of 48 MiB bears ten copies, by Red Hat's guide, and more memory as many more.
 */
export function copyLimitOf(nfc?: EsxiHost['nfc']): HostCopyLimit {
  const byDefault = `the default of ${formatBytes(NFC_DEFAULT_BYTES)} bears ${DEFAULT_COPIES_PER_HOST} copies`
  if (!nfc)
    return {
      limit: DEFAULT_COPIES_PER_HOST,
      because: `The NFC memory of this host was not read yet; ${byDefault}.`,
    }
  const { maxMemory } = nfc.values
  if (maxMemory === undefined)
    return {
      limit: DEFAULT_COPIES_PER_HOST,
      because: `The host sets no NFC memory of its own; ${byDefault}.`,
    }
  const borne = Math.floor((DEFAULT_COPIES_PER_HOST * maxMemory) / NFC_DEFAULT_BYTES)
  const memory = `The host's NFC memory of ${formatBytes(maxMemory)}`
  if (borne < 1) return { limit: 1, because: `${memory} hardly bears one copy.` }
  if (borne > MOST_COPIES_PER_HOST)
    return {
      limit: MOST_COPIES_PER_HOST,
      because: `${memory} bears more, but no host is asked for more than ${MOST_COPIES_PER_HOST} copies at once.`,
    }
  return { limit: borne, because: `${memory} bears ${formatCount(borne, 'copy', 'copies')}.` }
}
