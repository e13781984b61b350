/** One host's inside: files, database and hostd, which its servers work on. */
import type { LabClock } from '../clock.ts'
import { createFailures, type Failures } from './failures.ts'
import { createConfigStore, type ConfigStore } from './files/config-store.ts'
import { createFileSystem, type FileSystem } from './files/file-system.ts'
import type { NfcSettings } from './files/hostd-config.ts'
import { HOSTD_CONFIG, installedFiles, ROOT_KEYS } from './files/installed-files.ts'
import { nfcOfFile, nfcOfStore } from './files/read-nfc.ts'
import { isFrom, type EsxiHost, type HostInside } from './host.ts'
import { createHostd, type Hostd } from './hostd.ts'

/** Lab time that a host needs to start. */
const BOOT_MS = 20_000

export interface Machine {
  readonly inside: HostInside
  readonly failures: Failures
  /** Text of the keys that root's logins are checked against. */
  rootKeys(): string
  reboot(): Promise<void>
  /** Ends what still takes time. */
  close(): void
}

export interface MachineOptions {
  readonly host: EsxiHost
  readonly clock: LabClock
  /** Told when hostd begins and ceases to answer. */
  readonly onHostd?: (isRunning: boolean) => void
}

export function createMachine({ host, clock, onHostd }: MachineOptions): Machine {
  const closing = new AbortController()
  const failures = createFailures()
  const files = createFileSystem({
    installed: installedFiles(host),
    now: () => clock.now(),
    isReadOnly: (mount) => failures.isReadOnly(mount),
    isFull: (mount) => failures.isFull(mount),
  })
  const store = host.hasConfigStore === true ? createConfigStore(isFrom(host.version, [7, 0, 2])) : undefined
  const hostd = createHostd({
    clock,
    signal: closing.signal,
    settings: () => rulingSettings(files, store),
    staysDown: () => failures.now().hostdStaysDown === true,
    onChange: onHostd ?? (() => undefined),
  })
  return {
    inside: { host, clock, files, store, hostd },
    failures,
    rootKeys: () => files.find(ROOT_KEYS)?.data?.toString('utf8') ?? '',
    reboot: () => reboot(clock, files, hostd, closing.signal),
    close: () => closing.abort(),
  }
}

/** The database rules where it has settings of hostd; then the file is not even read. */
function rulingSettings(files: FileSystem, store: ConfigStore | undefined): NfcSettings | undefined {
  if (store?.holdsHostd === true) return nfcOfStore(store.get())
  const bytes = files.find(HOSTD_CONFIG)?.data
  return bytes && nfcOfFile(bytes)
}

async function reboot(clock: LabClock, files: FileSystem, hostd: Hostd, signal: AbortSignal): Promise<void> {
  await hostd.stop()
  files.restart()
  await clock.sleep(BOOT_MS, signal)
  await hostd.start()
}
