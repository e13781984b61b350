/** The network that the lab's pods see. It knows the lab's own names, and no way leads out of this computer. */
import { connect, isIP } from 'node:net'
import type { LookCode } from '../../../../shared/probe/network-results.ts'

export interface LabNetwork {
  /** Addresses of a name, or the address itself; empty when nobody knows the name. */
  resolve(name: string): readonly string[]
  /** Where an address or name of the lab is served; undefined for what the lab does not know. */
  reach(host: string, port: number): { readonly host: string; readonly port: number } | undefined
  /** What becomes of a TCP connection to an address of the lab. */
  dial(address: string, port: number): Promise<LookCode>
}

/** A machine inside the lab, and where its ports are really served on 127.0.0.1. */
export interface LabMachine {
  readonly name: string
  readonly address: string
  readonly ports: ReadonlyMap<number, number>
}

const LIMIT_MS = 2_000

/** Loopback addresses are this computer's own, so that the address of the lab's vCenter works from a pod too. */
export function createLabNetwork(machines: readonly LabMachine[]): LabNetwork {
  const byAddress = new Map(machines.map((machine) => [machine.address, machine]))
  const byName = new Map(machines.map(({ name, address }) => [name, address]))
  const reach: LabNetwork['reach'] = (host, port) => {
    const machine = byAddress.get(byName.get(host.toLowerCase().replace(/\.$/, '')) ?? host)
    const served = machine?.ports.get(port)
    return served === undefined ? undefined : { host: '127.0.0.1', port: served }
  }
  return {
    reach,
    resolve: (name) => {
      if (isIP(name) !== 0) return [name]
      if (name === 'localhost') return ['127.0.0.1']
      const address = byName.get(name.toLowerCase().replace(/\.$/, ''))
      return address === undefined ? [] : [address]
    },
    dial: async (address, port) => {
      if (address === '::1' || /^127\./.test(address)) return open(address, port)
      const machine = byAddress.get(address)
      if (!machine) return 'u'
      const served = machine.ports.get(port)
      return served === undefined ? 'r' : open('127.0.0.1', served)
    },
  }
}

function open(host: string, port: number): Promise<LookCode> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (code: LookCode): void => {
      socket.destroy()
      resolve(code)
    }
    socket.setTimeout(LIMIT_MS, () => end('t'))
    socket.once('connect', () => end('o'))
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'r' : 'e'))
  })
}
