/** Looks at both ends after a run that failed and kept the copied disks for another try: nothing else is left. */
import { inspect } from '../crash/inspect.ts'
import type { BothEnds } from '../crash/ends.ts'
import { NAMESPACE } from '../crash/namespace.ts'
import type { LabWorld } from '../fixtures/lab-backend.ts'
import type { MigrationView } from '../../shared/migration/model.ts'

/** What is left beside the disks, and what is missing of them, in words. */
export async function kept(world: LabWorld, view: MigrationView, before: BothEnds): Promise<string[]> {
  const { words } = await inspect(world, view, before)
  const disks = view.vms.flatMap((vm) => vm.disks.map((disk) => disk.claim))
  const allowed = new Set([
    `left: /namespace/${NAMESPACE}`,
    `left: ${NAMESPACE}/sa/default`,
    ...disks.flatMap((claim) => ['dv', 'pvc', 'pv'].map((kind) => `left: ${NAMESPACE}/${kind}/${claim}`)),
    ...view.vms.map(({ name }) => `the source of ${name} is poweredOff, not poweredOn`),
  ])
  const gone = disks.filter((claim) => !words.includes(`left: ${NAMESPACE}/pvc/${claim}`))
  return [
    ...words.filter((one) => !allowed.has(one)),
    ...gone.map((claim) => `the copied disk ${claim} is gone`),
  ]
}
