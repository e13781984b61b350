/** Datastores that disks are read from, and that snapshots grow on. */
import { formatBytes } from '../../../units.ts'
import { govc, powerCli } from '../../commands.ts'
import { counted, fact, hit, NONE, unknownHit } from '../../hits.ts'
import { rule } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { disksOn, govcName, onCluster, powerCliName, withDisksOn } from './words.ts'

const datastoreState = rule({
  id: 'datastore-state',
  scope: 'datastore',
  category: 'Critical',
  question: 'Is the datastore accessible and out of maintenance mode?',
  applies: 'both',
  catalogue: ['snapshot-headroom-datastore'],
  docs: DOCS.datastore,
  needs: ['datastores.accessible', 'datastores.maintenanceMode'],
  remedy: 'Make it accessible again (array, paths, NFS server), or take it out of maintenance mode.',
  evaluate(datastore, facts) {
    if (datastore.accessible && ['normal', ''].includes(datastore.maintenanceMode)) return NONE
    const vms = withDisksOn(datastore.id, facts)
    if (vms.length === 0) return NONE
    const name = govcName('Datastore', datastore)
    const holds = `${counted(vms.length, 'VM')} ${vms.length === 1 ? 'has' : 'have'} disks on it.`
    if (!datastore.accessible)
      return hit(`It is not accessible. ${holds}`, 'summary.accessible', false, {
        commands: [govc(`datastore.info ${name}`)],
      })
    return hit(
      `It is in maintenance (${datastore.maintenanceMode}). ${holds}`,
      'summary.maintenanceMode',
      datastore.maintenanceMode,
      {
        commands: [
          powerCli(
            `(${powerCliName('Datastore', datastore)}).ExtensionData.DatastoreExitMaintenanceMode_Task()`,
          ),
        ],
      },
    )
  },
})

/** Shares of a datastore that snapshots of a warm migration are given. */
const FREE_SHARE = 0.1
const GROWTH_SHARE = 0.2

/** Deltas grow for the whole time until the cutover, and a full datastore stops all of its VMs. */
const snapshotHeadroom = rule({
  id: 'datastore-snapshot-headroom',
  scope: 'datastore',
  category: 'Critical',
  question: 'Has the datastore room for the snapshots of a warm migration?',
  applies: 'warm',
  catalogue: ['snapshot-headroom-datastore'],
  docs: DOCS.warm,
  needs: ['datastores.freeBytes', 'datastores.capacityBytes', 'vms.disks'],
  remedy: 'Free space on it, move VMs elsewhere (Storage vMotion), migrate in smaller waves, or cold.',
  evaluate(datastore, facts) {
    const use = disksOn(datastore.id, facts)
    if (!use || !datastore.accessible) return NONE
    const { capacityBytes, freeBytes } = datastore
    if (!(capacityBytes > 0))
      return unknownHit('The capacity of this datastore is not known.', 'summary.capacity')
    // The disks that have snapshots at the same time: all of a plan's, or of the largest VM alone.
    const growth = GROWTH_SHARE * (facts.plan ? use.total : use.largest)
    const need = Math.max(FREE_SHARE * capacityBytes, growth)
    if (freeBytes >= need) return NONE
    return [
      {
        message: `${formatBytes(freeBytes)} are free, and snapshots should have ${formatBytes(need)}: a tenth of the datastore, and a fifth of the disks that are copied at once.`,
        evidence: [
          fact('summary.freeSpace', formatBytes(freeBytes)),
          fact('summary.capacity', formatBytes(capacityBytes)),
        ],
        commands: [govc(`datastore.info ${govcName('Datastore', datastore)}`)],
      },
    ]
  },
})

const vsanNeedsVddk = rule({
  id: 'vsan-needs-vddk',
  scope: 'datastore',
  category: 'Critical',
  question: 'Is there a VDDK image, without which vSAN cannot be read?',
  applies: 'both',
  catalogue: ['vsan-needs-vddk'],
  docs: DOCS.vddk,
  needs: ['datastores.type', 'target'],
  remedy: 'Build the VDDK image and name it in the settings of the target.',
  evaluate(datastore, facts) {
    const { target } = facts
    if (datastore.type.toLowerCase() !== 'vsan' || target?.vddkImage !== '') return NONE
    const vms = withDisksOn(datastore.id, facts)
    if (vms.length === 0) return NONE
    const words = `${counted(vms.length, 'VM')} ${vms.length === 1 ? 'has' : 'have'} disks on vSAN, which only VDDK can read`
    const more = {
      commands: [onCluster(facts, 'get hyperconverged -A -o jsonpath={.items[*].spec.vddkInitImage}')],
    }
    return target.vddkImageUnread.length > 0
      ? unknownHit(`${words}; whether the cluster names an image is not known.`, 'spec.vddkInitImage', more)
      : hit(`${words}, and no image is known.`, 'spec.vddkInitImage', 'not set', more)
  },
})

export const datastoreRules = [datastoreState, snapshotHeadroom, vsanNeedsVddk]
