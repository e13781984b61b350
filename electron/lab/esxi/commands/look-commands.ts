/** Programs that look at files, with BusyBox's words and codes. */
import { posix } from 'node:path'
import type { HostMount } from '../../service.ts'
import { FileError } from '../files/file-error.ts'
import { mountOf, STICKY, type FileNode } from '../files/nodes.ts'
import {
  badOption,
  done,
  failed,
  forEach,
  readFlags,
  type Commands,
  type Output,
  type Shell,
} from './command.ts'

export const LOOK_COMMANDS: Commands = {
  ls,
  stat,
  df,
  test,
  '[': (args, shell) => (args.at(-1) === ']' ? test(args.slice(0, -1), shell) : failed('sh: missing ]\n', 2)),
}

const nameOf = (id: number): string => (id === 0 ? 'root' : String(id))

/** "-rw-r--r-T" */
function modeText({ mode, data }: FileNode): string {
  const bits = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((bit, i) => ((mode >> bit) & 1 ? ('rwx'[i % 3] ?? '') : '-'))
  if (mode & STICKY) bits[8] = mode & 1 ? 't' : 'T'
  return `${data === undefined ? 'd' : '-'}${bits.join('')}`
}

const sizeOf = (node: FileNode): number => node.data?.length ?? 512

function longLine(name: string, node: FileNode): string {
  const changed = new Date(node.changedAt).toUTCString()
  const [, day = '', month = '', time = ''] = /^\w+, 0?(\d+) (\w+) \d+ (\d+:\d+)/.exec(changed) ?? []
  const links = node.data === undefined ? 2 : 1
  return [
    modeText(node),
    String(links).padStart(4),
    nameOf(node.uid).padEnd(8),
    nameOf(node.gid).padEnd(8),
    String(sizeOf(node)).padStart(9),
    month,
    day.padStart(2),
    time,
    name,
  ].join(' ')
}

function ls(args: readonly string[], { inside }: Shell): Output {
  const { flags, rest, unknown } = readFlags(args, 'la1dA')
  if (unknown !== undefined) return badOption('ls', unknown)
  const line = (name: string, node: FileNode): string => (flags.has('l') ? longLine(name, node) : name)
  const paths = rest.length === 0 ? ['/'] : rest
  return forEach(
    paths,
    (path, reason) => `ls: ${path}: ${reason}`,
    (path) => {
      const node = inside.files.find(path)
      if (node && (node.data !== undefined || flags.has('d'))) return `${line(path, node)}\n`
      const names = inside.files
        .list(path)
        .filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'))
      const lines = names.flatMap((name) => {
        const child = inside.files.find(posix.join(path, name))
        return child ? [line(name, child)] : []
      })
      const head = [
        ...(paths.length > 1 ? [`${path}:`] : []),
        ...(flags.has('l') ? [`total ${lines.length}`] : []),
      ]
      return [...head, ...lines].map((one) => `${one}\n`).join('')
    },
  )
}

function stat(args: readonly string[], { inside }: Shell): Output {
  const [option, format = '', ...paths] = args
  if (option !== '-c') return failed('stat: only -c FORMAT is known here\n')
  return forEach(
    paths,
    (path, reason) => `stat: can't stat '${path}': ${reason}`,
    (path) => {
      const node = inside.files.find(path)
      if (node === undefined) throw new FileError('ENOENT')
      const values: Readonly<Record<string, string>> = {
        a: node.mode.toString(8),
        u: String(node.uid),
        g: String(node.gid),
        U: nameOf(node.uid),
        G: nameOf(node.gid),
        s: String(sizeOf(node)),
        n: path,
        Y: String(Math.floor(node.changedAt / 1000)),
        F:
          node.data === undefined
            ? 'directory'
            : node.data.length === 0
              ? 'regular empty file'
              : 'regular file',
        A: modeText(node),
      }
      return `${format.replaceAll(/%(.)/g, (_, letter: string) => values[letter] ?? '?')}\n`
    },
  )
}

function df(args: readonly string[], { inside }: Shell): Output {
  const { rest, unknown } = readFlags(args, 'k')
  if (unknown !== undefined) return badOption('df', unknown)
  const missing = rest.find((path) => inside.files.find(path) === undefined)
  if (missing !== undefined) return failed(`df: ${missing}: can't find mount point\n`)
  const mounts: readonly HostMount[] = rest.length === 0 ? ['/', '/etc', '/tmp'] : rest.map(mountOf)
  const rows = mounts.map((mount) => {
    const { size, used } = inside.files.space(mount)
    const kib = (bytes: number): string => String(Math.floor(bytes / 1024)).padStart(9)
    const name = (mount === '/' ? 'root' : mount.slice(1)).padEnd(20)
    const percent = `${Math.ceil((100 * used) / size)}%`.padStart(4)
    return `${name} ${kib(size)} ${kib(used)} ${kib(size - used)} ${percent} ${mount}\n`
  })
  return done(`Filesystem           1K-blocks      Used Available Use% Mounted on\n${rows.join('')}`)
}

/** The one-argument tests of files and texts. */
function test(args: readonly string[], { inside, uid }: Shell): Output {
  const isNegated = args[0] === '!'
  const [operator = '', value = ''] = isNegated ? args.slice(1) : args
  const node = inside.files.find(value)
  const right = (bit: number): boolean => node !== undefined && (uid === 0 || (node.mode & bit) !== 0)
  const tests: Readonly<Record<string, () => boolean>> = {
    '-e': () => node !== undefined,
    '-f': () => node?.data !== undefined,
    '-d': () => node !== undefined && node.data === undefined,
    '-s': () => (node?.data?.length ?? 0) > 0,
    '-r': () => right(4),
    '-w': () => right(2),
    '-x': () => right(1),
    '-n': () => value !== '',
    '-z': () => value === '',
  }
  const found = Object.hasOwn(tests, operator) ? tests[operator] : undefined
  if (found === undefined) return failed(`sh: ${operator}: unknown operand\n`, 2)
  return found() === isNegated ? failed('') : done()
}
