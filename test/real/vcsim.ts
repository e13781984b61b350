/** govmomi's vCenter simulator, built once from the module in vcsim/ and started for a test. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export interface Vcsim {
  /** "https://127.0.0.1:PORT/sdk". */
  readonly url: string
  readonly username: string
  readonly password: string
  /** Fingerprints of its certificate, upper-case hex pairs joined by colons; fresh for each start. */
  readonly sha1: string
  readonly sha256: string
  readonly pem: string
  stop(): Promise<void>
}

export interface VcsimOptions {
  /** One ESXi host instead of a vCenter. */
  readonly esx?: boolean
  /** Machines per resource pool. */
  readonly machines?: number
}

const SOURCE = join(import.meta.dirname, 'vcsim')
const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'real')
const BUILD_LIMIT_MS = 8 * 60_000
const STOP_LIMIT_MS = 15_000

/** The `go` command: on the PATH, or where Go's own installer puts it. Undefined when there is none. */
export function findGo(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin']
  return folders.map((folder) => join(folder, 'go')).find((file) => existsSync(file))
}

/** Builds if the sources have changed since the last time, and starts. Stop it in every case. */
export async function startVcsim(go: string, options: VcsimOptions = {}): Promise<Vcsim> {
  const program = await build(go)
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  const username = 'tester@vsphere.local'
  // With what XML has to escape.
  const password = `<&>"'${randomBytes(12).toString('base64url')}`
  const { esx = false, machines = 3 } = options
  child.stdin.write(`${JSON.stringify({ esx, machines, username, password })}\n`)
  const ready = await firstLine(child)
  return { ...ready, username, password, stop: () => stop(child) }
}

async function build(go: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of ['go.mod', 'go.sum', 'main.go']) hash.update(await readFile(join(SOURCE, name)))
  const program = join(CACHE, `vcsim-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  await mkdir(CACHE, { recursive: true })
  const unfinished = `${program}.${process.pid}`
  await promisify(execFile)(go, ['build', '-mod=readonly', '-o', unfinished, '.'], {
    cwd: SOURCE,
    timeout: BUILD_LIMIT_MS,
  })
  // Whole or not there: a build that was cut off must not be taken for a program.
  await rename(unfinished, program)
  return program
}

async function firstLine(child: ChildProcess): Promise<Pick<Vcsim, 'url' | 'sha1' | 'sha256' | 'pem'>> {
  if (!child.stdout) throw new Error('vcsim has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    return JSON.parse(line) as Pick<Vcsim, 'url' | 'sha1' | 'sha256' | 'pem'>
  }
  throw new Error('vcsim ended before it was ready')
}

/** It ends when its input does. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  child.stdin?.end()
  await ended
  clearTimeout(timer)
}
