/** VMs that look like another one to those who find them by a number. */
import type { Vm, VmNic } from '../../inventory/model.ts'
import { readsInstanceUuid } from '../../manifests/data-volume.ts'
import { govc, govcVm } from '../commands.ts'
import { fact, namedOthers, NONE, oncePerFacts } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'
import { DOCS } from './estate/docs.ts'
import { concerned } from './estate/words.ts'

/** An importer that looks for the BIOS UUID may open the disks of the other VM. Templates count as others. */
const duplicateUuid = rule({
  id: 'duplicate-bios-uuid',
  scope: 'vm',
  category: 'Critical',
  question: 'Has the VM a BIOS UUID of its own?',
  applies: 'both',
  catalogue: ['duplicate-bios-uuid'],
  docs: DOCS.cdi,
  needs: ['vms.uuid'],
  review: true,
  remedy:
    'Give one of them a new BIOS UUID while it is off, or upgrade CDI to 1.66 (OpenShift Virtualization 4.20.16, 4.21.9, 4.22.1) or later, which finds VMs by their instance UUID.',
  evaluate(vm, { index, target }) {
    const holders = index.twinsByUuid.get(vm.uuid)
    if (holders === undefined) return NONE
    const isSafe = target !== undefined && readsInstanceUuid(target.cdiVersion) && vm.instanceUuid !== ''
    return [
      {
        message: `It has the same BIOS UUID as ${namedOthers(holders, vm)}.${isSafe ? ' The importer of this cluster goes by the instance UUID.' : ''}`,
        ...(isSafe && {
          category: 'Information' as const,
          remedy: 'Nothing has to be done for the migration.',
        }),
        evidence: [fact('config.uuid', vm.uuid), fact('config.instanceUuid', vm.instanceUuid || 'not set')],
        commands: [govc(`vm.change -vm ${govcVm(vm)} -uuid "$(uuidgen)"`)],
      },
    ]
  },
})

const duplicateMac = rule({
  id: 'duplicate-mac',
  scope: 'vm',
  category: 'Critical',
  question: 'Has each card a MAC address of its own?',
  applies: 'both',
  catalogue: ['mac-duplicate-in-source'],
  docs: DOCS.interfaces,
  needs: ['vms.nics.mac'],
  remedy: 'Change one of the addresses before the migration.',
  evaluate(vm, facts) {
    let hits: Hit[] | undefined
    for (const nic of vm.nics) {
      if (nic.mac === '') continue
      const own = vm.nics.some((other) => other !== nic && other.mac === nic.mac)
      const holders = sharedMacs(facts).get(nic.mac)
      if (own || holders?.has(vm)) (hits ??= []).push(macHit(vm, nic, holders))
    }
    return hits ?? NONE
  },
})

/** Addresses that several of the VMs that are judged have; looked for once, as a clone may have thousands of twins. */
const sharedMacs = oncePerFacts(
  (facts): ReadonlyMap<string, ReadonlySet<Vm>> =>
    new Map(
      [...facts.index.twinsByMac].flatMap(([mac, vms]) => {
        const holders = concerned(vms, facts)
        return holders.length > 1 ? [[mac, new Set(holders)]] : []
      }),
    ),
)

function macHit(vm: Vm, { key, label, mac }: VmNic, holders: ReadonlySet<Vm> | undefined): Hit {
  const others = holders ? namedOthers(holders, vm) : 'another card of this VM'
  return {
    part: String(key),
    message: `${label} has the MAC address ${mac}, as ${others} has.`,
    evidence: [fact(`config.hardware.device[${label}].macAddress`, mac)],
    commands: [govc(`device.info -vm ${govcVm(vm)} 'ethernet-*'`)],
  }
}

export const twinRules = [duplicateUuid, duplicateMac]
