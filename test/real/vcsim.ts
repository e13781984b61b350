/** govmomi's vCenter simulator, built once from the module in vcsim/ and started for a test. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildGo, type ModulePatch } from './go-program.ts'

/** A VM as the simulator holds it in memory. */
export interface VcsimVm {
  readonly id: string
  readonly name: string
  readonly power: string
  readonly memoryMiB: number
  readonly diskBytes: readonly number[]
  readonly template: boolean
  readonly connection: string
}

interface VcsimFacts {
  readonly vms: readonly VcsimVm[]
  /** Ids. */
  readonly hosts: readonly string[]
  readonly clusters: readonly string[]
  readonly datastores: readonly string[]
}

interface VcsimSession {
  readonly key: string
  readonly user: string
  readonly agent: string
}

/** What its administrator can do; needs no session. */
interface VcsimAdmin {
  facts(): Promise<VcsimFacts>
  /** Renames, powers or resizes that many VMs at once; answers with how they are afterwards. */
  change(vms: number): Promise<readonly VcsimVm[]>
  sessions(): Promise<readonly VcsimSession[]>
  /** Ends all sessions, or those of one user; answers with how many. */
  terminate(user?: string): Promise<number>
  /** Tasks take `ms` from now on; 0 takes it back. */
  slow(ms: number): Promise<void>
  /** The next calls of a method fail with NoPermission. */
  deny(method: string, times: number): Promise<void>
}

export interface Vcsim {
  /** "https://127.0.0.1:PORT/sdk". */
  readonly url: string
  readonly username: string
  readonly password: string
  /** Fingerprints of its certificate, upper-case hex pairs joined by colons; fresh for each start. */
  readonly sha1: string
  readonly sha256: string
  readonly pem: string
  readonly admin: VcsimAdmin
  stop(): Promise<void>
}

/** In all; shared out evenly. */
export interface EstateSize {
  readonly datacenters: number
  readonly clusters: number
  readonly hostsPerCluster: number
  readonly vms: number
  readonly datastores: number
  readonly portgroups: number
}

export interface VcsimOptions {
  /** One ESXi host instead of a vCenter. */
  readonly esx?: boolean
  /** Machines per resource pool. */
  readonly machines?: number
  /** A vCenter of this size instead of the small one. */
  readonly estate?: EstateSize
}

const SOURCE = join(import.meta.dirname, 'vcsim')
const STOP_LIMIT_MS = 15_000
const ANSWER_LIMIT_MS = 120_000

/**
 * What makes the simulator too slow for 10,000 VMs. It looks through the whole inventory once for each single
 * update before it tells a client that waits; once for each batch of updates finds the same. And it copies each
 * object that it looks at by writing it as XML and parsing that.
 */
const FASTER: ModulePatch = {
  module: 'github.com/vmware/govmomi',
  file: 'simulator/property_collector.go',
  edits: [
    {
      find: '\tapply := func() bool {\n',
      put: '\tlooked := false\n\tapply := func() bool {\n\t\tif looked {\n\t\t\treturn true\n\t\t}\n\t\tlooked = true\n',
    },
    { find: '\t\t\tupdates := pc.updates\n', put: '\t\t\tlooked = false\n\t\t\tupdates := pc.updates\n' },
    { find: '\t\tdeepCopy(&content, &dst)\n', put: '\t\tdst = replicate(content)\n' },
  ],
  addition: { file: 'copy.go', as: 'simulator/replicate.go', packageName: 'simulator' },
}

/** Builds the simulator if it is not built yet; answers with the path of the program. */
export function buildVcsim(go: string): Promise<string> {
  return buildGo(go, SOURCE, { patch: FASTER })
}

/** Builds if the sources have changed since the last time, and starts. Stop it in every case. */
export async function startVcsim(go: string, options: VcsimOptions = {}): Promise<Vcsim> {
  const program = await buildVcsim(go)
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  const username = 'tester@vsphere.local'
  // With what XML has to escape.
  const password = `<&>"'${randomBytes(12).toString('base64url')}`
  const ask = conversation(child)
  const { esx = false, machines = 3, estate } = options
  const ready = (await ask({ esx, machines, estate, username, password })) as Pick<
    Vcsim,
    'url' | 'sha1' | 'sha256' | 'pem'
  >
  return { ...ready, username, password, admin: createAdmin(ask), stop: () => stop(child) }
}

type Ask = (question: object) => Promise<unknown>

function createAdmin(ask: Ask): VcsimAdmin {
  return {
    facts: async () => (await ask({ do: 'facts' })) as VcsimFacts,
    change: async (vms) => ((await ask({ do: 'change', vms })) as Pick<VcsimFacts, 'vms'>).vms,
    sessions: async () => ((await ask({ do: 'sessions' })) as { readonly sessions: VcsimSession[] }).sessions,
    terminate: async (user = '') =>
      ((await ask({ do: 'terminate', user })) as { readonly ended: number }).ended,
    slow: async (ms) => {
      await ask({ do: 'slow', ms })
    },
    deny: async (method, times) => {
      await ask({ do: 'deny', method, times })
    },
  }
}

/** A line of JSON in, a line of JSON out; one at a time. */
function conversation(child: ChildProcess): Ask {
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('vcsim has no pipes')
  // When the program has ended, the question that nobody answers is the error that matters.
  stdin.on('error', () => undefined)
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  const exchange = async (question: object): Promise<unknown> => {
    stdin.write(`${JSON.stringify(question)}\n`)
    const line = await withLimit(lines.next(), ANSWER_LIMIT_MS)
    if (line.done === true) throw new Error('vcsim ended without an answer')
    const answer = JSON.parse(line.value) as { readonly error?: string }
    if (answer.error !== undefined) throw new Error(`vcsim: ${answer.error}`)
    return answer
  }
  return (question) => {
    const next = last.then(() => exchange(question))
    last = next.catch(() => undefined)
    return next
  }
}

async function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`vcsim did not answer within ${limitMs} ms`)), limitMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
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
