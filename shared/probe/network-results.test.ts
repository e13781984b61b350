import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readNetworkResults,
  writeNetworkResults,
  type LookCode,
  type ServerResult,
} from './network-results.ts'

const code = fc.constantFrom<LookCode[]>('o', 'n', 't', 'r', 'u', 'e', '-', '?')
const address = fc.oneof(fc.ipV4(), fc.ipV6())
const server: fc.Arbitrary<ServerResult> = fc.record({
  dns: code,
  ports: fc.array(code, { maxLength: 3 }),
  addresses: fc.array(address, { maxLength: 3 }),
})

describe('results of the network probe', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(server, { minLength: 1, maxLength: 50 }), (servers) => {
        const text = writeNetworkResults(servers, Number.POSITIVE_INFINITY)
        expect(readNetworkResults(`noise before\n${text}`)).toEqual({ kind: 'results', servers })
      }),
    )
  })

  it('keep every letter when there is no room for addresses', () => {
    fc.assert(
      fc.property(fc.array(server, { minLength: 1, maxLength: 900 }), (servers) => {
        const text = writeNetworkResults(servers)
        const read = readNetworkResults(text)
        if (read?.kind !== 'results') throw new Error(text)
        expect(read.servers.map(({ dns, ports }) => ({ dns, ports }))).toEqual(
          servers.map(({ dns, ports }) => ({ dns, ports })),
        )
        const isSmall = servers.every(({ ports }) => ports.length <= 2)
        if (isSmall) expect(text.length).toBeLessThanOrEqual(4096)
      }),
      { numRuns: 20 },
    )
  })

  it('are all or nothing: a text that was cut is no result', () => {
    const text = 'palletjack-network/1 3\nooo oot oor\n0 192.0.2.1\n'
    expect(readNetworkResults(text)).toBeDefined()
    expect(readNetworkResults(text.slice(0, 30))).toBeUndefined()
    expect(readNetworkResults(text.slice(10))).toBeUndefined()
  })

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        readNetworkResults(`${a}\npalletjack-network/1 ${b}`)
      }),
    )
  })
})
