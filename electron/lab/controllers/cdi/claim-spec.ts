import { bytesQuantity, parseQuantity } from '../../../../shared/target/quantity.ts'
import type {
  CdiConfig,
  ClaimSpec,
  DataVolume,
  StorageClass,
  StorageProfile,
  VolumeMode,
} from '../objects.ts'

export interface ClaimFacts {
  readonly classes: readonly StorageClass[]
  readonly profile: (storageClass: string) => StorageProfile | undefined
  readonly config: CdiConfig | undefined
}

export type ClaimAnswer =
  | { readonly ok: true; readonly spec: ClaimSpec }
  | { readonly ok: false; readonly reason: string; readonly message: string }

const MIB = 1024 * 1024
/** CDI's own default share for a file system's metadata. */
const DEFAULT_OVERHEAD = 0.06
const VIRT_DEFAULT = 'storageclass.kubevirt.io/is-default-virt-class'
const DEFAULT = 'storageclass.kubernetes.io/is-default-class'

/**
 * The claim for a DataVolume. `spec.pvc` is taken as it is; for `spec.storage` the class defaults to the
 * cluster's, the StorageProfile fills in what was left out (CDI doc/storageprofile.md), and a file system's
 * share is added to the size.
 */
export function claimSpecFor(dataVolume: DataVolume, facts: ClaimFacts): ClaimAnswer {
  const { pvc, storage } = dataVolume.spec
  if (pvc) {
    const className = pvc.storageClassName ?? defaultClass(facts.classes)
    return { ok: true, spec: { ...pvc, ...(className && { storageClassName: className }) } }
  }
  const size = parseQuantity(storage?.resources?.requests?.storage ?? '')
  if (!storage || size === undefined || size < 0)
    return notValid('PVC size is missing: spec.storage.resources.requests')
  const className = storage.storageClassName ?? defaultClass(facts.classes)
  if (className === undefined) return notValid('no storage class is given and the cluster has no default one')
  const modes = fillModes(storage, facts.profile(className))
  if (!modes.volumeMode || !modes.accessModes?.length)
    return notValid(
      `no accessMode specified in StorageProfile ${className} and none in DataVolume ${dataVolume.metadata.name}`,
    )
  const aligned = Math.ceil(size / MIB) * MIB
  const bytes =
    modes.volumeMode === 'Filesystem' ? Math.ceil(aligned * (1 + overhead(facts.config, className))) : aligned
  return {
    ok: true,
    spec: {
      accessModes: modes.accessModes,
      volumeMode: modes.volumeMode,
      storageClassName: className,
      resources: { requests: { storage: bytesQuantity(bytes) } },
    },
  }
}

function notValid(message: string): ClaimAnswer {
  return { ok: false, reason: 'ErrClaimNotValid', message }
}

/** The first property set that does not contradict what the DataVolume asks for. */
function fillModes(
  asked: ClaimSpec,
  profile: StorageProfile | undefined,
): { readonly accessModes?: readonly string[]; readonly volumeMode?: VolumeMode } {
  if (asked.accessModes?.length && asked.volumeMode) return asked
  const set = profile?.status?.claimPropertySets?.find(
    (candidate) =>
      (!asked.volumeMode || candidate.volumeMode === asked.volumeMode) &&
      (asked.accessModes ?? []).every((mode) => candidate.accessModes?.includes(mode)),
  )
  const accessModes = asked.accessModes?.length ? asked.accessModes : set?.accessModes
  // Kubernetes itself defaults the mode to Filesystem once access modes are given.
  const volumeMode =
    asked.volumeMode ?? set?.volumeMode ?? (asked.accessModes?.length ? 'Filesystem' : undefined)
  return { ...(accessModes && { accessModes }), ...(volumeMode && { volumeMode }) }
}

function defaultClass(classes: readonly StorageClass[]): string | undefined {
  const marked = (name: string): StorageClass | undefined =>
    classes.find((item) => item.metadata.annotations?.[name] === 'true')
  return (marked(VIRT_DEFAULT) ?? marked(DEFAULT))?.metadata.name
}

/** Share of a Filesystem volume that the file system itself takes, from CDIConfig. */
export function overhead(config: CdiConfig | undefined, storageClass: string): number {
  const table = config?.status?.filesystemOverhead
  const text = table?.storageClass?.[storageClass] ?? table?.global
  const value = text === undefined ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : DEFAULT_OVERHEAD
}
