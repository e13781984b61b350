/** CDI DataVolume with a VDDK source (cdi.kubevirt.io/v1beta1). */
import type { Vm, VmDisk } from '../inventory/model.ts'
import type { StoragePair } from '../plan/model.ts'
import { fail, ok, type Result } from '../problem.ts'
import { claimBytes } from './disks.ts'
import { objectLabels } from './labels.ts'
import type { Manifest, PlanContext } from './manifest.ts'
import { dataVolumeName, providerSecretName } from './object-names.ts'
import { transferAnnotations } from './transfer-network.ts'

/** Annotation with the base backing file: identifies the disk whatever the object is called. */
const diskSourceAnnotation = 'forklift.konveyor.io/disk-source'
/** Annotation with the position among the disks of the VM. */
export const diskIndexAnnotation = 'forklift.konveyor.io/disk-index'

/** On the claim: the stage that ended with this snapshot has arrived. The name has room for some 37 characters. */
export function copiedAnnotation(snapshotId: string): string {
  return `cdi.kubevirt.io/storage.checkpoint.copied.${snapshotId}`
}

/** One stage of an import (CDI doc/datavolumes.md, "Multi-stage import"). */
export interface Checkpoint {
  /** Managed object id of a snapshot. */
  readonly current: string
  /** Change id of this disk in the snapshot of the stage before; empty: all of the disk. */
  readonly previous: string
}

/** What a warm migration has copied of one disk so far, and shall copy now. */
export interface Stages {
  readonly checkpoints: readonly Checkpoint[]
  readonly final: boolean
}

interface DataVolumeSpec {
  readonly source: {
    readonly vddk: {
      readonly backingFile: string
      readonly uuid: string
      readonly url: string
      readonly thumbprint: string
      readonly secretRef: string
      readonly initImageURL?: string
    }
  }
  readonly checkpoints?: readonly Checkpoint[]
  readonly finalCheckpoint?: boolean
  readonly storage: {
    readonly resources: { readonly requests: { readonly storage: string } }
    readonly storageClassName: string
    readonly volumeMode?: 'Block' | 'Filesystem'
    readonly accessModes?: readonly string[]
  }
}

export type DataVolume = Manifest<DataVolumeSpec>

/**
 * The DataVolume that copies one disk. `disk` is one of `vm.disks`, which are in the order of the target; `storage`
 * is the mapping row of its datastore. Problem `plan.disk-on-snapshot` when the disk runs on a snapshot and its current
 * file is not known: the base file alone would copy the state before the snapshot without any error.
 */
export function dataVolume(
  context: PlanContext,
  vm: Vm,
  disk: VmDisk,
  storage: StoragePair,
  targetName: string,
  stages?: Stages,
): Result<DataVolume> {
  const index = vm.disks.findIndex((each) => each.key === disk.key)
  if (index < 0) throw new Error(`${disk.label} is not a disk of ${vm.name}`)
  // A snapshot has the newest link of the chain itself; CDI finds the disk in it by the base file.
  const backingFile = stages ? ok(disk.file) : fileToCopy(vm, disk)
  if (!backingFile.ok) return backingFile
  return ok({
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    metadata: {
      name: dataVolumeName(context, vm.id, targetName, index),
      namespace: context.targetNamespace,
      labels: { ...objectLabels(context, vm.id), ...(disk.shared ? { shareable: 'true' } : {}) },
      annotations: {
        [diskSourceAnnotation]: baseFile(disk.file),
        [diskIndexAnnotation]: String(index),
        // CDI before 1.62 otherwise removes a finished DataVolume while the run still looks at it.
        'cdi.kubevirt.io/storage.deleteAfterCompletion': 'false',
        // Nothing in the cluster consumes the claim before the copy is over.
        'cdi.kubevirt.io/storage.bind.immediate.requested': 'true',
        // A claim that is filled in stages has to be there itself from the first one on.
        ...(stages && { 'cdi.kubevirt.io/storage.usePopulator': 'false' }),
        // CDI passes these on to the importer pod.
        ...transferAnnotations(context.transferNetwork),
      },
    },
    spec: {
      source: {
        vddk: {
          backingFile: backingFile.value,
          uuid: sourceUuid(vm, context.cdiVersion),
          url: context.sourceUrl,
          thumbprint: context.thumbprint,
          secretRef: providerSecretName(context, vm.id, targetName),
          ...(context.vddkImage === '' ? {} : { initImageURL: context.vddkImage }),
        },
      },
      ...(stages && { checkpoints: stages.checkpoints, finalCheckpoint: stages.final }),
      storage: storageSpec(disk, storage),
    },
  })
}

/** "[ds] vm/vm-000002.vmdk" is a link of a snapshot chain; "[ds] vm/vm.vmdk" is its base. */
function baseFile(file: string): string {
  return file.replace(/-\d{6}\.vmdk$/, '.vmdk')
}

/**
 * True when the importer looks a VM up by its instance uuid first. Older ones know the BIOS uuid only, which
 * clones share. From containerized-data-importer pull request 4127: 1.66 upstream, and 4.20.16, 4.21.9,
 * 4.22.1 and later in OpenShift. A pre-release or an unreadable version counts as older.
 */
export function readsInstanceUuid(cdiVersion: string): boolean {
  const match = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(cdiVersion.trim())
  if (match === null) return false
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map(Number)
  if (major !== 4) return major > 4 || (major === 1 && minor >= 66)
  const firstPatch = new Map([
    [20, 16],
    [21, 9],
    [22, 1],
  ]).get(minor)
  return firstPatch === undefined ? minor > 22 : patch >= firstPatch
}

/** The uuid by which the importer of this CDI version finds the VM. */
export function sourceUuid(vm: Pick<Vm, 'uuid' | 'instanceUuid'>, cdiVersion: string): string {
  return readsInstanceUuid(cdiVersion) && vm.instanceUuid !== '' ? vm.instanceUuid : vm.uuid
}

/** Without a checkpoint CDI opens exactly the file it is given, so a snapshot chain needs its newest link. */
function fileToCopy(vm: Vm, disk: VmDisk): Result<string> {
  if (disk.currentFile !== undefined) return ok(disk.currentFile)
  if (vm.snapshotCount === 0 && !vm.consolidationNeeded) return ok(disk.file)
  return fail({
    code: 'plan.disk-on-snapshot',
    message: `${disk.label} of ${vm.name} may run on a snapshot, and the inventory does not say which file it uses now.`,
    meaning: 'Copying the base file would lose what was written since the snapshot, so nothing was copied.',
    remedy: 'Remove or consolidate the snapshots of the VM in vSphere, refresh the inventory and try again.',
  })
}

function storageSpec(disk: VmDisk, pair: StoragePair): DataVolumeSpec['storage'] {
  return {
    resources: { requests: { storage: String(claimBytes(disk.capacityBytes)) } },
    storageClassName: pair.storageClass,
    // Left out, both come from the class's StorageProfile.
    ...(pair.volumeMode === undefined ? {} : { volumeMode: pair.volumeMode }),
    ...(pair.accessMode === undefined ? {} : { accessModes: [pair.accessMode] }),
  }
}
