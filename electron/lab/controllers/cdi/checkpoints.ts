/**
 * The stages of a warm import, kept on the claim as CDI keeps them (pkg/controller/common/checkpoint-util.go,
 * pkg/controller/datavolume/import-controller.go).
 */
import { annotation, type Claim, type DataVolume } from '../objects.ts'
import { CDI } from './names.ts'

/** What a claim's import of one stage works on. */
export interface Stage {
  /** Snapshot, by its managed object id. */
  readonly current: string
  /** Change id of the stage before; empty for a full copy. */
  readonly previous: string
}

/** Whether this claim is filled in stages. */
export function isStaged(claim: Claim): boolean {
  return annotation(claim, CDI.checkpointCurrent) !== undefined || isDone(claim)
}

export function isDone(claim: Claim): boolean {
  return annotation(claim, CDI.checkpointDone) === 'true'
}

/** The stage that the claim is at; undefined for a claim that is filled at once. */
export function stageOf(claim: Claim): Stage | undefined {
  const current = annotation(claim, CDI.checkpointCurrent)
  if (current === undefined) return undefined
  return { current, previous: annotation(claim, CDI.checkpointPrevious) ?? '' }
}

export function isCopied(claim: Claim, snapshot: string): boolean {
  return annotation(claim, copiedName(snapshot)) !== undefined
}

function copiedName(snapshot: string): string {
  return `${CDI.checkpointCopied}${snapshot}`
}

type Change = Readonly<Record<string, string | null>>

/** Annotations of a new claim whose DataVolume has stages; none for one that has not. */
export function firstStage(dataVolume: DataVolume): Readonly<Record<string, string>> {
  const [first] = stagesOf(dataVolume)
  return first ? stageAnnotations(first, isFinal(dataVolume, first)) : {}
}

/**
 * What is to be written on a claim: that the pod's stage is copied, and which one comes next. Nothing where the
 * importer has work, or waits for a stage that nobody has asked for yet.
 */
export function nextStage(dataVolume: DataVolume, claim: Claim): Change {
  const now = stageOf(claim)
  if (!now || isDone(claim)) return {}
  const succeeded = annotation(claim, CDI.podPhase) === 'Succeeded'
  const isNew = succeeded && !isCopied(claim, now.current)
  const copied: Change = isNew ? { [copiedName(now.current)]: annotation(claim, CDI.podUid) ?? 'none' } : {}
  if (!succeeded) return {}
  const stages = stagesOf(dataVolume)
  const open = stages.find(({ current }) => current !== now.current && !isCopied(claim, current))
  if (open) return { ...copied, ...stageAnnotations(open, isFinal(dataVolume, open)), ...NO_POD }
  if (dataVolume.spec.finalCheckpoint !== true) return copied
  const gone: Change = Object.fromEntries(
    [
      CDI.checkpointCurrent,
      CDI.checkpointPrevious,
      CDI.checkpointFinal,
      ...stages.map(({ current }) => copiedName(current)),
    ].map((name) => [name, null]),
  )
  return { ...gone, [CDI.checkpointDone]: 'true' }
}

/** The pod before is no longer the claim's: the next one begins without a phase. */
const NO_POD: Change = { [CDI.podPhase]: null, [CDI.podUid]: null, [CDI.importPodName]: null }

function stageAnnotations({ current, previous }: Stage, final: boolean): Readonly<Record<string, string>> {
  return {
    [CDI.checkpointCurrent]: current,
    [CDI.checkpointPrevious]: previous,
    [CDI.checkpointFinal]: String(final),
  }
}

/** A checkpoint without a snapshot is passed over. */
function stagesOf({ spec }: DataVolume): readonly Stage[] {
  return (spec.checkpoints ?? []).filter(({ current }) => current !== '')
}

/** Only the last of the list can end the import. */
function isFinal({ spec }: DataVolume, { current }: Stage): boolean {
  return spec.finalCheckpoint === true && spec.checkpoints?.at(-1)?.current === current
}
