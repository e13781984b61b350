/** Four small rules, and an estate on which each has something to say. */
import type { Inventory } from '../../../shared/inventory/model.ts'
import { rule } from '../../../shared/preflight/rule.ts'
import { aHost, anInventory, aVm } from '../../../test/fixtures/inventory.ts'

const base = { catalogue: [], docs: { title: '', url: '' }, remedy: 'Do it.', applies: 'both' } as const
export const tools = rule({
  ...base,
  id: 'vm.tools',
  scope: 'vm',
  category: 'Warning',
  question: 'Do VMware Tools run?',
  needs: ['vms.tools'],
  evaluate: (vm) => (vm.tools === 'running' ? [] : [{ message: 'Tools do not run.', evidence: [] }]),
})
export const tiny = rule({
  ...base,
  id: 'vm.small',
  scope: 'vm',
  category: 'Critical',
  question: 'Has it memory?',
  needs: [],
  evaluate: (vm) => (vm.memoryMiB < 100 ? [{ message: 'Too small.', evidence: [] }] : []),
})
export const calm = rule({
  ...base,
  id: 'host.calm',
  scope: 'host',
  category: 'Information',
  question: 'Is the host green?',
  needs: [],
  evaluate: (host) => (host.overallStatus === 'green' ? [] : [{ message: 'Not green.', evidence: [] }]),
})
export const needy = rule({
  ...base,
  id: 'plan.target',
  scope: 'plan',
  category: 'Critical',
  question: 'Is there a target?',
  needs: ['target'],
  evaluate: () => [],
})

export const estate = (change: Partial<Inventory> = {}) =>
  anInventory({
    hosts: [aHost({ overallStatus: 'yellow' })],
    vms: [
      aVm({ id: 'vm-1', name: 'web-10', tools: 'notRunning' }),
      aVm({ id: 'vm-2', name: 'web-2', tools: 'notInstalled', memoryMiB: 10 }),
      aVm({ id: 'vm-3', name: 'db-1' }),
    ],
    ...change,
  })

/** What they find, as it is listed. */
export const ALL = [
  'vm.small:vm-2',
  'plan.target:a:needs',
  'vm.tools:vm-2',
  'vm.tools:vm-1',
  'host.calm:host-1',
]
