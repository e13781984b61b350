/** A small host behind a real SSH server: files in memory, and a connection that ends where a test says. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import ssh2 from 'ssh2'
import type { AuthContext, Connection } from 'ssh2'
import { keyHash } from '../ssh-dial.ts'
import type { SshAddress } from '../ssh-problems.ts'
import { CONFIG, CONFIG_XML, SCHEMA, STORE } from './host-settings.ts'
import { runLine } from './scripted-shell.ts'

export interface HostFile {
  data: Buffer
  mode: string
  uid: string
}

/** What a command comes to. */
export interface Said {
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

export async function startScriptedHost(options: HostOptions = {}): Promise<ScriptedHost> {
  const hostKey = options.hostKey ?? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private
  const parsed = ssh2.utils.parseKey(hostKey)
  if (parsed instanceof Error || Array.isArray(parsed)) throw new Error('no host key')
  const open = new Set<Connection>()
  const password = `right-${randomBytes(6).toString('hex')}`
  const traits = usualTraits()
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
      serve(connection, host)
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

/** Before a test bends it. */
function usualTraits(): HostTraits {
  return {
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

function serve(connection: Connection, host: ScriptedHost): void {
  connection.on('session', (accept) => {
    accept().on('exec', (acceptExec, _reject, { command }) => {
      const channel = acceptExec()
      const input: Buffer[] = []
      channel.on('data', (piece: Buffer) => input.push(piece))
      channel.on('end', () => {
        void answer(host, command, Buffer.concat(input)).then((said) => {
          if (!said) {
            host.cutAll()
            return
          }
          channel.write(host.traits.noise)
          channel.write(said.stdout ?? '')
          channel.stderr.write(said.stderr ?? '')
          channel.exit(said.code)
          channel.end()
        })
      })
    })
  })
}

/** Without an answer the connection ends. */
async function answer(host: ScriptedHost, line: string, input: Buffer): Promise<Said | undefined> {
  const { traits, lines } = host
  const index = lines.length
  lines.push(line)
  const cut = traits.cuts.get(index)
  if (cut === 'before') return undefined
  const said = (await traits.intercept(line, index)) ?? runLine(host, line, input)
  return cut === 'after' ? undefined : said
}
