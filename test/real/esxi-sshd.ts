/** OpenSSH's sshd in an ESXi-shaped root: started, killed and started again on the same port. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { makeRoot } from './esxi-root.ts'

export interface RealHost {
  readonly folder: string
  readonly port: number
  readonly passwords: { readonly root: string; readonly operator: string }
  /** As ssh-keygen shows it: "SHA256:...". */
  readonly keySha256: string
  /** What sshd logged. */
  readonly log: string[]
  /** Kills sshd and its sessions as a pulled plug does. What a session had started goes on. */
  kill(): Promise<void>
  /** Starts sshd again. */
  start(): Promise<void>
  /** Runs a program inside, without SSH. */
  inside(...words: readonly string[]): Promise<string>
  stop(): Promise<void>
}

const execute = promisify(execFile)
const START_LIMIT_MS = 15_000

export async function startRealHost(banner = ''): Promise<RealHost> {
  const folder = await mkdtemp(join(tmpdir(), 'palletjack-esxi-'))
  const port = await freePort()
  const passwords = {
    root: randomBytes(9).toString('base64url'),
    operator: randomBytes(9).toString('base64url'),
  }
  const log: string[] = []
  let sshd: ChildProcess | undefined
  const inside = async (...words: readonly string[]): Promise<string> =>
    (await execute('chroot', [folder, ...words], { env: { PATH: '/bin:/sbin' } })).stdout
  const kill = async (): Promise<void> => {
    if (sshd) await killTree(sshd)
    sshd = undefined
  }
  const start = async (): Promise<void> => {
    sshd = await startSshd(folder, log)
  }
  const stop = async (): Promise<void> => {
    await kill()
    for (const pid of processesIn(folder)) killOne(pid)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await makeRoot({ folder, port, passwords, banner })
    const { stdout } = await execute('ssh-keygen', ['-lf', join(folder, 'etc/ssh/ssh_host_ecdsa_key.pub')])
    await start()
    const keySha256 = stdout.split(' ')[1] ?? ''
    return { folder, port, passwords, keySha256, log, kill, start, inside, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}

function startSshd(folder: string, log: string[]): Promise<ChildProcess> {
  const child = spawn('chroot', [folder, '/usr/sbin/sshd', '-D', '-e', '-f', '/etc/ssh/sshd_config'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  const timer = setTimeout(() => reject(new Error(`sshd did not start: ${log.join('\n')}`)), START_LIMIT_MS)
  const end = (): void => {
    clearTimeout(timer)
    reject(new Error(`sshd ended: ${log.join('\n')}`))
  }
  child.once('error', end)
  child.once('exit', end)
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line)
    if (!line.includes('Server listening')) return
    clearTimeout(timer)
    resolve(child)
  })
  return promise
}

async function killTree(sshd: ChildProcess): Promise<void> {
  if (sshd.pid === undefined || sshd.exitCode !== null || sshd.signalCode !== null) return
  const ended = new Promise<void>((resolve) => sshd.once('exit', () => resolve()))
  // The listener first, so that no new session comes.
  const sessions = sessionsOf(sshd.pid)
  sshd.kill('SIGKILL')
  for (const pid of [...sessions, ...sessionsOf(sshd.pid)]) killOne(pid)
  await ended
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Processes of sshd below this one, without what they run for a user. */
function sessionsOf(parent: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readStat(name)
      const [, program = '', rest = ''] = /\((.*)\) \S (\d+)/.exec(stat) ?? []
      return program.startsWith('sshd') ? [{ pid: Number(name), parent: Number(rest) }] : []
    })
  const below = (pid: number): number[] =>
    all.filter((one) => one.parent === pid).flatMap((one) => [one.pid, ...below(one.pid)])
  return below(parent)
}

/** What runs in the root, such as hostd, which outlives its session as it should. */
function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && rootOf(name) === folder)
    .map(Number)
}

function rootOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/root`)
  } catch {
    return ''
  }
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

/** A file of the host; empty when there is none. */
export async function hostFile({ folder }: RealHost, path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8').catch(() => '')
}
