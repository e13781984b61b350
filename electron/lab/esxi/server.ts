/** The SSH service of one ESXi host. */
import { createServer } from 'node:net'
import ssh2 from 'ssh2'
import type { LabClock } from '../clock.ts'
import { openPort } from '../lab-port.ts'
import type { HostFailures } from '../service.ts'
import { serveSession } from './exec.ts'
import type { EsxiHost } from './host.ts'
import { hostKeyFrom } from './host-key.ts'
import { authenticate, type Account } from './login.ts'
import { createMachine, type Machine } from './machine.ts'

export interface EsxiOptions {
  readonly host: EsxiHost
  /** Of root. */
  readonly password: string
  readonly clock: LabClock
  /** Others who may log in. */
  readonly others?: readonly Account[]
  /** Told when hostd begins and ceases to answer. */
  readonly onHostd?: (isRunning: boolean) => void
  readonly isLocked?: () => boolean
}

export interface Esxi {
  /** On 127.0.0.1. */
  readonly port: number
  readonly machine: Machine
  /** Commands as they arrived. */
  readonly commands: readonly string[]
  /** Lets clients in again, on the same port. Rejects if another program has taken it meanwhile. */
  open(): Promise<void>
  /** As when the service is stopped: nobody new comes in, who is in stays. */
  shut(): Promise<void>
  fail(failures: HostFailures): Promise<void>
  close(): Promise<void>
}

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
 * keyboard-interactive only, and keys of the kinds that FIPS knows.
 */
export async function startEsxi(options: EsxiOptions): Promise<Esxi> {
  const machine = createMachine(options)
  const commands: string[] = []
  const port = await openPort(createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket)))
  const parts: SshParts = { machine, commands, cut: (remotePort) => port.cut(remotePort) }
  let ssh = sshServer(options, parts)
  return {
    port: port.number,
    machine,
    commands,
    open: () => port.set({ wanted: true }),
    shut: () => port.set({ wanted: false }),
    fail: async (failures) => {
      machine.failures.set(failures)
      ssh = sshServer(options, parts)
      await port.set({ reachable: failures.unreachable !== true })
    },
    close: async () => {
      machine.close()
      await port.close()
    },
  }
}

interface SshParts {
  readonly machine: Machine
  readonly commands: string[]
  /** Ends the connection that comes from this port, as a broken line does. */
  readonly cut: (port: number) => void
}

function sshServer(options: EsxiOptions, { machine, commands, cut }: SshParts): ssh2.Server {
  const { host, password, others = [] } = options
  const { newHostKey, greeting, banner } = machine.failures.now()
  const accounts = [{ username: 'root', password, uid: 0 }, ...others]
  const doorman = {
    accounts,
    rootKeys: () => machine.rootKeys(),
    isLocked: () => options.isLocked?.() === true,
  }
  const config: ssh2.ServerConfig = {
    hostKeys: [hostKeyFrom(`${host.name}\n${password}\n${newHostKey === true ? 'new' : ''}`)],
    algorithms: ALGORITHMS,
    ident: 'OpenSSH_9.3',
    banner: banner ?? machine.inside.files.find('/etc/issue')?.data?.toString('utf8') ?? '',
    ...(greeting !== undefined && { greeting }),
  }
  return new ssh2.Server(config, (connection, { port }) => {
    let uid = -1
    // A client that drops the line or does not speak SSH concerns nobody here.
    connection.on('error', () => undefined)
    authenticate(connection, doorman, (account) => {
      uid = account.uid
    })
    connection.on('session', (accept) => {
      serveSession(accept(), {
        machine,
        uid,
        cut: () => cut(port),
        note: (line) => void commands.push(line),
      })
    })
  })
}
