/** Interfaces and networks of the target VM, from the NICs and the plan's network map. */
import type { V1Interface, V1Network } from '@kubevirt-ui-ext/kubevirt-api/kubevirt'
import type { Vm, VmNic } from '../inventory/model.ts'
import type { NetworkPair, NetworkTarget } from '../plan/model.ts'

type Attached = Exclude<NetworkTarget, { kind: 'ignored' }>

/**
 * One interface per NIC that has a target; ignored and unmapped NICs are left out. The name carries the NIC's
 * position on the source ("net-2" is the third NIC), so a dropped one leaves a visible gap.
 */
export function nics(
  vm: Vm,
  map: readonly NetworkPair[],
  model: 'virtio' | 'e1000e',
): { readonly interfaces: V1Interface[]; readonly networks: V1Network[] } {
  const interfaces: V1Interface[] = []
  const networks: V1Network[] = []
  for (const [index, nic] of vm.nics.entries()) {
    const target = targetOf(nic, map)
    if (target === undefined) continue
    const name = `net-${index}`
    interfaces.push({
      name,
      model,
      ...(nic.mac === '' ? {} : { macAddress: nic.mac.toLowerCase() }),
      ...(target.kind === 'pod' ? { masquerade: {} } : { bridge: {} }),
      ...(nic.connectedAtStart ? {} : { state: 'down' }),
    })
    networks.push(
      target.kind === 'pod'
        ? { name, pod: {} }
        : { name, multus: { networkName: `${target.namespace}/${target.name}` } },
    )
  }
  return { interfaces, networks }
}

function targetOf(nic: VmNic, map: readonly NetworkPair[]): Attached | undefined {
  const target = map.find((pair) => pair.sourceId === nic.networkId)?.target
  return target === undefined || target.kind === 'ignored' ? undefined : target
}
