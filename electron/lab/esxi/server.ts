import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import ssh2 from 'ssh2'
import type { AuthContext, Connection, ServerChannel, Session } from 'ssh2'
import type { LabClock } from '../clock.ts'
import { runLine } from './commands.ts'
import { initialFiles, type EsxiHost, type EsxiWorld } from './host.ts'

export interface EsxiOptions {
  readonly host: EsxiHost
  /** Of root. */
  readonly password: string
  readonly clock: LabClock
}

export interface Esxi {
  /** On 127.0.0.1. */
  readonly port: number
  /** Lets clients in again, on the same port. Rejects if another program has taken it meanwhile. */
  open(): Promise<void>
  /** As when the service is stopped: nobody new comes in, who is in stays. */
  shut(): Promise<void>
  close(): Promise<void>
}

/** sshd's MaxAuthTries. */
const TRIES = 6
const NOTICE = 'The interactive shell is not part of this host. Give a command to run.\r\n'

/** What the sshd of an ESXi 8 offers: FIPS, so neither curve25519 nor ed25519. */
const ALGORITHMS: ssh2.Algorithms = {
  serverHostKey: ['ecdsa-sha2-nistp256'],
  kex: [
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ],
  cipher: ['aes256-gcm@openssh.com', 'aes128-gcm@openssh.com', 'aes256-ctr', 'aes192-ctr', 'aes128-ctr'],
  hmac: ['hmac-sha2-256', 'hmac-sha2-512'],
}

/**
 * Starts the SSH service of one ESXi host on a free loopback port. Like a real one it takes root's password by
 * keyboard-interactive only.
 */
export async function startEsxi(options: EsxiOptions): Promise<Esxi> {
  const world: EsxiWorld = {
    host: options.host,
    clock: options.clock,
    files: initialFiles(options.host),
  }
  const hostKey = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private
  const open = new Set<Connection>()
  const server = new ssh2.Server(
    {
      hostKeys: [hostKey],
      algorithms: ALGORITHMS,
      ident: 'OpenSSH_9.3',
      banner: world.files.get('/etc/issue') ?? '',
    },
    (connection) => {
      open.add(connection)
      connection.on('close', () => open.delete(connection))
      // A client that drops the line or does not speak SSH concerns nobody here.
      connection.on('error', () => undefined)
      authenticate(connection, options.password)
      connection.on('session', (accept) => serve(accept(), world))
    },
  )
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  let isOpen = true
  /** Resolves when the port is shut and the last connection has ended. */
  let closed = Promise.resolve()
  const shut = (): void => {
    if (!isOpen) return
    isOpen = false
    closed = new Promise((resolve) => {
      server.close(() => resolve())
    })
  }
  return {
    port,
    open: async () => {
      if (isOpen) return
      isOpen = true
      await listen(server, port).catch((error: unknown) => {
        isOpen = false
        throw error
      })
    },
    shut: () => {
      shut()
      return Promise.resolve()
    },
    close: async () => {
      shut()
      for (const connection of open) connection.end()
      await closed
    },
  }
}

function listen(server: ssh2.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

function authenticate(connection: Connection, password: string): void {
  let tries = 0
  const refuse = (context: AuthContext): void => {
    tries += 1
    if (tries >= TRIES) connection.end()
    else context.reject(['keyboard-interactive'])
  }
  connection.on('authentication', (context) => {
    if (context.method === 'none') context.reject(['keyboard-interactive'])
    else if (context.method !== 'keyboard-interactive') refuse(context)
    else
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        const right = sameSecret(answers[0] ?? '', password)
        if (right && context.username === 'root') context.accept()
        else refuse(context)
      })
  })
}

/** Compares in a time that does not depend on where two texts differ. */
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function serve(session: Session, world: EsxiWorld): void {
  session.on('pty', (accept) => {
    accept()
  })
  session.on('exec', (accept, _reject, info) => {
    const output = runLine(info.command, world)
    const channel = accept()
    channel.write(output.stdout)
    channel.stderr.write(output.stderr)
    finish(channel, output.code)
  })
  session.on('shell', (accept) => {
    const channel = accept()
    channel.write(NOTICE)
    finish(channel, 0)
  })
}

function finish(channel: ServerChannel, code: number): void {
  channel.exit(code)
  channel.end()
}
