import type { ControllerContext } from '../context.ts'
import { configMaps, secrets } from '../kinds.ts'
import { annotation, type Container, type EnvVar, type Pod } from '../objects.ts'
import type { DiskStore } from '../disk-store.ts'

/** A container that cannot start yet, as its status will say. */
export class ConfigError extends Error {}

/**
 * A container's environment with the values of secrets and config maps filled in. The values stay in this map:
 * they are on no object.
 *
 * @throws ConfigError when a Secret, ConfigMap or key is missing
 */
export async function environmentOf(
  context: ControllerContext,
  pod: Pod,
  container: Container,
): Promise<ReadonlyMap<string, string>> {
  const env = new Map<string, string>()
  for (const entry of container.env ?? []) {
    const value = await valueOf(context, pod.metadata.namespace ?? '', entry)
    if (value !== undefined) env.set(entry.name, value)
  }
  return env
}

async function valueOf(
  context: ControllerContext,
  namespace: string,
  entry: EnvVar,
): Promise<string | undefined> {
  const fromSecret = entry.valueFrom?.secretKeyRef
  const fromMap = entry.valueFrom?.configMapKeyRef
  const ref = fromSecret ?? fromMap
  if (!ref) return entry.value ?? ''
  const kind = fromSecret ? 'secret' : 'configmap'
  const object = fromSecret
    ? await context.client.get(secrets, namespace, ref.name)
    : await context.client.get(configMaps, namespace, ref.name)
  const data = object?.data?.[ref.key]
  if (data !== undefined) return fromSecret ? Buffer.from(data, 'base64').toString() : data
  if (ref.optional === true) return undefined
  throw new ConfigError(
    object
      ? `couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`
      : `${kind} "${ref.name}" not found`,
  )
}

/**
 * Files of the secrets that a container mounts, by path.
 *
 * @throws ConfigError when a Secret is missing
 */
export async function filesOf(
  context: ControllerContext,
  pod: Pod,
  container: Container,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const secretName = pod.spec.volumes?.find((volume) => volume.name === name)?.secret?.secretName
    if (secretName === undefined) continue
    const secret = await context.client.get(secrets, pod.metadata.namespace ?? '', secretName)
    if (!secret) throw new ConfigError(`secret "${secretName}" not found`)
    for (const [key, data] of Object.entries(secret.data ?? {}))
      files.set(`${mountPath}/${key}`, Buffer.from(data, 'base64').toString())
  }
  return files
}

/** Files of the claims that a container uses, by device or mount path, in the order of the container's lists. */
export function disksOf(
  context: ControllerContext,
  store: DiskStore,
  pod: Pod,
  container: Container,
): ReadonlyMap<string, string> {
  const places = [
    ...(container.volumeDevices ?? []).map(({ name, devicePath }) => ({ name, path: devicePath })),
    ...(container.volumeMounts ?? []).map(({ name, mountPath }) => ({ name, path: mountPath })),
  ]
  const disks = new Map<string, string>()
  for (const { name, path } of places) {
    const claimName = pod.spec.volumes?.find((volume) => volume.name === name)?.persistentVolumeClaim
      ?.claimName
    if (claimName === undefined) continue
    const claim = context.claims.get(pod.metadata.namespace, claimName)
    const volume = context.volumes.get(undefined, claim?.spec.volumeName ?? '')
    const handle = volume?.spec.csi?.volumeHandle
    if (!claim || annotation(claim, 'pv.kubernetes.io/bind-completed') === undefined || handle === undefined)
      throw new ConfigError(`volume of claim "${claimName}" is not attached`)
    disks.set(path, store.path(handle))
  }
  return disks
}
