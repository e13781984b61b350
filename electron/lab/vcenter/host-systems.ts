import type { EstateHost } from '../estate/model.ts'
import { firewallInfo, serviceInfo } from './objects/host-services.ts'
import { Ref } from './vim/value.ts'
import type { VimState } from './vim-state.ts'

/** Adds the managers of each host that do something, under the ids by which the host names them. */
export function addHostSystems(vim: VimState): void {
  for (const host of vim.estate.hosts) {
    const add = (type: string, name: string, properties: Parameters<VimState['add']>[1]): void => {
      const ref = new Ref(type, `${name}-${host.id.replace('host-', '')}`)
      vim.owners.set(ref.id, host.id)
      vim.add(ref, { value: () => [], availableField: () => [], ...properties })
    }
    add('HostServiceSystem', 'serviceSystem', { serviceInfo: () => serviceInfo(host) })
    add('HostFirewallSystem', 'firewallSystem', { firewallInfo: () => firewallInfo(host) })
  }
}

/** The host that a manager belongs to. */
export function hostOf(vim: VimState, manager: Ref): EstateHost {
  return vim.index.host(vim.owners.get(manager.id) ?? '')
}

/** Tells that services or rule sets of a host are different now. */
export function hostChanged(vim: VimState, host: EstateHost): void {
  for (const [id, owner] of vim.owners) if (owner === host.id) vim.changed(id)
  vim.estate.touch(host.id)
}
