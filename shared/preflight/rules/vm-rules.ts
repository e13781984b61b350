/** Rules about one virtual machine each. */
import type { Rule } from '../rule.ts'
import { changeTrackingRules } from './vm-change-tracking.ts'
import { diskRules } from './vm-disks.ts'
import { deviceRules } from './vm-devices.ts'
import { guestOsRules } from './vm-guest-os.ts'
import { guestRules } from './vm-guest.ts'
import { hardwareRules } from './vm-hardware.ts'
import { nameRules } from './vm-names.ts'
import { networkRules } from './vm-network.ts'
import { placementRules } from './vm-placement.ts'
import { planRules } from './vm-plan.ts'
import { securityRules } from './vm-security.ts'
import { sharedDiskRules } from './vm-shared-disks.ts'
import { snapshotRules } from './vm-snapshots.ts'
import { stateRules } from './vm-state.ts'
import { twinRules } from './vm-twins.ts'

export const vmRules: readonly Rule<'vm'>[] = [
  ...stateRules,
  ...diskRules,
  ...sharedDiskRules,
  ...snapshotRules,
  ...changeTrackingRules,
  ...guestRules,
  ...guestOsRules,
  ...nameRules,
  ...networkRules,
  ...hardwareRules,
  ...deviceRules,
  ...securityRules,
  ...placementRules,
  ...twinRules,
  ...planRules,
]
