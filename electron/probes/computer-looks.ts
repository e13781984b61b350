/** The same looks from this computer: another way than the cluster's, which tells whether a name or a port is dead. */
import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { DNS_SECONDS, TCP_SECONDS } from '../../shared/probe/limits.ts'
import type { LookCode, ServerResult } from '../../shared/probe/network-results.ts'
import type { ServerToProbe } from '../../shared/probe/servers.ts'
import { nextChange } from './changes.ts'

/** Node resolves names in four threads, which everything else in the process needs too. */
const LOOKUPS = 3
const CONNECTS = 64

/** Calls back with each server's result; resolves when all are in or `signal` aborts. */
export async function lookFromComputer(
  servers: readonly ServerToProbe[],
  signal: AbortSignal,
  onResult: (index: number, result: ServerResult) => void,
): Promise<void> {
  const names = gate(LOOKUPS)
  const sockets = gate(CONNECTS)
  await Promise.all(
    servers.map(async (server, index) => {
      const { dns, addresses } = await names(() => lookUp(server.host, signal))
      const ports = await Promise.all(
        server.ports.map(async ({ port, address }): Promise<LookCode> => {
          if (address === undefined && dns !== 'o') return '-'
          return sockets(() => tryPort(address ?? server.host, port, signal))
        }),
      )
      if (!signal.aborted) onResult(index, { dns, ports, addresses })
    }),
  )
}

/** Runs at most `size` at a time. */
function gate(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = size
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

async function lookUp(
  host: string,
  signal: AbortSignal,
): Promise<{ readonly dns: LookCode; readonly addresses: readonly string[] }> {
  if (isIP(host) !== 0) return { dns: 'o', addresses: [host] }
  if (signal.aborted) return { dns: '?', addresses: [] }
  const failed = (dns: LookCode) => ({ dns, addresses: [] })
  const found = lookup(host, { all: true }).then(
    (all) => ({ dns: 'o' as const, addresses: [...new Set(all.map(({ address }) => address))] }),
    (error: unknown) => failed((error as NodeJS.ErrnoException).code === 'ENOTFOUND' ? 'n' : 't'),
  )
  // A lookup cannot be canceled; what comes after its time is of no interest.
  const late = nextChange([], DNS_SECONDS * 1000, signal).then(() => failed('t'))
  return Promise.race([found, late])
}

function tryPort(host: string, port: number, signal: AbortSignal): Promise<LookCode> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve('?')
      return
    }
    const socket = connect({ host, port })
    const end = (code: LookCode): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.destroy()
      resolve(code)
    }
    const abort = (): void => end('?')
    const timer = setTimeout(() => end('t'), TCP_SECONDS * 1000)
    signal.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => end('o'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(codeOf(error.code)))
  })
}

function codeOf(code: string | undefined): LookCode {
  switch (code) {
    case 'ECONNREFUSED':
      return 'r'
    case 'ETIMEDOUT':
      return 't'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'u'
    case 'ENOTFOUND':
      return 'n'
    default:
      return 'e'
  }
}
