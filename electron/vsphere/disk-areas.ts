/** Areas of a disk, in bytes. */
export interface DiskArea {
  readonly start: number
  readonly length: number
}

/** Ascending, without overlaps, neighbours joined, empty ones left out. */
export function joinAreas(areas: readonly DiskArea[]): DiskArea[] {
  const joined: { start: number; length: number }[] = []
  for (const { start, length } of [...areas].sort((a, b) => a.start - b.start)) {
    if (length === 0) continue
    const last = joined.at(-1)
    if (last && start <= last.start + last.length) {
      last.length = Math.max(last.length, start + length - last.start)
    } else {
      joined.push({ start, length })
    }
  }
  return joined
}
