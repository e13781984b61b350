import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { InventoryView } from '../../../shared/contract/inventory.ts'
import type { Consequences, PlanInput, Suggestion } from '../../../shared/plan/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { useClient } from '../../api/client-context.tsx'
import type { Stream } from '../../api/use-stream.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { usePlans, useTarget } from '../../app/queries.ts'
import { useInventory } from '../inventory/use-inventory.ts'
import { useSettled } from '../inventory/use-settled.ts'
import { useThrottled } from '../inventory/use-throttled.ts'
import { planOf } from './draft.ts'
import { useDraft } from './draft-context.tsx'
import { isUsable, type StepFacts } from './steps.ts'
import { type OverLimit, useOverLimit } from './use-over-limit.ts'

export interface WizardFacts extends StepFacts {
  readonly inventory: Stream<InventoryView>
  readonly target: UseQueryResult<Target>
  readonly hosts: OverLimit
  readonly suggestions: UseQueryResult<Suggestion>
  /** The suggestions or the known plans are on their way: what hangs on them cannot be judged yet. */
  readonly isReading: boolean
  /** What the draft would do, as far as it can be said yet. Keeps the answer before while a new one comes. */
  readonly preview: UseQueryResult<Consequences>
}

const FactsContext = createContext<WizardFacts | undefined>(undefined)

export function useWizardFacts(): WizardFacts {
  const facts = useContext(FactsContext)
  if (!facts) throw new Error('useWizardFacts needs a WizardFactsProvider above it')
  return facts
}

/** Reads source and target once for all steps, and judges the draft anew at each change. */
export function WizardFactsProvider({ children }: { readonly children: ReactNode }) {
  const { draft } = useDraft()
  const providers = useLiveData().providers.value ?? NONE
  const usable = (id: string | undefined) =>
    providers.some((one) => one.id === id && isUsable(one)) ? id : undefined
  const inventory = useInventory(usable(draft.sourceId))
  const target = useTarget(usable(draft.targetId))
  const known = usePlans()
  const plans = known.data ?? NO_PLANS
  const suggestions = useSuggestions()
  const suggestion = suggestions.data
  const plan = useMemo(() => planOf(draft, suggestion), [draft, suggestion])

  const mapped = suggestion !== undefined && plan.targetNamespace !== '' && target.data !== undefined
  const preview = usePreview(plan, mapped, inventory.value)
  const hosts = useOverLimit(usable(draft.sourceId), draft.vmIds)
  const isReading = suggestions.isLoading || known.isLoading
  const facts = {
    isReading,
    providers,
    plans,
    plan,
    suggestion,
    terminating: target.data?.terminating ?? NO_NAMES,
    inventory,
    target,
    hosts,
    overLimit: hosts.overLimit,
    suggestions,
    preview,
  }
  return <FactsContext value={facts}>{children}</FactsContext>
}

/** A draft changes with every click and letter; it is judged when it stands still (ms). */
const JUDGE_PAUSE = 200
/** Live data judges it anew at most this often (ms). */
const LIVE_PAUSE = 3_000

/** `mapped`: the target side of the draft can be judged, too. */
function usePreview(
  plan: PlanInput,
  mapped: boolean,
  view: InventoryView | undefined,
): UseQueryResult<Consequences> {
  const client = useClient()
  const draft = useSettled(plan, JUDGE_PAUSE)
  const revision = useThrottled(view?.revision ?? 0, LIVE_PAUSE)
  return useQuery({
    queryKey: ['preview', draft, mapped, revision],
    queryFn: ({ signal }) =>
      client.plans.review({ ...draft, targetId: mapped ? draft.targetId : undefined }, { signal }),
    enabled: (view?.available ?? false) && draft.vms.length > 0,
    placeholderData: (before) => before,
    staleTime: 10_000,
    // Thousands of findings: neither kept for long nor compared one by one.
    gcTime: 10_000,
    structuralSharing: false,
  })
}

const NONE: never[] = []
const NO_PLANS: never[] = []
const NO_NAMES: never[] = []

function useSuggestions(): UseQueryResult<Suggestion> {
  const client = useClient()
  const { draft } = useDraft()
  const { sourceId = '', targetId = '', targetNamespace, vmIds } = draft
  const ready = sourceId !== '' && targetId !== '' && vmIds.length > 0
  return useQuery({
    queryKey: ['suggestions', sourceId, targetId, targetNamespace, vmIds],
    queryFn: ({ signal }) =>
      client.plans.suggestMappings({ sourceId, targetId, targetNamespace, vmIds: [...vmIds] }, { signal }),
    enabled: ready,
    // Typing a namespace must not make the rows vanish and come back.
    placeholderData: (before) => (ready ? before : undefined),
    staleTime: 10_000,
  })
}
