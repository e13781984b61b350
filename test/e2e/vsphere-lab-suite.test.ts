/** The lab's vCenter passes the tests that vcsim passes. */
import { createLabClock, type LabClock } from '../../electron/lab/clock.ts'
import { createEstate } from '../../electron/lab/estate/create-estate.ts'
import type { Estate, EstateVm } from '../../electron/lab/estate/model.ts'
import { createLabCertificate } from '../../electron/lab/tls.ts'
import { startVcenter } from '../../electron/lab/vcenter/server.ts'
import { endOtherSessions, openRawSoap, otherSessions } from '../fixtures/raw-soap.ts'
import type { SuiteFacts, SuiteServer } from '../fixtures/suite-server.ts'
import { vsphereSuite } from '../fixtures/vsphere-suite.ts'

const TIME_SCALE = 20

vsphereSuite('the vCenter of the lab', { start: startLabServer })

async function startLabServer(): Promise<SuiteServer> {
  const estate = createEstate({ seed: 'vsphere-lab-suite', vms: 40, hosts: 4 })
  const certificate = await createLabCertificate('vcenter.lab.example')
  const { clock, slow } = createBrakedClock()
  const vcenter = await startVcenter({ estate, certificate, ...estate.credentials, clock })
  const soap = await openRawSoap({ url: vcenter.url, ...estate.credentials })
  return {
    ...estate.credentials,
    ...certificate,
    url: vcenter.url,
    playground: estate.vms.filter(isPlain).map((vm) => vm.id),
    facts: () => Promise.resolve(factsOf(estate)),
    sessions: async () => (await otherSessions(soap)).length,
    endSessions: () => endOtherSessions(soap),
    slowTasks: (slowly) => {
      slow(slowly)
      return Promise.resolve()
    },
    stop: async () => {
      soap.close()
      await vcenter.close()
    },
  }
}

function isPlain(vm: EstateVm): boolean {
  return (
    vm.powerState === 'poweredOn' &&
    vm.connectionState === 'connected' &&
    vm.snapshots.length === 0 &&
    !vm.faultTolerance &&
    vm.sharedBus === 'noSharing' &&
    vm.disks.every(
      (disk) => disk.rdm === 'none' && disk.sharing === 'sharingNone' && disk.mode === 'persistent',
    ) &&
    vm.devices.every((device) => device.kind === 'cdrom')
  )
}

function factsOf(estate: Estate): SuiteFacts {
  const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id)
  return {
    vms: estate.vms.map((vm) => ({
      id: vm.id,
      name: vm.name,
      power: vm.powerState,
      // vCenter has no configuration of a VM whose files it cannot reach.
      diskBytes: vm.connectionState === 'inaccessible' ? [] : vm.disks.map((disk) => disk.capacityBytes),
    })),
    hosts: ids(estate.hosts),
    clusters: ids(estate.clusters),
    datastores: ids(estate.datastores),
  }
}

/** The lab's clock, with a brake for what a test wants to interrupt. */
function createBrakedClock(): { readonly clock: LabClock; readonly slow: (slowly: boolean) => void } {
  const clock = createLabClock(TIME_SCALE)
  let factor = 1
  return {
    clock: { ...clock, sleep: (ms, signal) => clock.sleep(ms * factor, signal) },
    slow: (slowly) => void (factor = slowly ? 1_000 : 1),
  }
}
