/** Programs that change files, with BusyBox's words and codes. */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { STICKY } from '../files/nodes.ts'
import {
  badOption,
  done,
  failed,
  forEach,
  onFiles,
  readFlags,
  type Commands,
  type Output,
  type Shell,
} from './command.ts'

export const FILE_COMMANDS: Commands = {
  cat,
  dd,
  cp,
  mv,
  rm,
  mkdir,
  rmdir: (paths, { inside, uid }) =>
    forEach(
      paths,
      (path, reason) => `rmdir: '${path}': ${reason}`,
      (path) => {
        inside.files.removeDirectory(path, uid)
        return undefined
      },
    ),
  sha256sum,
}

async function cat(args: readonly string[], shell: Shell): Promise<Output> {
  if (args.length === 0) return done(await shell.input())
  return forEach(
    args,
    (path, reason) =>
      reason === 'Is a directory' ? `cat: read error: ${reason}` : `cat: can't open '${path}': ${reason}`,
    (path) => shell.inside.files.read(path, shell.uid),
  )
}

/** dd from standard input to a file or to standard output. */
async function dd(args: readonly string[], shell: Shell): Promise<Output> {
  const options = new Map(args.map((arg) => arg.split(/=(.*)/s) as [string, string | undefined]))
  const unknown = [...options.keys()].find((key) => !['of', 'bs', 'conv'].includes(key))
  if (unknown !== undefined) return failed(`dd: unrecognized operand '${unknown}'\n`)
  const to = options.get('of')
  const write = (bytes: Buffer): Output => {
    if (to === undefined) return done(bytes)
    const because = (reason: string): string =>
      `dd: ${reason.startsWith('No space') ? 'error writing' : "can't open"} '${to}': ${reason}`
    return onFiles(because, () => {
      shell.inside.files.write(to, bytes, shell.uid)
      return done()
    })
  }
  // The file is emptied when it is opened, before the first byte arrives.
  const opened = write(Buffer.alloc(0))
  if (opened.code !== 0) return opened
  const bytes = await shell.input()
  const records = `${Math.floor(bytes.length / 512)}+${bytes.length % 512 === 0 ? 0 : 1} records`
  const written = write(bytes)
  if (written.code !== 0) return written
  return { ...written, stderr: `${records} in\n${records} out\n${bytes.length} bytes copied\n` }
}

/** The path that copying or moving `from` to `to` makes: below `to` where that is a directory. */
function destination(shell: Shell, from: string, to: string): string {
  const there = shell.inside.files.find(to)
  return there && there.data === undefined ? posix.join(to, posix.basename(from)) : to
}

function cp(args: readonly string[], shell: Shell): Output {
  const { flags, rest, unknown } = readFlags(args, 'pfa')
  if (unknown !== undefined) return badOption('cp', unknown)
  const [from, target] = rest
  if (from === undefined || target === undefined || rest.length > 2)
    return failed('Usage: cp [-pf] SOURCE DEST\n')
  const { files } = shell.inside
  const to = destination(shell, from, target)
  const node = files.find(from)
  if (node === undefined) return failed(`cp: can't stat '${from}': No such file or directory\n`)
  if (node.data === undefined) return failed(`cp: omitting directory '${from}'\n`)
  const isNew = files.find(to) === undefined
  const copied = onFiles(
    (reason) =>
      reason.startsWith('No space') ? `cp: write error: ${reason}` : `cp: can't create '${to}': ${reason}`,
    () => {
      files.write(to, files.read(from, shell.uid), shell.uid)
      return done()
    },
  )
  if (copied.code !== 0) return copied
  const { mode, uid, gid, changedAt } = node
  if (flags.has('p') || flags.has('a')) {
    files.change(to, { mode, changedAt, ...(shell.uid === 0 ? { uid, gid } : {}) }, shell.uid)
  } else if (isNew) files.change(to, { mode: mode & ~STICKY }, shell.uid)
  return copied
}

function mv(args: readonly string[], shell: Shell): Output {
  const { rest, unknown } = readFlags(args, 'f')
  if (unknown !== undefined) return badOption('mv', unknown)
  const [from, target] = rest
  if (from === undefined || target === undefined || rest.length > 2)
    return failed('Usage: mv [-f] SOURCE DEST\n')
  return onFiles(
    (reason) => `mv: can't rename '${from}': ${reason}`,
    () => {
      shell.inside.files.rename(from, destination(shell, from, target), shell.uid)
      return done()
    },
  )
}

function rm(args: readonly string[], shell: Shell): Output {
  const { flags, rest, unknown } = readFlags(args, 'frR')
  if (unknown !== undefined) return badOption('rm', unknown)
  const { files } = shell.inside
  const isDeep = flags.has('r') || flags.has('R')
  const remove = (path: string): undefined => {
    const node = files.find(path)
    if (node === undefined && flags.has('f')) return undefined
    if (!isDeep || node?.data !== undefined) files.removeFile(path, shell.uid)
    else {
      for (const name of files.list(path)) remove(posix.join(path, name))
      files.removeDirectory(path, shell.uid)
    }
    return undefined
  }
  return forEach(
    rest,
    (path, reason) =>
      reason === 'Is a directory' ? `rm: '${path}' is a directory` : `rm: can't remove '${path}': ${reason}`,
    remove,
  )
}

function mkdir(args: readonly string[], { inside, uid }: Shell): Output {
  const { flags, rest, unknown } = readFlags(args, 'p')
  if (unknown !== undefined) return badOption('mkdir', unknown)
  const make = (path: string): undefined => {
    if (flags.has('p')) {
      const there = inside.files.find(path)
      if (there && there.data === undefined) return undefined
      make(posix.dirname(posix.resolve('/', path)))
    }
    inside.files.makeDirectory(path, 0o755, uid)
    return undefined
  }
  return forEach(rest, (path, reason) => `mkdir: can't create directory '${path}': ${reason}`, make)
}

async function sha256sum(paths: readonly string[], shell: Shell): Promise<Output> {
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  if (paths.length === 0) return done(`${sum(await shell.input())}  -\n`)
  return forEach(
    paths,
    (path, reason) => `sha256sum: can't open '${path}': ${reason}`,
    (path) => `${sum(shell.inside.files.read(path, shell.uid))}  ${path}\n`,
  )
}
