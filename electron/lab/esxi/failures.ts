import type { HostFailures, HostMount } from '../service.ts'

type Cut = NonNullable<HostFailures['cut']>['when']

/** What is to go wrong on one host now. */
export interface Failures {
  now(): HostFailures
  set(failures: HostFailures): void
  /** Counts a command, and says whether the connection ends at it. */
  cutAt(line: string): Cut | undefined
  /** Resolves once the host is not stuck at this command. */
  passed(line: string): Promise<void>
  isReadOnly(mount: HostMount): boolean
  isFull(mount: HostMount): boolean
}

export function createFailures(): Failures {
  let current: HostFailures = {}
  let count = 0
  let isCut = false
  let stuck = Promise.withResolvers<undefined>()
  return {
    now: () => current,
    set: (failures) => {
      current = failures
      count = 0
      isCut = false
      stuck.resolve(undefined)
      stuck = Promise.withResolvers<undefined>()
    },
    cutAt: (line) => {
      count += 1
      const { cut } = current
      if (cut === undefined || isCut) return undefined
      isCut = typeof cut.at === 'number' ? cut.at === count : line.includes(cut.at)
      return isCut ? cut.when : undefined
    },
    passed: async (line) => {
      if (current.stuckAt !== undefined && line.includes(current.stuckAt)) await stuck.promise
    },
    isReadOnly: (mount) => current.readOnly?.includes(mount) === true,
    isFull: (mount) => current.diskFull?.includes(mount) === true,
  }
}
