/** A small host behind a real SSH server: files in memory, and a connection that ends where a test says. */
import { createHash, randomBytes } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { posix } from 'node:path'
import ssh2 from 'ssh2'
import type { AuthContext, Connection } from 'ssh2'
import { keyHash } from '../ssh-dial.ts'
import type { SshAddress } from '../ssh-problems.ts'

interface HostFile {
  data: Buffer
  mode: string
  uid: string
}

interface Said {
  readonly code: number
  readonly stdout?: Buffer | string
  readonly stderr?: string
}

type Methods = ('keyboard-interactive' | 'password' | 'publickey')[]

/** What a test may bend. Plain fields, to be changed at any time. */
interface HostTraits {
  version: string
  hasStore: boolean
  uid: number
  /** What the profile prints before each command, and the banner before the login. */
  noise: string
  banner: string
  /** Bytes that a file may still grow to; a write beyond it is cut short, with success as dd of some systems has it. */
  room: number
  isShortWriteSilent: boolean
  isReadOnly: boolean
  methods: Methods
  prompts: ssh2.Prompt[]
  /** Asked after the right password. */
  laterPrompts: ssh2.Prompt[]
  authorizedKey: Buffer | undefined
  hostdStarts: boolean
  tasks: string[]
  /** Asked before each command; an answer replaces it. */
  intercept: (line: string, index: number) => Said | Promise<Said | undefined> | undefined
  /** The connection ends before or after the commands with these numbers, counted over all connections. */
  cuts: ReadonlyMap<number, 'before' | 'after'>
  /** Of folders, in seconds. */
  folderAge: number
  /** No new logins. */
  isShut: boolean
}

export interface ScriptedHost {
  readonly traits: HostTraits
  readonly files: Map<string, HostFile>
  readonly folders: Set<string>
  store: string
  schema: string
  /** What hostd read at its last start. */
  readonly running: { settings: string; isUp: boolean; restarts: number }
  /** Lines in the order in which they were run. */
  readonly lines: string[]
  /** Right and wrong passwords that were sent. */
  readonly passwords: string[]
  readonly logins: { count: number }
  readonly address: SshAddress
  readonly pinnedSha256: string
  readonly password: string
  cutAll(): void
  close(): Promise<void>
}

export interface HostOptions {
  readonly hostKey?: string
  readonly algorithms?: ssh2.Algorithms
}

/** What the sshd of an ESXi 8 offers. */
const FIPS: ssh2.Algorithms = {
  kex: ['ecdh-sha2-nistp256', 'diffie-hellman-group14-sha256'],
  cipher: ['aes256-gcm@openssh.com', 'aes128-ctr'],
  hmac: ['hmac-sha2-256', 'hmac-sha2-512'],
}

export const CONFIG = '/etc/vmware/hostd/config.xml'

export const CONFIG_XML = `<?xml version="1.0" encoding="UTF-8"?>
<config>
  <!-- maxMemory of <nfcsvc> is below -->
  <plugins>
    <nfcsvc>
      <path>libnfcsvc.so</path>
      <enabled>true</enabled>
      <maxMemory>50331648</maxMemory>
      <maxStreamMemory>10485760</maxStreamMemory>
    </nfcsvc>
  </plugins>
</config>`

const STORE = JSON.stringify(
  {
    plugins: { nfcsvc: { enabled: true, max_memory: 50331648, max_stream_memory: 10485760 } },
    other: { id: 7 },
  },
  null,
  3,
)
const number = { type: 'integer' }
const SCHEMA = JSON.stringify({
  type: 'object',
  properties: {
    plugins: {
      type: 'object',
      properties: {
        nfcsvc: {
          type: 'object',
          properties: { enabled: { type: 'boolean' }, max_memory: number, max_stream_memory: number },
        },
      },
    },
    other: { type: 'object' },
  },
})

export async function startScriptedHost(options: HostOptions = {}): Promise<ScriptedHost> {
  const hostKey = options.hostKey ?? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private
  const parsed = ssh2.utils.parseKey(hostKey)
  if (parsed instanceof Error || Array.isArray(parsed)) throw new Error('no host key')
  const open = new Set<Connection>()
  const password = `right-${randomBytes(6).toString('hex')}`
  const traits: HostTraits = {
    version: '6.7.0',
    hasStore: false,
    uid: 0,
    noise: '',
    banner: '',
    room: Infinity,
    isShortWriteSilent: false,
    isReadOnly: false,
    methods: ['publickey', 'keyboard-interactive'],
    prompts: [{ prompt: 'Password: ', echo: false }],
    laterPrompts: [],
    authorizedKey: undefined,
    hostdStarts: true,
    tasks: [],
    intercept: () => undefined,
    cuts: new Map(),
    folderAge: 0,
    isShut: false,
  }
  const server = new ssh2.Server(
    {
      hostKeys: [hostKey],
      algorithms: options.algorithms ?? FIPS,
      ident: 'OpenSSH_9.3',
      // Read at each login.
      get banner() {
        return traits.banner
      },
    },
    (connection) => {
      connection.on('error', () => undefined)
      if (traits.isShut) {
        connection.end()
        return
      }
      socketOf(connection).setNoDelay(true)
      open.add(connection)
      connection.on('close', () => open.delete(connection))
      authenticate(connection, host)
      connection.on('session', (accept) => {
        const session = accept()
        session.on('exec', (acceptExec, _reject, { command }) => {
          const channel = acceptExec()
          const input: Buffer[] = []
          channel.on('data', (piece: Buffer) => input.push(piece))
          channel.on('end', () => {
            void answer(host, command, Buffer.concat(input)).then((said) => {
              if (!said) {
                host.cutAll()
                return
              }
              channel.write(traits.noise)
              channel.write(said.stdout ?? '')
              channel.stderr.write(said.stderr ?? '')
              channel.exit(said.code)
              channel.end()
            })
          })
        })
      })
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  const host: ScriptedHost = {
    traits,
    files: new Map(),
    folders: new Set(['/tmp', '/etc/vmware/hostd', '/sbin', '/bin']),
    store: STORE,
    schema: SCHEMA,
    running: { settings: '', isUp: true, restarts: 0 },
    lines: [],
    passwords: [],
    logins: { count: 0 },
    address: { host: '127.0.0.1', port, name: 'esx-01' },
    pinnedSha256: keyHash(parsed.getPublicSSH()),
    password,
    cutAll: () => {
      for (const connection of open) socketOf(connection).destroy()
    },
    close: async () => {
      host.cutAll()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  const put = (path: string, text: string): void => {
    host.files.set(path, { data: Buffer.from(text), mode: '1644', uid: '0' })
  }
  put(CONFIG, CONFIG_XML)
  put('/sbin/auto-backup.sh', '')
  host.running.settings = CONFIG_XML
  return host
}

/** ssh2 has no way to drop a connection as a pulled cable does. */
function socketOf(connection: Connection): Socket {
  return (connection as unknown as { readonly _sock: Socket })._sock
}

function authenticate(connection: Connection, host: ScriptedHost): void {
  const { traits, password, passwords, logins } = host
  const judge = (context: AuthContext, given: string): void => {
    passwords.push(given)
    if (given !== password) context.reject(traits.methods)
    else if (traits.laterPrompts.length > 0 && context.method === 'keyboard-interactive')
      context.prompt(traits.laterPrompts, () => context.reject(traits.methods))
    else accept(context)
  }
  const accept = (context: AuthContext): void => {
    logins.count += 1
    context.accept()
  }
  connection.on('authentication', (context) => {
    const { method } = context
    if (method === 'none' || !(traits.methods as string[]).includes(method)) context.reject(traits.methods)
    else if (method === 'password') judge(context, context.password)
    else if (method === 'keyboard-interactive')
      context.prompt(traits.prompts, (answers) => judge(context, answers[0] ?? ''))
    else if (method !== 'publickey' || !traits.authorizedKey?.equals(context.key.data))
      context.reject(traits.methods)
    else if (context.signature) accept(context)
    else context.accept()
  })
}

/** Without an answer the connection ends. */
async function answer(host: ScriptedHost, line: string, input: Buffer): Promise<Said | undefined> {
  const { traits, lines } = host
  const index = lines.length
  lines.push(line)
  const cut = traits.cuts.get(index)
  if (cut === 'before') return undefined
  const said = (await traits.intercept(line, index)) ?? runLine(host, wordsOf(line), input)
  return cut === 'after' ? undefined : said
}

function wordsOf(line: string): string[] {
  if (/[|;&<>$`]/.test(line.replace(/'[^']*'/g, ''))) throw new Error(`not plain words: ${line}`)
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quotedWord, word]) => quotedWord ?? word ?? '')
}

const done = (stdout: Buffer | string = ''): Said => ({ code: 0, stdout })
const failed = (stderr: string, code = 1): Said => ({ code, stderr: `${stderr}\n` })

function runLine(host: ScriptedHost, words: readonly string[], input: Buffer): Said {
  const { traits, files, folders, running } = host
  const [program = '', ...args] = words
  const last = args.at(-1) ?? ''
  const missing = (path: string): Said =>
    failed(`${program}: can't open '${path}': No such file or directory`)
  const mayWrite = (path: string): Said | undefined => {
    if (path.startsWith('/tmp')) return undefined
    if (traits.isReadOnly) return failed(`${program}: can't create '${path}': Read-only file system`)
    return traits.uid === 0 ? undefined : failed(`${program}: can't create '${path}': Permission denied`)
  }
  const write = (path: string, data: Buffer, from?: HostFile): Said => {
    const refused = mayWrite(path)
    if (refused) return refused
    if (!folders.has(posix.dirname(path))) return missing(path)
    const old = files.get(path)
    const fits = data.subarray(0, path.startsWith('/tmp') ? data.length : traits.room)
    const { mode, uid } = from ?? old ?? { mode: '644', uid: String(traits.uid) }
    files.set(path, { data: Buffer.from(fits), mode, uid })
    if (fits.length === data.length || traits.isShortWriteSilent) return done()
    return failed(`${program}: error writing '${path}': No space left on device`)
  }
  switch (program) {
    case 'cat':
      return files.has(last) ? done(files.get(last)?.data) : missing(last)
    case 'sha256sum': {
      const file = files.get(last)
      return file ? done(`${createHash('sha256').update(file.data).digest('hex')}  ${last}\n`) : missing(last)
    }
    case 'stat': {
      if (args[1] === '%Y' && folders.has(last))
        return done(`${Math.floor(Date.now() / 1000) - traits.folderAge}\n`)
      const file = files.get(last)
      return file
        ? done(`${file.mode} ${file.uid} 0 ${file.data.length}\n`)
        : failed(`stat: can't stat '${last}': No such file or directory`)
    }
    case 'dd':
      return write(last.slice('of='.length), input)
    case 'cp': {
      const file = files.get(args[1] ?? '')
      return file ? write(last, file.data, file) : missing(args[1] ?? '')
    }
    case 'mv': {
      const file = files.get(args[1] ?? '')
      if (!file) return missing(args[1] ?? '')
      const refused = mayWrite(last)
      if (refused) return refused
      files.delete(args[1] ?? '')
      files.set(last, file)
      return done()
    }
    case 'rm':
      for (const path of args.slice(1)) files.delete(path)
      return done()
    case 'mkdir':
      if (folders.has(last)) return failed(`mkdir: can't create directory '${last}': File exists`)
      folders.add(last)
      return done()
    case 'rmdir':
      if (!folders.has(last)) return failed(`rmdir: '${last}': No such file or directory`)
      if ([...files.keys()].some((path) => posix.dirname(path) === last))
        return failed(`rmdir: '${last}': Directory not empty`)
      folders.delete(last)
      return done()
    case 'test':
      if (last === '/bin/configstorecli') return { code: traits.hasStore ? 0 : 1 }
      return { code: files.has(last) || folders.has(last) ? 0 : 1 }
    case 'ls':
      return done(
        [...files]
          .filter(([path]) => posix.dirname(path) === last)
          .map(
            ([path, { data }]) =>
              `-rw-r--r--    1 root     root  ${data.length} Nov 27 18:00 ${posix.basename(path)}\n`,
          )
          .join(''),
      )
    case 'df':
      return done(
        'Filesystem 1K-blocks Used Available Use% Mounted on\nroot 32768 100 32668 1% /\nVMFS-6 1000 1000 0 100% /vmfs/volumes/full\n',
      )
    case 'date':
      return done(`${new Date().toUTCString()}\n`)
    case 'id':
      return done(`${traits.uid}\n`)
    case 'vmware':
      return done(`VMware ESXi ${traits.version} build-17499825\n`)
    case '/sbin/auto-backup.sh':
      return done()
    case '/etc/init.d/hostd':
      if (args[0] === 'restart') {
        running.restarts += 1
        running.isUp = traits.hostdStarts
        running.settings = traits.hasStore ? host.store : (files.get(CONFIG)?.data.toString() ?? '')
        return done('hostd started.\n')
      }
      return running.isUp ? done('hostd is running.\n') : { code: 3, stdout: 'hostd is not running.\n' }
    case 'vim-cmd':
      if (args[0] === 'vimsvc/task_list')
        return done(
          `(ManagedObjectReference) [${traits.tasks.map((id) => `\n   'vim.Task:${id}'`).join(',')}]\n`,
        )
      return args[0] === 'hostsvc/hostsummary' ? done('(vim.host.Summary) {}\n') : failed('Invalid command')
    case '/bin/configstorecli': {
      if (args[0] === 'schema') return done(host.schema)
      if (args[2] === 'get') return write(last, Buffer.from(host.store))
      const file = files.get(last)
      if (!file) return missing(last)
      host.store = file.data.toString()
      return done('Set: completed successfully\n')
    }
    default:
      return failed(`sh: ${program}: not found`, 127)
  }
}
