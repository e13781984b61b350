/**
 * The results of the network probe as text. First line: "palletjack-network/1 COUNT". Second line: one word per
 * server in the order of the servers, one letter for its name and one for each of its ports. Then "INDEX ADDRESS
 * ADDRESS ..." for as many servers as there was room for.
 */

/** o: works. n: name not found. t: no answer in time. r: refused. u: no way there. e: other. -: not tried. */
const CODES = ['o', 'n', 't', 'r', 'u', 'e', '-', '?'] as const

export type LookCode = (typeof CODES)[number]

export interface ServerResult {
  readonly dns: LookCode
  readonly ports: readonly LookCode[]
  /** What the name stands for; undefined where there was no room to say it. */
  readonly addresses: readonly string[] | undefined
}

export type NetworkResults =
  | { readonly kind: 'results'; readonly servers: readonly ServerResult[] }
  /** The image has no such tool. */
  | { readonly kind: 'lacks'; readonly tool: string }

const HEAD = 'palletjack-network/1'
/** A kubelet keeps 4096 bytes of a container's last words, and of longer ones the end only. */
const MESSAGE_BYTES = 4000

export function writeNetworkResults(servers: readonly ServerResult[], limit = MESSAGE_BYTES): string {
  const words = servers.map(({ dns, ports }) => [dns, ...ports].join('')).join(' ')
  let text = `${HEAD} ${servers.length}\n${words}`
  for (const [index, { addresses }] of servers.entries()) {
    const line = `\n${index} ${(addresses ?? []).join(' ')}`
    if (addresses !== undefined && text.length + line.length <= limit) text += line
  }
  return `${text}\n`
}

/** Undefined when the text is something else, or a part of it. */
export function readNetworkResults(text: string): NetworkResults | undefined {
  const lines = text.replaceAll('\r', '').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`${HEAD} `))
  const head = lines[start]?.split(' ') ?? []
  if (head[1] === 'lacks' && head[2] !== undefined) return { kind: 'lacks', tool: head[2] }
  if (!/^\d{1,6}$/.test(head[1] ?? '')) return undefined
  const count = Number(head[1])
  const words = (lines[start + 1] ?? '').split(' ').filter((word) => word !== '')
  if (words.length !== count || !words.every(isWord)) return undefined
  const addresses = new Map<number, readonly string[]>()
  for (const line of lines.slice(start + 2)) {
    const [index, ...rest] = line.split(' ')
    if (index !== undefined && /^\d{1,6}$/.test(index))
      addresses.set(
        Number(index),
        rest.filter((word) => word !== ''),
      )
  }
  return {
    kind: 'results',
    servers: words.map((word, index) => {
      const [dns = '?', ...ports] = Array.from(word) as LookCode[]
      return { dns, ports, addresses: addresses.get(index) }
    }),
  }
}

function isWord(word: string): boolean {
  return Array.from(word).every((letter) => (CODES as readonly string[]).includes(letter))
}
