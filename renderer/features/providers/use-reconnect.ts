import { useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { isSecretMissing } from './provider-status.tsx'

export interface Reconnects {
  /** Ids of those that are being connected again right now. */
  readonly busy: ReadonlySet<string>
  /** Why the last try of a provider did not work, by its id. */
  readonly problems: ReadonlyMap<string, Problem>
  readonly start: (provider: Provider) => void
}

/** Connects providers again, several at a time; `onSecret` is asked for what is not known. A locked vault asks to be unlocked. */
export function useReconnect(onSecret: (provider: Provider) => void): Reconnects {
  const client = useClient()
  const { unlock } = useVaultDoors()
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [problems, setProblems] = useState<ReadonlyMap<string, Problem>>(new Map())
  const put = (id: string, problem: Problem | undefined) =>
    setProblems((before) => {
      const rest = [...before].filter(([one]) => one !== id)
      return new Map(problem ? [...rest, [id, problem]] : rest)
    })
  const run = async (provider: Provider) => {
    const { id } = provider
    setBusy((before) => new Set([...before, id]))
    put(id, undefined)
    try {
      await client.providers.reconnect({ id })
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'vault.locked') unlock()
      else if (isSecretMissing(problem.code) && !provider.lab) onSecret(provider)
      else put(id, problem)
    } finally {
      setBusy((before) => new Set([...before].filter((one) => one !== id)))
    }
  }
  return { busy, problems, start: (provider) => void run(provider) }
}
