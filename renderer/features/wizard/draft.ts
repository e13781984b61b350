import * as z from 'zod'
import {
  networkTargetSchema,
  type PlanInput,
  planInputSchema,
  planOptionsSchema,
  storagePairSchema,
  type Suggestion,
  transferNetworkSchema,
} from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { createStore, type Store } from '../../app/store.ts'

const storageChoiceSchema = storagePairSchema.omit({ sourceId: true })

/** What a person has decided so far. Only decisions: what is suggested is not in it until it is changed. */
const draftSchema = z.object({
  sourceId: z.string().optional(),
  targetId: z.string().optional(),
  type: planInputSchema.shape.type.default('cold'),
  /** Warm: when the cutover begins, ISO 8601; left out: when somebody says so. */
  cutoverAt: z.iso.datetime({ offset: true }).optional(),
  vmIds: z.array(z.string()),
  name: z.string(),
  targetNamespace: z.string(),
  /** By network id. */
  networkChoices: z.record(z.string(), networkTargetSchema),
  /** By datastore id. */
  storageChoices: z.record(z.string(), storageChoiceSchema),
  /** By VM id; a VM without one gets a name from its own. */
  targetNames: z.record(z.string(), z.string()),
  /** Left out: what the settings of the target say. */
  transferNetwork: transferNetworkSchema.optional(),
  options: planOptionsSchema,
})

export type Draft = z.infer<typeof draftSchema>
export type StorageChoice = z.infer<typeof storageChoiceSchema>

export function emptyDraft(): Draft {
  return {
    type: 'cold',
    vmIds: [],
    name: '',
    targetNamespace: '',
    networkChoices: {},
    storageChoices: {},
    targetNames: {},
    options: planOptionsSchema.parse({}),
  }
}

export interface DraftStore extends Store<Draft> {
  readonly update: (change: Partial<Draft>) => void
  readonly reset: () => void
}

const KEY = 'palletjack.draft'

/** Keeps the draft in `storage` at each change, so that a reload or a closed tab loses nothing typed. */
export function createDraftStore(storage: Storage): DraftStore {
  const store = createStore<Draft>(readDraft(storage))
  const set = (draft: Draft) => {
    store.set(draft)
    storage.setItem(KEY, JSON.stringify(draft))
  }
  return {
    ...store,
    set,
    update: (change) => set(withChange(store.get(), change)),
    reset: () => set(emptyDraft()),
  }
}

function readDraft(storage: Storage): Draft {
  try {
    const kept = draftSchema.safeParse(JSON.parse(storage.getItem(KEY) ?? 'null'))
    return kept.success ? kept.data : emptyDraft()
  } catch {
    return emptyDraft()
  }
}

/** Another source or target takes along what was decided about the old one. */
export function withChange(draft: Draft, change: Partial<Draft>): Draft {
  const next = { ...draft, ...change }
  if (next.sourceId !== draft.sourceId)
    return { ...next, vmIds: [], networkChoices: {}, storageChoices: {}, targetNames: {} }
  if (next.targetId !== draft.targetId)
    return {
      ...next,
      networkChoices: {},
      storageChoices: {},
      targetNamespace: '',
      transferNetwork: undefined,
      // Consent was given for the other cluster.
      options: { ...next.options, privilegedConversion: false },
    }
  return next
}

/** What the draft lacks and there is no choice about: the only connected one, or the only one at all. */
export function defaultEnds(draft: Draft, providers: readonly Provider[]): Partial<Draft> {
  const known = (id: string | undefined) => providers.some((one) => one.id === id)
  const only = (kind: Provider['kind']) => {
    const all = providers.filter((one) => one.kind === kind && one.status.state !== 'offline')
    const connected = all.filter((one) => one.status.state === 'connected')
    const [first, ...more] = connected.length > 0 ? connected : all
    return more.length === 0 ? first?.id : undefined
  }
  const source = known(draft.sourceId) ? undefined : only('vsphere')
  const target = known(draft.targetId) ? undefined : only('cluster')
  return {
    ...(source === undefined ? {} : { sourceId: source }),
    ...(target === undefined ? {} : { targetId: target }),
  }
}

/** The draft as a plan, finished or not: decisions first, suggestions where nothing was decided. */
export function planOf(draft: Draft, suggestion: Suggestion | undefined): PlanInput {
  return {
    name: draft.name,
    description: '',
    sourceId: draft.sourceId ?? '',
    targetId: draft.targetId ?? '',
    targetNamespace: draft.targetNamespace,
    type: draft.type,
    vms: draft.vmIds.map((vmId) => {
      const targetName = draft.targetNames[vmId]
      return targetName ? { vmId, targetName } : { vmId }
    }),
    networkMap: (suggestion?.networks ?? []).map((row) => ({
      sourceId: row.sourceId,
      target: draft.networkChoices[row.sourceId] ?? row.target,
    })),
    storageMap: (suggestion?.storage ?? []).map(({ sourceId, storageClass, volumeMode, accessMode }) => ({
      sourceId,
      ...(draft.storageChoices[sourceId] ?? { storageClass, volumeMode, accessMode }),
    })),
    ...(draft.transferNetwork ? { transferNetwork: draft.transferNetwork } : {}),
    options: draft.options,
  }
}
