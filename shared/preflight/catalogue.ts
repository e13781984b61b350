/** What became of every check of the catalogue. */
import type { AcknowledgementInfo } from './acknowledgements.ts'
import { CATALOGUE_IDS, type CatalogueId } from './catalogue-ids.ts'
import type { Rule } from './rule.ts'
import { notJudged } from './rules/estate/not-judged.ts'

export { CATALOGUE_IDS } from './catalogue-ids.ts'

export interface CatalogueEntry {
  readonly id: CatalogueId
  /** Rules that do it; several where it has several sides. */
  readonly rules: readonly string[]
  /** What a person has to look at, alone or beside a rule that sees only a part of it. */
  readonly acknowledgements: readonly string[]
  /** Why it is neither. */
  readonly reason?: string
}

/** Checks about single VMs that nothing here does, and why. */
const NOT_OF_VMS: Readonly<Record<string, string>> = {
  'plan-luks-clevis':
    'Plans have no keys for LUKS and no switch for Clevis, so that they cannot contradict each other.',
  'plan-conversion-only-pvcs':
    'There are no plans that only convert: disks are always copied by the run itself.',
  'complexity-score':
    'It knows the operating system and the size only. Verdict, findings and the proposed waves say more of the same VM.',
}

/** Why a check is neither rule nor acknowledgement. */
export const REASONS: Readonly<Record<string, string>> = { ...notJudged, ...NOT_OF_VMS }

/** The whole catalogue, in its order, as the given rules and acknowledgements cover it. */
export function catalogueOf(
  rules: readonly Pick<Rule, 'id' | 'catalogue'>[],
  acknowledgements: readonly Pick<AcknowledgementInfo, 'id' | 'catalogue'>[],
): CatalogueEntry[] {
  const rulesFor = byEntry(rules)
  const acknowledgementsFor = byEntry(acknowledgements)
  return CATALOGUE_IDS.map((id) => {
    const reason = REASONS[id]
    return {
      id,
      rules: rulesFor.get(id) ?? [],
      acknowledgements: acknowledgementsFor.get(id) ?? [],
      ...(reason !== undefined && { reason }),
    }
  })
}

function byEntry(list: readonly { readonly id: string; readonly catalogue: readonly string[] }[]) {
  const map = new Map<string, string[]>()
  for (const { id, catalogue } of list)
    for (const entry of catalogue) map.set(entry, [...(map.get(entry) ?? []), id])
  return map
}
