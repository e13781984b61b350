/** The few options of a VM's configuration file that tell something about a migration. */
import { list, text, type RawValue } from './raw.ts'

export interface VmOptions {
  /** The option ctkEnabled of the whole VM; undefined where it is not set. */
  readonly changeTracking: boolean | undefined
  /** Disks with an option ctkEnabled of their own that is on, as "scsi0:1". */
  readonly tracked: ReadonlySet<string>
  readonly numaNodeAffinity: readonly string[]
  readonly diskUuidsShown: boolean
}

const DISK_TRACKED = /^((?:scsi|sata|ide|nvme)\d+:\d+)\.ctkenabled$/

/** Reads `config.extraConfig`. Keys of a .vmx file are compared without regard to case; the last one wins. */
export function vmOptions(extraConfig: RawValue | undefined): VmOptions {
  const tracked = new Set<string>()
  let changeTracking: boolean | undefined
  let numaNodeAffinity: readonly string[] = []
  let diskUuidsShown = false
  for (const option of list(extraConfig)) {
    const key = text(option, 'key')?.toLowerCase() ?? ''
    const value = text(option, 'value') ?? ''
    const on = /^(?:true|1|yes|on)$/i.test(value)
    const disk = DISK_TRACKED.exec(key)?.[1]
    if (disk !== undefined) {
      if (on) tracked.add(disk)
      else tracked.delete(disk)
    } else if (key === 'ctkenabled') changeTracking = on
    else if (key === 'disk.enableuuid') diskUuidsShown = on
    else if (key === 'numa.nodeaffinity') numaNodeAffinity = split(value)
  }
  return { changeTracking, tracked, numaNodeAffinity, diskUuidsShown }
}

function split(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
