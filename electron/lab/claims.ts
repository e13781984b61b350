import { CDI } from './controllers/cdi/names.ts'
import type { KubeClient } from './controllers/client.ts'
import type { DiskStore } from './controllers/disk-store.ts'
import { baseFile } from './controllers/importer/find-disk.ts'
import { claims, volumes } from './controllers/kinds.ts'
import { annotation } from './controllers/objects.ts'
import type { Estate } from './estate/model.ts'

/**
 * Hash of the bytes behind a claim. A claim is often larger than the disk that was copied into it: only as many
 * bytes count as the source has. A claim that no disk was copied into is hashed whole.
 */
export async function claimSha256(
  parts: { readonly client: KubeClient; readonly store: DiskStore; readonly estate: Estate },
  namespace: string,
  name: string,
): Promise<string> {
  const claim = await parts.client.get(claims, namespace, name)
  if (!claim) throw new Error(`there is no claim ${namespace}/${name}`)
  const volume = await parts.client.get(volumes, undefined, claim.spec.volumeName ?? '-')
  const handle = volume?.spec.csi?.volumeHandle
  if (handle === undefined) throw new Error(`claim ${namespace}/${name} has no volume yet`)
  const file = annotation(claim, CDI.backingFile)
  const source = file === undefined ? undefined : parts.estate.disk(baseFile(file))
  return await parts.store.sha256(handle, source?.capacityBytes)
}
