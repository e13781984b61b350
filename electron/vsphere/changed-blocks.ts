/** Changed block tracking: switching it on, change ids, what changed since. */
import { at, list, number, text, type MoRef, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Problem } from '../../shared/problem.ts'
import { joinAreas, type DiskArea } from './disk-areas.ts'
import { asResult, SoapFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { ChangedAreas, ChangedAreasQuery, TaskOptions, VsphereSession } from './service.ts'
import { runTask, type TaskWork } from './task.ts'
import { readVm } from './vm-reader.ts'
import { element, referenceElement, textElement } from './xml-writer.ts'

export type ChangedBlocks = Pick<
  VsphereSession,
  'setChangeTracking' | 'changeIds' | 'snapshotDisks' | 'changedAreas'
>

/** The host reads the tracking file of the disk for it. */
const QUERY_LIMIT_MS = 5 * 60_000
/** An answer holds some 2,000 areas: more answers than this would be a server that goes in circles. */
const MAX_ANSWERS = 100_000
/** The first hardware version with change tracking (Broadcom KB 320557). */
const FIRST_HARDWARE_VERSION = 7

/** `stop` ends every wait, for example when the connection is closed. */
export function createChangedBlocks(login: Login, stop: AbortSignal): ChangedBlocks {
  return {
    setChangeTracking: (vmId, enabled, task) => setTracking(login, stop, vmId, enabled, task),
    changeIds: (snapshotId) =>
      asResult(`Reading the change ids of snapshot ${snapshotId}`, async () => {
        const disks = await readDisks(login, snapshotId, stop)
        return new Map(disks.flatMap(({ key, changeId }) => (changeId === '' ? [] : [[key, changeId]])))
      }),
    snapshotDisks: (snapshotId) =>
      asResult(`Reading the disks of snapshot ${snapshotId}`, () => readDisks(login, snapshotId, stop)),
    changedAreas: (query, signal) => {
      const doing = `Reading the changes of disk ${query.diskKey} of VM ${query.vmId}`
      const ended = signal ? AbortSignal.any([signal, stop]) : stop
      return asResult(doing, () => readAreas(login, query, doing, ended))
    },
  }
}

function setTracking(login: Login, stop: AbortSignal, vmId: string, enabled: boolean, task?: TaskOptions) {
  const word = `Switching change tracking ${enabled ? 'on' : 'off'}`
  let doing = `${word} for VM ${vmId}`
  const read = () => readVm(login, vmId, ['config.changeTrackingEnabled', 'config.version'], stop)
  const isOn = (value: RawValue | undefined) => value === 'true' || value === '1'
  return asResult(
    () => doing,
    async () => {
      const vm = await read()
      doing = `${word} for VM "${vm.name}"`
      if (isOn(vm.properties['config.changeTrackingEnabled']) === enabled) return
      const hardware = /^vmx-(\d+)$/.exec(textOf(vm.properties['config.version']))?.[1]
      if (hardware !== undefined && Number(hardware) < FIRST_HARDWARE_VERSION) {
        throw new VsphereError(tooOld(vm.name, Number(hardware)))
      }
      const work: TaskWork = {
        doing,
        start: () =>
          login.client.call({
            method: 'ReconfigVM_Task',
            self: vm.ref,
            body: element('spec', textElement('changeTrackingEnabled', enabled)),
            signal: stop,
          }),
        isDone: async () => isOn((await read()).properties['config.changeTrackingEnabled']) === enabled,
      }
      await runTask(login, work, stop, task)
    },
  )
}

function textOf(value: RawValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

interface SnapshotDisk {
  readonly key: number
  readonly capacityBytes: number
  /** "" for a disk without tracking. */
  readonly changeId: string
}

async function readDisks(login: Login, snapshotId: string, signal: AbortSignal): Promise<SnapshotDisk[]> {
  const ref: MoRef = { type: 'VirtualMachineSnapshot', value: snapshotId }
  const { properties } = await login.run(() =>
    readObject(login.client, login.content, ref, ['config.hardware.device'], { signal }),
  )
  const devices = list(properties['config.hardware.device'])
  return devices.flatMap((device) => {
    const kilobytes = number(device, 'capacityInKB', Number.NaN)
    const capacityBytes = number(device, 'capacityInBytes', kilobytes * 1024)
    // Only disks have a capacity.
    if (Number.isNaN(capacityBytes)) return []
    return [
      { key: number(device, 'key', 0), capacityBytes, changeId: text(device, 'backing.changeId') ?? '' },
    ]
  })
}

async function readAreas(
  login: Login,
  query: ChangedAreasQuery,
  doing: string,
  signal: AbortSignal,
): Promise<ChangedAreas> {
  const disk = (await readDisks(login, query.snapshotId, signal)).find(({ key }) => key === query.diskKey)
  if (!disk) throw new VsphereError(noDisk(query))
  const { capacityBytes } = disk
  const found: DiskArea[] = []
  let offset = 0
  for (let answers = 0; offset < capacityBytes; answers++) {
    if (answers >= MAX_ANSWERS) throw new VsphereError(unusable(doing, 'it does not come to an end'))
    const answer = await ask(login, query, offset, doing, signal)
    // The next question follows the answer, not what was found in it: areas can be sparse at its end.
    const covered = number(answer, 'startOffset', Number.NaN)
    const next = covered + number(answer, 'length', Number.NaN)
    if (!(covered >= 0 && covered <= offset && next > offset)) {
      throw new VsphereError(unusable(doing, 'it leaves a part of the disk out'))
    }
    for (const each of list(at(answer, 'changedArea'))) {
      const area = { start: number(each, 'start', Number.NaN), length: number(each, 'length', Number.NaN) }
      if (!isWithin(area, capacityBytes)) {
        throw new VsphereError(unusable(doing, 'it names an area outside of the disk'))
      }
      found.push(area)
    }
    offset = next
  }
  return { capacityBytes, areas: joinAreas(found) }
}

function isWithin({ start, length }: DiskArea, capacityBytes: number): boolean {
  const areWhole = Number.isSafeInteger(start) && Number.isSafeInteger(length)
  return areWhole && start >= 0 && length >= 0 && start + length <= capacityBytes
}

async function ask(
  login: Login,
  { vmId, snapshotId, diskKey, changeId }: ChangedAreasQuery,
  startOffset: number,
  doing: string,
  signal: AbortSignal,
): Promise<RawValue | undefined> {
  const body =
    referenceElement('snapshot', { type: 'VirtualMachineSnapshot', value: snapshotId }) +
    textElement('deviceKey', diskKey) +
    textElement('startOffset', startOffset) +
    textElement('changeId', changeId)
  const self: MoRef = { type: 'VirtualMachine', value: vmId }
  try {
    return await login.run(() =>
      login.client.call({
        method: 'QueryChangedDiskAreas',
        self,
        body,
        signal,
        limitMs: QUERY_LIMIT_MS,
      }),
    )
  } catch (error) {
    if (error instanceof SoapFault && isHistoryInvalid(error)) {
      throw new VsphereError(historyInvalid(doing, error))
    }
    throw error
  }
}

/**
 * vSphere has no fault of its own for it. hostd says noTrack, noEpoch or cannotGetChanges in the text or the
 * keys of messages (kubernetes-sigs/vsphere-csi-driver pull request 4114); a damaged or missing tracking file
 * is a plain FileFault, a change id of another disk or of an earlier tracking an InvalidArgument.
 */
function isHistoryInvalid(fault: SoapFault): boolean {
  if (fault.fault === 'FileFault') return true
  if (fault.fault === 'FileNotFound' && /-ctk\.vmdk/.test(text(fault.properties, 'file') ?? '')) return true
  const argument = text(fault.properties, 'invalidProperty') ?? fault.message
  if (fault.fault === 'InvalidArgument' && /changeId/i.test(argument)) return true
  return /noTrack|noEpoch|cannotGetChanges/i.test(fault.message + JSON.stringify(fault.properties))
}

const ONLY_FULL_COPY = 'Copy the whole disk again.'

function historyInvalid(doing: string, fault: SoapFault): Problem {
  return {
    code: 'vsphere.change-history-invalid',
    message: `${doing} failed: vSphere no longer knows what changed since the last copy.`,
    meaning: 'The copy on the target is not up to date, and changes alone cannot bring it there.',
    remedy: ONLY_FULL_COPY,
    detail: `${fault.fault}: ${fault.message}`,
  }
}

function unusable(doing: string, why: string): Problem {
  return {
    code: 'vsphere.changed-areas-unusable',
    message: `${doing} failed: vSphere's list of changes cannot be used, because ${why}.`,
    meaning: 'A copy made by this list could miss changes, so none was made.',
    remedy: ONLY_FULL_COPY,
  }
}

function noDisk({ vmId, snapshotId, diskKey }: ChangedAreasQuery): Problem {
  return {
    code: 'vsphere.not-found',
    message: `Snapshot ${snapshotId} of VM ${vmId} has no disk ${diskKey}.`,
    meaning: 'The disk was added after the snapshot, or is one that snapshots leave out.',
    remedy: 'Read the inventory again: the state shown here is out of date.',
  }
}

function tooOld(name: string, hardware: number): Problem {
  return {
    code: 'vsphere.change-tracking-unsupported',
    message: `VM "${name}" has hardware version ${hardware}; change tracking needs ${FIRST_HARDWARE_VERSION} or newer.`,
    meaning: 'Nothing was changed.',
    remedy: 'Upgrade the hardware version of the VM in vSphere, or migrate it cold.',
  }
}
