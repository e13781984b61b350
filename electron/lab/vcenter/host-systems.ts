import type { EstateHost } from '../estate/model.ts'
import { firewallInfo, serviceInfo } from './objects/host-services.ts'
import { Ref } from './vim/value.ts'
import type { World } from './world.ts'

/** Adds the managers of each host that do something, under the ids by which the host names them. */
export function addHostSystems(world: World): void {
  for (const host of world.estate.hosts) {
    const add = (type: string, name: string, properties: Parameters<World['add']>[1]): void => {
      const ref = new Ref(type, `${name}-${host.id.replace('host-', '')}`)
      world.owners.set(ref.id, host.id)
      world.add(ref, { value: () => [], availableField: () => [], ...properties })
    }
    add('HostServiceSystem', 'serviceSystem', { serviceInfo: () => serviceInfo(host) })
    add('HostFirewallSystem', 'firewallSystem', { firewallInfo: () => firewallInfo(host) })
  }
}

/** The host that a manager belongs to. */
export function hostOf(world: World, manager: Ref): EstateHost {
  return world.index.host(world.owners.get(manager.id) ?? '')
}

/** Tells that services or rule sets of a host are different now. */
export function hostChanged(world: World, host: EstateHost): void {
  for (const [id, owner] of world.owners) if (owner === host.id) world.changed(id)
  world.estate.touch(host.id)
}
