/** What a person decides about a target cluster, and the cluster as it is with that. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { IMAGE_SETTINGS, withoutEmpty } from '../../shared/provider/cluster-settings.ts'
import type { AttachmentRef, ClusterSettings } from '../../shared/provider/model.ts'
import { imageFault } from '../../shared/target/image-reference.ts'
import { withSettings } from '../../shared/target/with-settings.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { unknownProvider } from './problems.ts'
import type { Registry } from './registry.ts'
import type { Providers } from './service.ts'

const ATTACHMENT = { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition' }

export function createClusterSettings(
  registry: Registry,
): Pick<Providers, 'saveClusterSettings' | 'describe'> {
  return {
    async saveClusterSettings(id, given) {
      const known = registry.known(id)
      if (!known.ok) return known
      if (!known.value.stored.target) return fail(unknownProvider(id))
      const settings = withoutEmpty(given)
      const fault = imagesFault(settings) ?? (await networkFault(known.value.connection, settings))
      if (fault) return fail(fault)
      // Read again: a reconnect may have put another entry there while the cluster answered.
      const now = registry.known(id)
      if (!now.ok) return now
      return ok(await registry.put({ ...now.value, stored: { ...now.value.stored, settings } }))
    },
    async describe(id, namespace) {
      const connection = registry.live(id, (entry) => entry.connection)
      if (!connection.ok) return connection
      const described = await connection.value.describe(namespace)
      if (!described.ok) return described
      return ok(withSettings(described.value, registry.get(id)?.stored.settings))
    },
  }
}

function imagesFault(settings: ClusterSettings): Problem | undefined {
  for (const { key, holds } of IMAGE_SETTINGS) {
    const image = settings[key]
    const fault = image === undefined ? undefined : imageFault(image)
    if (fault !== undefined)
      return {
        code: 'provider.image-malformed',
        message: `The ${holds} cannot be pulled: ${fault}`,
        meaning: 'Nothing was saved.',
        remedy: 'Write the image as its registry names it, or leave the field empty.',
      }
  }
  return undefined
}

/** Only a clear no of the cluster counts: without a connection, or the right to look, the plan's own check decides. */
async function networkFault(
  connection: ClusterConnection | undefined,
  { transferNetwork }: ClusterSettings,
): Promise<Problem | undefined> {
  if (!connection || !transferNetwork) return undefined
  const found: Result<unknown> = await connection.get(
    ATTACHMENT,
    transferNetwork.namespace,
    transferNetwork.name,
  )
  if (found.ok) return found.value === undefined ? missingAttachment(transferNetwork) : undefined
  return found.problem.code === 'cluster.kind-not-served' ? missingAttachment(transferNetwork) : undefined
}

function missingAttachment({ namespace, name }: AttachmentRef): Problem {
  return {
    code: 'provider.attachment-missing',
    message: `The cluster has no network attachment ${name} in namespace ${namespace}.`,
    meaning: 'Nothing was saved.',
    remedy: 'Choose an attachment that exists, or the pod network.',
  }
}
