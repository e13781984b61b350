/** The programs of the scripted host's shell, as far as an edit calls them. */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { CONFIG } from './host-settings.ts'
import type { HostFile, Said, ScriptedHost } from './scripted-host.ts'

interface Call {
  readonly host: ScriptedHost
  readonly program: string
  readonly args: readonly string[]
  /** The last argument. */
  readonly last: string
  readonly input: Buffer
}

const done = (stdout: Buffer | string = ''): Said => ({ code: 0, stdout })
const failed = (stderr: string, code = 1): Said => ({ code, stderr: `${stderr}\n` })

export function runLine(host: ScriptedHost, line: string, input: Buffer): Said {
  const [program = '', ...args] = wordsOf(line)
  const run = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined
  return (
    run?.({ host, program, args, last: args.at(-1) ?? '', input }) ?? failed(`sh: ${program}: not found`, 127)
  )
}

function wordsOf(line: string): string[] {
  if (/[|;&<>$`]/.test(line.replace(/'[^']*'/g, ''))) throw new Error(`not plain words: ${line}`)
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quotedWord, word]) => quotedWord ?? word ?? '')
}

const PROGRAMS: Readonly<Record<string, (call: Call) => Said>> = {
  cat(call) {
    const file = call.host.files.get(call.last)
    return file ? done(file.data) : missing(call)
  },
  sha256sum(call) {
    const file = call.host.files.get(call.last)
    return file
      ? done(`${createHash('sha256').update(file.data).digest('hex')}  ${call.last}\n`)
      : missing(call)
  },
  stat({ host: { traits, files, folders }, args, last }) {
    if (args[1] === '%Y' && folders.has(last))
      return done(`${Math.floor(Date.now() / 1000) - traits.folderAge}\n`)
    const file = files.get(last)
    return file
      ? done(`${file.mode} ${file.uid} 0 ${file.data.length}\n`)
      : failed(`stat: can't stat '${last}': No such file or directory`)
  },
  dd: (call) => write(call, call.last.slice('of='.length), call.input),
  cp(call) {
    const from = call.args[1] ?? ''
    const file = call.host.files.get(from)
    return file ? write(call, call.last, file.data, file) : missing(call, from)
  },
  mv(call) {
    const from = call.args[1] ?? ''
    const { files } = call.host
    const file = files.get(from)
    if (!file) return missing(call, from)
    const refused = refusal(call, call.last)
    if (refused) return refused
    files.delete(from)
    files.set(call.last, file)
    return done()
  },
  rm({ host: { files }, args }) {
    for (const path of args.slice(1)) files.delete(path)
    return done()
  },
  mkdir({ host: { folders }, last }) {
    if (folders.has(last)) return failed(`mkdir: can't create directory '${last}': File exists`)
    folders.add(last)
    return done()
  },
  rmdir({ host: { files, folders }, last }) {
    if (!folders.has(last)) return failed(`rmdir: '${last}': No such file or directory`)
    if ([...files.keys()].some((path) => posix.dirname(path) === last))
      return failed(`rmdir: '${last}': Directory not empty`)
    folders.delete(last)
    return done()
  },
  test({ host: { traits, files, folders }, last }) {
    if (last === '/bin/configstorecli') return { code: traits.hasStore ? 0 : 1 }
    return { code: files.has(last) || folders.has(last) ? 0 : 1 }
  },
  ls({ host: { files }, last }) {
    const inside = [...files].filter(([path]) => posix.dirname(path) === last)
    const lines = inside.map(
      ([path, { data }]) =>
        `-rw-r--r--    1 root     root  ${data.length} Nov 27 18:00 ${posix.basename(path)}\n`,
    )
    return done(lines.join(''))
  },
  df: () =>
    done(
      'Filesystem 1K-blocks Used Available Use% Mounted on\nroot 32768 100 32668 1% /\nVMFS-6 1000 1000 0 100% /vmfs/volumes/full\n',
    ),
  date: () => done(`${new Date().toUTCString()}\n`),
  id: ({ host }) => done(`${host.traits.uid}\n`),
  vmware: ({ host }) => done(`VMware ESXi ${host.traits.version} build-17499825\n`),
  '/sbin/auto-backup.sh': () => done(),
  '/etc/init.d/hostd'({ host, args }) {
    const { running, traits, files } = host
    if (args[0] !== 'restart')
      return running.isUp ? done('hostd is running.\n') : { code: 3, stdout: 'hostd is not running.\n' }
    running.restarts += 1
    running.isUp = traits.hostdStarts
    running.settings = traits.hasStore ? host.store : (files.get(CONFIG)?.data.toString() ?? '')
    return done('hostd started.\n')
  },
  'vim-cmd'({ host: { traits }, args }) {
    const tasks = traits.tasks.map((id) => `\n   'vim.Task:${id}'`).join(',')
    if (args[0] === 'vimsvc/task_list') return done(`(ManagedObjectReference) [${tasks}]\n`)
    return args[0] === 'hostsvc/hostsummary' ? done('(vim.host.Summary) {}\n') : failed('Invalid command')
  },
  '/bin/configstorecli'(call) {
    const { host, args, last } = call
    if (args[0] === 'schema') return done(host.schema)
    if (args[2] === 'get') return write(call, last, Buffer.from(host.store))
    const file = host.files.get(last)
    if (!file) return missing(call)
    host.store = file.data.toString()
    return done('Set: completed successfully\n')
  },
}

function missing({ program, last }: Call, path = last): Said {
  return failed(`${program}: can't open '${path}': No such file or directory`)
}

function refusal({ host: { traits }, program }: Call, path: string): Said | undefined {
  if (path.startsWith('/tmp')) return undefined
  if (traits.isReadOnly) return failed(`${program}: can't create '${path}': Read-only file system`)
  return traits.uid === 0 ? undefined : failed(`${program}: can't create '${path}': Permission denied`)
}

function write(call: Call, path: string, data: Buffer, from?: HostFile): Said {
  const { traits, files, folders } = call.host
  const refused = refusal(call, path)
  if (refused) return refused
  if (!folders.has(posix.dirname(path))) return missing(call, path)
  const fits = data.subarray(0, path.startsWith('/tmp') ? data.length : traits.room)
  const { mode, uid } = from ?? files.get(path) ?? { mode: '644', uid: String(traits.uid) }
  files.set(path, { data: Buffer.from(fits), mode, uid })
  if (fits.length === data.length || traits.isShortWriteSilent) return done()
  return failed(`${call.program}: error writing '${path}': No space left on device`)
}
