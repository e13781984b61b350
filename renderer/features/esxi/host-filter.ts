import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { HostFilter } from '../../app/search.ts'
import type { Tone } from '../../ui/state-label.tsx'
import { connectionWords, GENERATION_WORDS, isRaised, networkWords, sshWords } from './words.ts'

interface FilterWords {
  readonly label: string
  readonly tone: Tone
  readonly holds: (host: EsxiHost) => boolean
}

/** The counters over the list, which filter it. */
export const FILTERS: Readonly<Record<HostFilter, FilterWords>> = {
  login: { label: 'Without a login', tone: 'pending', holds: ({ login }) => login?.hasSecret !== true },
  key: { label: 'Key not trusted', tone: 'pending', holds: ({ hostKey }) => hostKey === undefined },
  default: { label: 'Memory not raised', tone: 'pending', holds: (host) => !isRaised(host) },
  raised: { label: 'Memory raised', tone: 'done', holds: isRaised },
  trouble: { label: 'To look at', tone: 'failed', holds: needsLook },
}

function needsLook(host: EsxiHost): boolean {
  return (
    host.sshLeftOpen !== undefined ||
    host.unfinished !== undefined ||
    host.network.state === 'failed' ||
    host.connectionState !== 'connected'
  )
}

/** Those that pass the counter and hold every word of the search. */
export function matchingHosts(
  hosts: readonly EsxiHost[],
  q: string | undefined,
  show: HostFilter | undefined,
): readonly EsxiHost[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && show === undefined) return hosts
  return hosts.filter((host) => {
    if (show !== undefined && !FILTERS[show].holds(host)) return false
    const text = textOf(host)
    return words.every((word) => text.includes(word))
  })
}

function textOf(host: EsxiHost): string {
  return [
    host.name,
    host.address,
    host.version,
    GENERATION_WORDS[host.generation].short,
    connectionWords(host).text,
    `ssh ${sshWords(host).text}`,
    host.login?.username ?? '',
    networkWords(host).text,
  ]
    .join(' ')
    .toLowerCase()
}
