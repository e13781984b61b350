/** The files of one host, in memory, with the rules of a small Unix file system. */
import { posix } from 'node:path'
import type { HostMount } from '../../service.ts'
import { FileError } from './file-error.ts'
import { absolute, afterRestart, mountOf, persistent, spaceOf, type FileNode, type Space } from './nodes.ts'

export interface FileSystemOptions {
  readonly installed: ReadonlyMap<string, FileNode>
  readonly now: () => number
  readonly isReadOnly: (mount: HostMount) => boolean
  readonly isFull: (mount: HostMount) => boolean
}

/** All paths may be relative to "/". Every method throws FileError; `uid` is who asks, 0 for root. */
export interface FileSystem {
  /** Undefined where there is nothing. */
  find(path: string): FileNode | undefined
  /** Names in a directory, sorted. */
  list(path: string): string[]
  read(path: string, uid: number): Buffer
  /** Replaces the content, or makes the file. On a full disk it writes what fits, and throws. */
  write(path: string, bytes: Buffer, uid: number): void
  makeDirectory(path: string, mode: number, uid: number): void
  removeFile(path: string, uid: number): void
  removeDirectory(path: string, uid: number): void
  /** In one step; replaces a file at `to`. */
  rename(from: string, to: string, uid: number): void
  /** Changes mode, owner or time. */
  change(path: string, change: Partial<Omit<FileNode, 'data'>>, uid: number): void
  /** Throws where nothing could be written to the file system of `path` now. */
  probe(path: string): void
  space(mount: HostMount): Space
  /** What ESXi's backup.sh does. */
  save(): void
  /** What is there after a restart of the host. */
  restart(): void
}

const WRITE = 0o2
const READ = 0o4

export function createFileSystem(options: FileSystemOptions): FileSystem {
  let nodes = new Map(options.installed)
  let saved = persistent(nodes)
  const at = (path: string): FileNode => {
    const node = nodes.get(absolute(path))
    if (node === undefined) throw new FileError('ENOENT')
    return node
  }
  const folder = (path: string): FileNode => {
    const node = at(path)
    if (node.data !== undefined) throw new FileError('ENOTDIR')
    return node
  }
  /** Throws unless `uid` may change what the directory of `path` holds. */
  const changeable = (path: string, uid: number): void => {
    const parent = folder(posix.dirname(absolute(path)))
    if (!allowed(parent, uid, WRITE)) throw new FileError('EACCES')
    writable(path)
  }
  const writable = (path: string): void => {
    if (options.isReadOnly(mountOf(path))) throw new FileError('EROFS')
  }
  const children = (path: string): string[] => {
    const prefix = absolute(path) === '/' ? '/' : `${absolute(path)}/`
    const below = [...nodes.keys()].filter((one) => one.startsWith(prefix) && one !== '/')
    return below.map((one) => one.slice(prefix.length)).filter((name) => !name.includes('/'))
  }
  const room = (path: string): number => {
    const mount = mountOf(path)
    if (options.isFull(mount)) return 0
    const { size, used } = spaceOf(nodes, mount, absolute(path))
    return size - used
  }
  return {
    find: (path) => nodes.get(absolute(path)),
    list: (path) => {
      folder(path)
      return children(path).sort()
    },
    read: (path, uid) => {
      const node = at(path)
      if (node.data === undefined) throw new FileError('EISDIR')
      if (!allowed(node, uid, READ)) throw new FileError('EACCES')
      return node.data
    },
    write: (path, bytes, uid) => {
      const there = nodes.get(absolute(path))
      if (there && there.data === undefined) throw new FileError('EISDIR')
      if (there) {
        if (!allowed(there, uid, WRITE)) throw new FileError('EACCES')
        writable(path)
      } else changeable(path, uid)
      const owner = there ?? { mode: 0o644, uid, gid: uid }
      const data = Buffer.from(bytes.subarray(0, room(path)))
      nodes.set(absolute(path), { ...owner, data, changedAt: options.now() })
      if (data.length < bytes.length) throw new FileError('ENOSPC')
    },
    makeDirectory: (path, mode, uid) => {
      if (nodes.has(absolute(path))) throw new FileError('EEXIST')
      changeable(path, uid)
      if (options.isFull(mountOf(path))) throw new FileError('ENOSPC')
      nodes.set(absolute(path), { data: undefined, mode, uid, gid: uid, changedAt: options.now() })
    },
    removeFile: (path, uid) => {
      if (at(path).data === undefined) throw new FileError('EISDIR')
      changeable(path, uid)
      nodes.delete(absolute(path))
    },
    removeDirectory: (path, uid) => {
      folder(path)
      changeable(path, uid)
      if (children(path).length > 0) throw new FileError('ENOTEMPTY')
      if (absolute(path) === mountOf(path)) throw new FileError('EBUSY')
      nodes.delete(absolute(path))
    },
    rename: (from, to, uid) => {
      const node = at(from)
      if (node.data === undefined) throw new FileError('EISDIR')
      const there = nodes.get(absolute(to))
      if (there && there.data === undefined) throw new FileError('EISDIR')
      changeable(from, uid)
      changeable(to, uid)
      nodes.delete(absolute(from))
      nodes.set(absolute(to), node)
    },
    change: (path, change, uid) => {
      const node = at(path)
      if (uid !== 0 && uid !== node.uid) throw new FileError('EACCES')
      writable(path)
      nodes.set(absolute(path), { ...node, ...change })
    },
    probe: (path) => {
      writable(path)
      if (options.isFull(mountOf(path))) throw new FileError('ENOSPC')
    },
    space: (mount) => {
      const space = spaceOf(nodes, mount)
      return options.isFull(mount) ? { size: space.size, used: space.size } : space
    },
    save: () => {
      saved = persistent(nodes)
    },
    restart: () => {
      nodes = afterRestart(options.installed, saved)
    },
  }
}

/** `right` as in the last digit of a mode. Root may do everything. */
function allowed(node: FileNode, uid: number, right: number): boolean {
  if (uid === 0) return true
  const bits = node.uid === uid ? node.mode >> 6 : node.gid === uid ? node.mode >> 3 : node.mode
  return (bits & right) !== 0
}
