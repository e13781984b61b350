import { expect, it } from 'vitest'
import { objectLabels } from '../../shared/manifests/labels.ts'
import { ok } from '../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { PhaseContext } from './context.ts'
import { isMadeElsewhere, unknownMade } from './made-elsewhere.ts'
import { newRecords } from './records.ts'

const plan = { ...aPlan(), vms: [{ vmId: 'vm-1' }], id: 'plan-1', createdAt: '2026-01-01T00:00:00.000Z' }
const manifests = { planId: plan.id, planName: plan.name, migrationId: 'run-1' } as PhaseContext['manifests']
const [record] = newRecords(plan, anInventory({ vms: [aVm({ id: 'vm-1' })] }))

function madeBy(migrationId: string): KubeObject {
  const labels = objectLabels({ ...manifests, migrationId }, 'vm-1')
  return { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'web', labels } }
}

it('a VM of this run is made elsewhere when its record has not come that far', () => {
  const at = (phase: 'CopyDisks' | 'CreateVM') => ({ plan, manifests, record: { ...record!, phase } })
  expect(isMadeElsewhere(at('CopyDisks'), madeBy('run-1'))).toBe(true)
  expect(isMadeElsewhere(at('CreateVM'), madeBy('run-1'))).toBe(false)
  expect(isMadeElsewhere(at('CopyDisks'), madeBy('an-earlier-run'))).toBe(false)
})

it('a plan is not started over the VM of a run that the journal does not know', async () => {
  const target = { list: () => Promise.resolve(ok([madeBy('run-1')])) } as unknown as ClusterConnection
  expect(await unknownMade(target, plan, ['run-1'])).toEqual(ok(undefined))
  expect(await unknownMade(target, plan, ['run-0'])).toMatchObject({
    value: {
      code: 'migration.made-elsewhere',
      meaning: expect.stringContaining('Nothing was started') as string,
    },
  })
})
