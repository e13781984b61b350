import { useEffect, useRef, useState } from 'react'
import type { HostKey } from '../../../shared/esxi/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import { type Action, useAction } from '../../api/use-action.ts'

/** What a host shows, and whether it is what was trusted. */
export type SeenKey =
  | { readonly state: 'reading' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | {
      readonly state: 'new' | 'same' | 'changed' | 'trusted'
      readonly shown: HostKey
      readonly pinned?: HostKey | undefined
    }

/** Hosts that are asked at the same time. */
const AT_ONCE = 4

export interface HostKeys {
  readonly keys: ReadonlyMap<string, SeenKey>
  readonly isReading: boolean
  readonly look: (hostIds: readonly string[], openSsh: boolean) => void
  /** Pins what these hosts showed, one after the other; stops at the first that shows another by now. */
  readonly trust: Action<[hostIds: readonly string[], openSsh: boolean]>
}

/** The keys that hosts show, read when asked for. */
export function useHostKeys(providerId: string): HostKeys {
  const client = useClient()
  const [keys, setKeys] = useState<ReadonlyMap<string, SeenKey>>(new Map())
  const open = useRef(true)
  useEffect(() => {
    open.current = true
    return () => void (open.current = false)
  }, [])
  const put = (hostId: string, seen: SeenKey) => setKeys((before) => new Map(before).set(hostId, seen))
  const lookAt = async (hostId: string, openSsh: boolean) => {
    put(hostId, { state: 'reading' })
    try {
      const { shown, pinned } = await client.esxi.hostKey({ providerId, hostId, openSsh })
      put(hostId, {
        state: !pinned ? 'new' : pinned.sha256 === shown.sha256 ? 'same' : 'changed',
        shown,
        pinned,
      })
    } catch (error) {
      put(hostId, { state: 'failed', problem: problemOf(error) })
    }
  }
  const look = (hostIds: readonly string[], openSsh: boolean) => {
    const left = [...hostIds]
    for (const hostId of left) put(hostId, { state: 'reading' })
    const worker = async () => {
      for (let next = left.shift(); next !== undefined && open.current; next = left.shift())
        await lookAt(next, openSsh)
    }
    for (let index = 0; index < AT_ONCE; index += 1) void worker()
  }
  const trust = useAction(async (hostIds: readonly string[], openSsh: boolean) => {
    for (const hostId of hostIds) {
      const seen = keys.get(hostId)
      if (seen === undefined || !('shown' in seen)) continue
      const { pinned } = await client.esxi.trustHostKey({
        providerId,
        hostId,
        sha256: seen.shown.sha256,
        openSsh,
      })
      put(hostId, { state: 'trusted', shown: pinned, pinned })
    }
  })
  return { keys, isReading: [...keys.values()].some(({ state }) => state === 'reading'), look, trust }
}
