import type { LabClock } from '../clock.ts'
import type { ConfigStore } from './files/config-store.ts'
import type { FileSystem } from './files/file-system.ts'
import type { Hostd } from './hostd.ts'

/** What an ESXi host of the lab knows about itself. */
export interface EsxiHost {
  /** Fully qualified. */
  readonly name: string
  /** "8.0.2" */
  readonly version: string
  /** Digits only. */
  readonly build: string
  readonly inMaintenance?: boolean
  /** It has a database for settings at all: from 7.0 U1 on. */
  readonly hasConfigStore?: boolean
  /** Machines that are registered on the host now. */
  vms(): readonly EsxiVm[]
  /** Names of the tasks that hostd works on now: "VirtualMachine.createSnapshot". */
  tasks?(): readonly string[]
}

interface EsxiVm {
  readonly name: string
  /** "[datastore] folder/name.vmx" */
  readonly configFile: string
  readonly guestId: string
  /** "vmx-19" */
  readonly hardwareVersion: string
}

/** What a command works on. */
export interface HostInside {
  readonly host: EsxiHost
  readonly clock: LabClock
  readonly files: FileSystem
  /** Undefined on a host without the database. */
  readonly store: ConfigStore | undefined
  readonly hostd: Hostd
}

/** Whether "7.0.3" is at least [7, 0, 2]. */
export function isFrom(version: string, least: readonly [number, number, number]): boolean {
  const parts = version.split('.').map(Number)
  for (const [i, wanted] of least.entries()) {
    const part = parts[i] ?? 0
    if (part !== wanted) return part > wanted
  }
  return true
}
