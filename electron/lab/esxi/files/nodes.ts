import { posix } from 'node:path'
import type { HostMount } from '../../service.ts'

/** A file or directory. Never changed in place, so that a saved state stays as it was. */
export interface FileNode {
  /** Undefined for a directory. */
  readonly data: Buffer | undefined
  /** Permission bits with the sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** ms since the epoch. */
  readonly changedAt: number
}

export type Nodes = ReadonlyMap<string, FileNode>

export const STICKY = 0o1000
const BLOCK_BYTES = 4096

/** Bytes of each file system, and what else of the host takes room there. */
const MOUNTS: Readonly<Record<HostMount, { readonly size: number; readonly taken: number }>> = {
  '/': { size: 32 * 1024 ** 2, taken: 4 * 1024 ** 2 },
  '/etc': { size: 28 * 1024 ** 2, taken: 1024 ** 2 },
  '/tmp': { size: 256 * 1024 ** 2, taken: 256 * 1024 },
}

export function absolute(path: string): string {
  return posix.resolve('/', path)
}

export function mountOf(path: string): HostMount {
  const at = absolute(path)
  if (at === '/etc' || at.startsWith('/etc/')) return '/etc'
  return at === '/tmp' || at.startsWith('/tmp/') ? '/tmp' : '/'
}

export interface Space {
  readonly size: number
  readonly used: number
}

/** How full the file system at `mount` is, in bytes, without the file at `except`. */
export function spaceOf(nodes: Nodes, mount: HostMount, except?: string): Space {
  const { size, taken } = MOUNTS[mount]
  let used = taken
  for (const [path, { data }] of nodes) {
    if (data === undefined || path === except || mountOf(path) !== mount) continue
    used += Math.ceil(data.length / BLOCK_BYTES) * BLOCK_BYTES
  }
  return { size, used }
}

/** What a restart of the host leaves: saved files, and of the rest what was installed. Nothing in /tmp. */
export function afterRestart(installed: Nodes, saved: Nodes): Map<string, FileNode> {
  return new Map([...installed, ...saved].filter(([path]) => path === '/tmp' || mountOf(path) !== '/tmp'))
}

/** What backup.sh keeps: the files of /etc with the sticky bit, by which ESXi marks them, and where they lie. */
export function persistent(nodes: Nodes): Map<string, FileNode> {
  const kept = new Map<string, FileNode>()
  for (const [path, node] of nodes) {
    if (node.data === undefined || (node.mode & STICKY) === 0 || mountOf(path) !== '/etc') continue
    for (let at = posix.dirname(path); at !== '/'; at = posix.dirname(at)) {
      const folder = nodes.get(at)
      if (folder) kept.set(at, folder)
    }
    kept.set(path, node)
  }
  return kept
}
