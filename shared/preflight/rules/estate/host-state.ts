/** Whether the ESXi hosts that run the VMs are well and new enough. */
import type { Host } from '../../../inventory/model.ts'
import { govc, powerCli } from '../../commands.ts'
import { counted, fact, hit, NONE, unknownHit } from '../../hits.ts'
import { rule, type Facts } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { compareVersions, concerned, govcName, powerCliName } from './words.ts'

const OLDEST = '6.5'

function isConcerned(host: Host, facts: Facts): boolean {
  return concerned(facts.index.vmsByHost.get(host.id), facts).length > 0
}

const hostVersion = rule({
  id: 'esxi-version',
  scope: 'host',
  category: 'Critical',
  question: 'Is ESXi 6.5 or later?',
  applies: 'both',
  catalogue: ['esxi-version-min'],
  docs: DOCS.prerequisites,
  needs: ['hosts.version'],
  remedy: 'Move its VMs to a host with ESXi 6.5 or later (vMotion), or upgrade the host.',
  evaluate(host, facts) {
    if (!isConcerned(host, facts)) return NONE
    const order = compareVersions(host.version, OLDEST)
    if (order === undefined)
      return unknownHit('The version of this host is not known.', 'config.product.version')
    if (order >= 0) return NONE
    return hit(
      `It runs ESXi ${host.version}, older than ${OLDEST}.`,
      'config.product.version',
      host.version,
      {
        commands: [govc(`host.info -host ${govcName('HostSystem', host)}`)],
      },
    )
  },
})

/** A host that is not connected cannot serve disks; its colour alone is a hint. */
const hostHealth = rule({
  id: 'host-health',
  scope: 'host',
  category: 'Critical',
  question: 'Is the host connected and healthy?',
  applies: 'both',
  catalogue: ['host-unhealthy'],
  docs: DOCS.hostRuntime,
  needs: ['hosts.connectionState', 'hosts.overallStatus'],
  remedy: 'Repair the host, or move its VMs to another one (vMotion).',
  evaluate(host, facts) {
    if (!isConcerned(host, facts)) return NONE
    const commands = [govc(`host.info -host ${govcName('HostSystem', host)}`)]
    if (host.connectionState !== 'connected')
      return hit(
        `vSphere reports this host as ${host.connectionState}.`,
        'runtime.connectionState',
        host.connectionState,
        {
          commands: [govc(`host.reconnect ${govcName('HostSystem', host)}`)],
          remedy: 'Bring the host back (power, management network, services), then refresh the inventory.',
        },
      )
    // Maintenance mode alone makes a host yellow, and has a rule of its own.
    if (host.overallStatus === 'green' || (host.inMaintenance && host.overallStatus === 'yellow')) return NONE
    const category = host.overallStatus === 'red' ? 'Critical' : 'Warning'
    return hit(
      `vSphere shows this host as ${host.overallStatus === '' ? 'of unknown health' : host.overallStatus}.`,
      'overallStatus',
      host.overallStatus === '' ? 'not told' : host.overallStatus,
      { category, commands },
    )
  },
})

const hostMaintenance = rule({
  id: 'host-maintenance',
  scope: 'host',
  category: 'Warning',
  question: 'Is the host out of maintenance mode?',
  applies: 'both',
  catalogue: ['plan-host-maintenance', 'host-unhealthy'],
  docs: DOCS.hostRuntime,
  needs: ['hosts.inMaintenance'],
  remedy: 'Take the host out of maintenance mode, or move its VMs to another one.',
  evaluate(host, facts) {
    if (!host.inMaintenance) return NONE
    const vms = concerned(facts.index.vmsByHost.get(host.id), facts)
    if (vms.length === 0) return NONE
    return [
      {
        message: `It is in maintenance mode and has ${counted(vms.length, 'VM')} to migrate.`,
        evidence: [fact('summary.runtime.inMaintenanceMode', true)],
        commands: [
          govc(`host.maintenance.exit ${govcName('HostSystem', host)}`),
          powerCli(`${powerCliName('HostSystem', host)} | Set-VMHost -State Connected`),
        ],
      },
    ]
  },
})

/**
 * Disks are read through vCenter's login, which lockdown mode leaves alone; only what logs in to the host itself
 * is kept out.
 */
const hostLockdown = rule({
  id: 'host-lockdown',
  scope: 'host',
  category: 'Information',
  question: 'May somebody log in to the host itself?',
  applies: 'both',
  catalogue: ['esxi-admin-credentials'],
  docs: DOCS.transferNetwork,
  needs: ['hosts.lockdownMode'],
  remedy:
    'Nothing has to be done while disks are read through vCenter. For a change on the host itself (NFC memory), or for a migration network with a login of its own in MTV, leave lockdown mode for that time.',
  evaluate(host, facts) {
    if (host.lockdownMode === '' || host.lockdownMode === 'lockdownDisabled') return NONE
    if (!isConcerned(host, facts)) return NONE
    return hit(
      'Lockdown mode is on: logins to the host itself are refused.',
      'config.lockdownMode',
      host.lockdownMode,
      { commands: [powerCli(`(${powerCliName('HostSystem', host)}).ExtensionData.ExitLockdownMode()`)] },
    )
  },
})

export const hostStateRules = [hostVersion, hostHealth, hostMaintenance, hostLockdown]
