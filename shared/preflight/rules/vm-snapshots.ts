/** Snapshots that are there, and room for those of a warm migration. */
import type { Vm } from '../../inventory/model.ts'
import { OWN_SNAPSHOT } from '../../migration/warm.ts'
import { govc, govcVm, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { counted, fact, hit, NONE, unknownHit } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'

const snapshotPresent = rule({
  id: 'snapshot-present',
  scope: 'vm',
  category: 'Information',
  question: 'Has the VM snapshots?',
  applies: 'cold',
  catalogue: ['snapshot-present'],
  docs: DOCS.sourceVms,
  needs: ['vms.snapshotCount'],
  review: true,
  remedy: 'Only the current state is migrated. Remove snapshots that nobody needs: the copy gets faster.',
  evaluate: (vm) => (vm.snapshotCount === 0 ? NONE : snapshotHits(vm)),
})

const snapshotPresentWarm = rule({
  id: 'snapshot-present-warm',
  scope: 'vm',
  category: 'Critical',
  question: 'Is the VM free of snapshots, as a warm migration needs it?',
  applies: 'warm',
  catalogue: ['plan-warm-has-snapshots'],
  docs: DOCS.warm,
  needs: ['vms.snapshotCount'],
  review: true,
  remedy: 'Stop the backup job that takes them, remove all snapshots, and consolidate.',
  evaluate: (vm) => (vm.snapshotCount === 0 || areOwn(vm) ? NONE : snapshotHits(vm)),
})

/** Only those that Palletjack made: a run of their plan removes what an earlier one had to leave. */
function areOwn({ snapshots, snapshotCount }: Vm): boolean {
  return snapshots.length === snapshotCount && snapshots.every((one) => one.name.startsWith(OWN_SNAPSHOT))
}

function snapshotHits(vm: Vm): Hit[] {
  const current = vm.snapshots.find((one) => one.current)
  return [
    {
      message: `It has ${counted(vm.snapshotCount, 'snapshot')}.`,
      evidence: [
        fact('snapshot.rootSnapshotList', vm.snapshotCount),
        ...(current ? [fact('snapshot.currentSnapshot', `${current.name} of ${current.createdAt}`)] : []),
      ],
      commands: [
        govc(`snapshot.tree -vm ${govcVm(vm)} -D`),
        govc(`snapshot.remove -vm ${govcVm(vm)} '*'`),
        powerCli(`${powerCliVm(vm)} | Get-Snapshot | Remove-Snapshot`),
      ],
    },
  ]
}

const consolidationNeeded = rule({
  id: 'snapshot-consolidation',
  scope: 'vm',
  category: 'Warning',
  question: 'Are the disks consolidated?',
  applies: 'both',
  catalogue: ['snapshot-consolidation-needed', 'plan-warm-consolidation'],
  docs: DOCS.runtimeInfo,
  needs: ['vms.consolidationNeeded'],
  review: true,
  remedy: 'Consolidate the disks in vSphere and wait until the task is done.',
  evaluate: (vm) =>
    vm.consolidationNeeded
      ? hit('vSphere says that its disks need consolidation.', 'runtime.consolidationNeeded', true, {
          commands: [powerCli(`(${powerCliVm(vm)}).ExtensionData.ConsolidateVMDisks()`)],
        })
      : NONE,
})

/** So many snapshots deep a chain may be for change tracking; vSphere itself ends at 32. */
const MAX_DEPTH = 28

const snapshotBudget = rule({
  id: 'snapshot-budget',
  scope: 'vm',
  category: 'Warning',
  question: 'Is the chain of snapshots short enough for those of a warm migration?',
  applies: 'warm',
  catalogue: ['cbt-snapshot-budget'],
  docs: DOCS.snapshots,
  needs: ['vms.snapshots'],
  remedy:
    'Remove snapshots and consolidate. For the run itself, set the cutover early or the interval to some hours: each interval takes one more.',
  evaluate(vm, { unknown }) {
    if (vm.snapshots.length < MAX_DEPTH) return NONE
    // So many may still be side by side: which hangs on which is not always told.
    if (unknown.has('vms.snapshots.parentId'))
      return unknownHit(
        `It has ${vm.snapshots.length} snapshots; how deep they are is not known.`,
        'snapshot.rootSnapshotList',
      )
    const depth = depthOf(vm.snapshots)
    if (depth < MAX_DEPTH) return NONE
    return [
      {
        message: `Its snapshots are ${depth} deep; ${MAX_DEPTH} is the most that change tracking is good for.`,
        evidence: [fact('snapshot.rootSnapshotList', `depth ${depth}`)],
        commands: [govc(`snapshot.tree -vm ${govcVm(vm)}`)],
      },
    ]
  },
})

/** Length of the longest chain. A parent that is not listed, or a ring, ends one. */
export function depthOf(snapshots: Vm['snapshots']): number {
  const parents = new Map(snapshots.map(({ id, parentId }) => [id, parentId]))
  let deepest = 0
  for (const { id } of snapshots) {
    const seen = new Set<string>()
    for (
      let at: string | undefined = id;
      at !== undefined && parents.has(at) && !seen.has(at);
      at = parents.get(at)
    )
      seen.add(at)
    deepest = Math.max(deepest, seen.size)
  }
  return deepest
}

export const snapshotRules = [snapshotPresent, snapshotPresentWarm, consolidationNeeded, snapshotBudget]
