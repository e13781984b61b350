/** What the containers of Palletjack's probes do here: the looks themselves, never a command of the pod. */
import {
  writeNetworkResults,
  type LookCode,
  type ServerResult,
} from '../../../../shared/probe/network-results.ts'
import { writeVddkResult } from '../../../../shared/probe/vddk-results.ts'
import type { Behaviour } from './behaviour.ts'
import type { LabNetwork } from './lab-network.ts'

const START_MS = 300

/** Looks up and dials the servers of PROBE_SERVERS within the lab's network. */
export function networkProbe(network: LabNetwork): Behaviour {
  return async ({ env, clock, signal, log }) => {
    await clock.sleep(START_MS, signal)
    const lines = (env.get('PROBE_SERVERS') ?? '').split('\n').filter((line) => line.trim() !== '')
    const results = await Promise.all(lines.map((line) => lookAt(network, line.trim().split(/\s+/))))
    for (const line of writeNetworkResults(results, Number.POSITIVE_INFINITY).trimEnd().split('\n')) log(line)
    return { code: 0, message: writeNetworkResults(results) }
  }
}

/** `words`: a host, and its ports as "port" or "port@address". */
async function lookAt(network: LabNetwork, words: readonly string[]): Promise<ServerResult> {
  const [host = '', ...specs] = words
  const addresses = network.resolve(host)
  const ports = specs.map(async (spec): Promise<LookCode> => {
    const [port = '', other] = spec.split('@')
    const address = other ?? addresses[0]
    return address === undefined ? '-' : network.dial(address, Number(port))
  })
  return { dns: addresses.length > 0 ? 'o' : 'n', ports: await Promise.all(ports), addresses }
}

/** The lab's VDDK images hold the version that their tag says; other images hold none. */
export const vddkProbe: Behaviour = async ({ image, clock, signal, log }) => {
  await clock.sleep(START_MS, signal)
  const version = /\/vddk:(\d+(?:\.\d+){1,3})$/.exec(image)?.[1]
  const folder = '/vmware-vix-disklib-distrib'
  const result =
    version === undefined
      ? ({ finding: 'missing', path: folder } as const)
      : ({ finding: 'found', path: `${folder}/lib64/libvixDiskLib.so.${version}` } as const)
  const message = writeVddkResult(result)
  log(message.trimEnd())
  return { code: 0, message }
}
