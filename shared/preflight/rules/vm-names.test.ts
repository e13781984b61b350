import { describe, expect, it } from 'vitest'
import { anInventory, aPlan, aTarget, aVm } from '../../../test/fixtures/inventory.ts'
import { createFacts, evaluate } from '../engine.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { nameInvalid, nameRules } from './vm-names.ts'

const named = (name: string) => ({ vm: { name } })
const target = (...virtualMachines: string[]) => ({ target: aTarget({ virtualMachines }) })
const plan = (targetName?: string) => ({ plan: aPlan({ vms: [{ vmId: 'vm-1', targetName }] }) })

describe('rules', () => {
  testVmRules(nameRules, {
    'name-invalid': {
      fires: [
        ['capitals', named('Web-01'), { category: 'Warning' }],
        ['a space', named('web 01')],
        ['a slash', named('app/billing')],
        ['empty', named('')],
        ['too long', named('a'.repeat(64))],
        ['a dash at the end', named('web-')],
        ['periods', named('web.example.org'), { category: 'Information' }],
      ],
      passes: [
        ['fine', {}],
        ['as long as can be', named('a'.repeat(63))],
        ['the plan gives another', { vm: { name: 'Web 01' }, parts: plan('web-01') }],
      ],
    },
    'target-name-taken': {
      parts: target('demo/web-01', 'other/web-01', 'other/db-01'),
      fires: [
        ['in the namespace of the plan', { parts: plan() }, { category: 'Critical' }],
        ['by the name that it gets', { vm: { name: 'Web 01' }, parts: plan() }, { category: 'Critical' }],
        [
          'by the name that the plan gives',
          { vm: { name: 'x' }, parts: plan('web-01') },
          { category: 'Critical' },
        ],
        ['without a plan', {}, { category: 'Information' }],
      ],
      passes: [
        ['in another namespace than that of the plan', { vm: { name: 'db-01' }, parts: plan() }],
        ['free', { vm: { name: 'app-01' } }],
        ['the plan gives a free one', { parts: plan('app-01') }],
        ['nothing on the target', { parts: target() }],
      ],
    },
  })
})

it('offers the name that it would get', () => {
  const facts = createFacts(anInventory({ vms: [aVm({ name: `Bob's [old] $VM` })] }))
  const [finding] = [...evaluate([nameInvalid], facts)].flat()
  expect(finding?.commands.map(({ command }) => command)).toEqual([
    `govc vm.change -vm VirtualMachine:vm-1 -name bobs-old-vm`,
    `Get-VM -Id 'VirtualMachine-vm-1' | Set-VM -Name 'bobs-old-vm' -Confirm:$false`,
  ])
})
