/** Migrations that go wrong on purpose: what is lost shows in the same comparison that a right one passes. */
import { describe, expect, it } from 'vitest'
import { done, goTo, type PhaseContext, type PhaseFn } from '../../electron/migration/context.ts'
import { CLAIM } from '../../electron/migration/kinds.ts'
import { copiedAnnotation } from '../../shared/manifests/data-volume.ts'
import type { Phase } from '../../shared/migration/model.ts'
import type { PrecopyRecord } from '../../shared/migration/record.ts'
import { lastPrecopy, warmOf } from '../../shared/migration/warm.ts'
import { ok, orThrow } from '../../shared/problem.ts'
import { changePhase } from '../fixtures/changed-phases.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { runWarm, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('file', 12, { vms: 40, hosts: 4 })
const DELTAS = 2

interface Mistake {
  readonly vm: string
  readonly phases: Partial<Record<Phase, (original: PhaseFn) => PhaseFn>>
  /** How it shows: other bytes on the target, the problem that the VM ends with, or not at all. */
  readonly shows: 'unequal' | 'equal' | `${string}.${string}`
}

/** The round before the last one. */
const before = ({ record }: PhaseContext): PrecopyRecord | undefined => warmOf(record).precopies.at(-2)

/** Whatever phase follows in the itinerary, another one does. */
const then =
  (phase: Phase) =>
  (original: PhaseFn): PhaseFn =>
  async (context) => {
    const outcome = await original(context)
    return outcome.kind === 'done' ? goTo(phase) : outcome
  }

/** What the phase before has just made and read is removed. */
const withoutSnapshot =
  (original: PhaseFn): PhaseFn =>
  async (context) => {
    const outcome = await original(context)
    if (outcome.kind !== 'done') return outcome
    const id = lastPrecopy(context.record)?.snapshotId ?? ''
    orThrow(await orThrow(context.ends.source()).removeSnapshot(id))
    return outcome
  }

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'nothing at all': { vm: 'web-0039', phases: {}, shows: 'equal' },
  'change ids of a round read once the next snapshot is there': {
    vm: 'clone-a-01',
    phases: {
      StoreSnapshotDeltas: (original) => async (context) => {
        const outcome = await original(context)
        const earlier = before(context)
        if (earlier) earlier.changeIds = lastPrecopy(context.record)?.changeIds ?? {}
        return outcome
      },
    },
    shows: 'unequal',
  },
  'change ids of a round read once its snapshot is gone': {
    vm: 'clone-b-01',
    phases: {
      StoreSnapshotDeltas: (original) => (context) => {
        const warm = warmOf(context.record)
        const record = { ...context.record, warm: { ...warm, precopies: warm.precopies.slice(0, -1) } }
        return original({ ...context, record })
      },
    },
    shows: 'vsphere.not-found',
  },
  'the last delta begun at its own snapshot': {
    vm: 'file-0034',
    phases: {
      AddFinalCheckpoint: (original) => async (context) => {
        const id = lastPrecopy(context.record)?.snapshotId ?? ''
        const earlier = before(context)
        const ids = orThrow(await orThrow(context.ends.source()).changeIds(id))
        if (earlier) earlier.changeIds = Object.fromEntries(ids)
        return original(context)
      },
    },
    shows: 'unequal',
  },
  // What is there already is copied again.
  'a delta begun at the round before the one before': {
    vm: 'web-0035',
    phases: {
      AddCheckpoint: (original) => (context) => {
        const [earlier, oldest] = [before(context), warmOf(context.record).precopies.at(-3)]
        if (earlier && oldest) earlier.changeIds = oldest.changeIds
        return original(context)
      },
    },
    shows: 'equal',
  },
  'a delta begun at the change id of another disk': {
    vm: 'app-0028',
    phases: {
      AddCheckpoint: (original) => (context) => {
        const earlier = before(context)
        const [keys, ids] = [Object.keys(earlier?.changeIds ?? {}), Object.values(earlier?.changeIds ?? {})]
        if (earlier)
          earlier.changeIds = Object.fromEntries(keys.map((key, at) => [key, ids.at(at - 1) ?? '']))
        return original(context)
      },
    },
    shows: 'migration.copy-failed',
  },
  'the last snapshot made before the guest is off': {
    vm: 'web-0036',
    phases: {
      StorePowerState: then('RemovePenultimateSnapshot'),
      CreateFinalSnapshot: then('PowerOffSource'),
      WaitForPowerOff: then('AddFinalCheckpoint'),
    },
    shows: 'migration.source-on',
  },
  'the first snapshot removed before it is copied': {
    vm: 'app-0029',
    phases: { StoreInitialSnapshotDeltas: withoutSnapshot },
    shows: 'migration.copy-failed',
  },
  'the snapshot of a round removed before its delta is copied': {
    vm: 'db-0031',
    phases: { StoreSnapshotDeltas: withoutSnapshot },
    shows: 'migration.copy-failed',
  },
  'the import ended without a last delta': {
    vm: 'db-0026',
    phases: { RemovePenultimateSnapshot: () => () => Promise.resolve(goTo('AddFinalCheckpoint')) },
    shows: 'unequal',
  },
  'the last delta copied before the one before it': {
    vm: 'file-0030',
    phases: {
      // The delta waits for the last one, and its snapshot stays for it.
      AddCheckpoint: (original) => (context) => {
        if (warmOf(context.record).precopies.length <= DELTAS) return original(context)
        for (const disk of context.record.disks) disk.state = 'completed'
        return Promise.resolve(goTo('CopyingPaused'))
      },
      RemovePenultimateSnapshot: () => () => Promise.resolve(done),
      AddFinalCheckpoint: (original) => (context) => {
        const { precopies } = warmOf(context.record)
        const [first, second, last] = precopies.slice(-3)
        // Both begin where what was copied ends.
        if (first && second && last && last.number > second.number)
          precopies.splice(-2, 2, { ...last, changeIds: first.changeIds }, second)
        return original(context)
      },
    },
    shows: 'unequal',
  },
  'a checkpoint added before its snapshot is there': {
    vm: 'file-0037',
    phases: {
      CreateSnapshot: () => (context) => {
        const { precopies } = warmOf(context.record)
        const last = precopies.at(-1)
        // What vSphere would call the next one.
        const snapshotId = (last?.snapshotId ?? '').replace(/\d+$/, (number) => String(Number(number) + 1))
        if (last) precopies.push({ ...last, number: last.number + 1, snapshotId, full: false })
        return Promise.resolve(goTo('AddCheckpoint'))
      },
    },
    shows: 'migration.copy-failed',
  },
}

/** Plants phases in the run of one VM; the others go on as they should. */
function plant(vm: string, phases: Mistake['phases']): void {
  for (const [phase, change] of Object.entries(phases))
    changePhase(phase as Phase, (original) => {
      const wrong = change(original)
      return (context) => (context.record.source.name === vm ? wrong : original)(context)
    })
}

describe('a warm migration', () => {
  it('shows each wrong order of its steps', { timeout: 300_000 }, async () => {
    const mistakes = Object.entries(MISTAKES)
    for (const [, { vm, phases }] of mistakes) plant(vm, phases)
    const change = { targetNamespace: 'wrong' }
    const names = mistakes.map(([, { vm }]) => vm)
    const end = await runWarm(world, names, { deltas: DELTAS, change })
    const shown: Record<string, string> = {}
    for (const [mistake, { vm: name }] of mistakes) {
      const vm = end.vms.find((one) => one.name === name)!
      const unequal = vm.state === 'succeeded' ? await unequalDisks(world, 'wrong', vm) : []
      shown[mistake] = vm.problem?.code ?? (unequal.length > 0 ? 'unequal' : 'equal')
    }
    expect(shown).toEqual(Object.fromEntries(mistakes.map(([mistake, { shows }]) => [mistake, shows])))
  })

  it('shows that a pause of the DataVolume was taken for a copied delta', async () => {
    const vm = 'web-0027'
    const isDelta = ({ record }: PhaseContext): boolean => warmOf(record).precopies.length > 1
    plant(vm, {
      CopyDisks: (original) => (context) => original(isDelta(context) ? allCopied(context) : context),
    })
    let goOn: (() => void) | undefined
    const end = await runWarm(world, [vm], {
      deltas: DELTAS,
      change: { name: 'paused', targetNamespace: 'paused' },
      until: ({ vms: [one] }) => {
        // From the first delta on the copies take as long as they want to.
        if (one?.phase === 'CopyingPaused') goOn ??= world.hold('copies')
        // By then the snapshots of the deltas are gone, and an importer has still to look for one.
        if (one?.phase === 'Finalize') goOn?.()
        return false
      },
    })
    expect(end.vms.map(({ problem }) => problem?.code)).toEqual(['migration.copy-failed'])
  })
})

/** The watch still shows the pause before the delta, and nobody looks at the marks on the claims. */
function allCopied(context: PhaseContext): PhaseContext {
  const { ends, record } = context
  const target = orThrow(ends.target())
  const mark = { [copiedAnnotation(lastPrecopy(record)?.snapshotId ?? '')]: 'yes' }
  const get: typeof target.get = async (kind, namespace, name) => {
    const found = await target.get(kind, namespace, name)
    if (kind !== CLAIM || !found.ok || !found.value) return found
    const { metadata } = found.value
    return ok({
      ...found.value,
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...mark } },
    })
  }
  const dataVolumes = (vmId: string) =>
    ends.dataVolumes(vmId).map((one) => ({ ...one, status: { phase: 'Paused' } }))
  return { ...context, ends: { ...ends, dataVolumes, target: () => ok({ ...target, get }) } }
}
