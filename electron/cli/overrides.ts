/** Suggested mappings with the choices of the command line laid over them. */
import type { NetworkPair, StoragePair, Suggestion } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { NetworkChoice, StorageChoice } from './choices.ts'
import { inputFault } from './outcome.ts'

export interface Mappings {
  readonly networkMap: NetworkPair[]
  readonly storageMap: StoragePair[]
}

/** A choice for a network or datastore that the VMs do not use is a problem: it would do nothing. */
export function withChoices(
  suggestion: Suggestion,
  networks: readonly NetworkChoice[],
  storage: readonly StorageChoice[],
): Result<Mappings> {
  const strayNetwork = stray(networks, suggestion.networks, 'network')
  if (strayNetwork) return strayNetwork
  const strayStorage = stray(storage, suggestion.storage, 'storage')
  if (strayStorage) return strayStorage
  return ok({
    networkMap: suggestion.networks.map(({ sourceId, sourceName, target }) => ({
      sourceId,
      target: networks.findLast((choice) => choice.source === sourceName)?.target ?? target,
    })),
    storageMap: suggestion.storage.map(({ sourceName, reason: _, ...pair }) => {
      const chosen = storage.findLast((choice) => choice.source === sourceName)
      if (!chosen) return pair
      const { storageClass, volumeMode, accessMode } = chosen
      return { sourceId: pair.sourceId, storageClass, volumeMode, accessMode }
    }),
  })
}

function stray(
  choices: readonly { readonly source: string }[],
  used: readonly { readonly sourceName: string }[],
  option: 'network' | 'storage',
) {
  const names = used.map((one) => one.sourceName)
  const odd = choices.find((choice) => !names.includes(choice.source))
  if (!odd) return undefined
  const kind = option === 'network' ? 'network' : 'datastore'
  const list = names.map((name) => `"${name}"`).join(', ')
  return inputFault(
    option,
    `The chosen VMs use no ${kind} named "${odd.source}"; they use ${list === '' ? 'none' : list}.`,
    `Correct or leave out --${option} "${odd.source}=...".`,
  )
}
