/** `palletjack provider settings`: what a person decided about a known cluster; shows or changes it. */
import { IMAGE_SETTINGS, withoutEmpty, type ImageSetting } from '../../shared/provider/cluster-settings.ts'
import { clusterSettingsSchema, type ClusterSettings, type Provider } from '../../shared/provider/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { attachmentRef } from './choices.ts'
import { guarded, printJson, withClient } from './command.ts'
import { findKnown } from './known.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { table } from './text.ts'
import type { CommandContext } from './command-context.ts'

export interface RawSettingsOptions extends Partial<Readonly<Record<ImageSetting, string>>> {
  readonly transferNetwork?: string
  readonly home?: string
  readonly json?: boolean
}

/** Needs no login: settings are kept in the state directory. */
export function providerSettings(
  context: CommandContext,
  name: string,
  raw: RawSettingsOptions,
): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const changes = changesOf(raw)
    if (!changes.ok) return changes
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const found = await findKnown(client, name, interrupts.first)
      if (!found.ok) return found
      const { id, kind, settings = {} } = found.value
      if (kind !== 'cluster')
        return inputFault(
          'no-cluster',
          `${found.value.name} is no cluster, and only clusters have settings.`,
          'Name a cluster; palletjack provider list shows which ones are known.',
        )
      const isChanged = Object.keys(changes.value).length > 0
      const saved = isChanged
        ? await attempt(
            client.providers.saveClusterSettings({
              id,
              settings: withoutEmpty({ ...settings, ...changes.value }),
            }),
            interrupts.first,
          )
        : found
      if (!saved.ok) return saved
      tell(context, saved.value, raw.json === true)
      return ok(EXIT.ok)
    })
  })
}

/** Only what is given; empty takes a setting back. */
function changesOf(raw: RawSettingsOptions): Result<ClusterSettings> {
  const changes: ClusterSettings = {}
  for (const { key } of IMAGE_SETTINGS) {
    const image = raw[key]?.trim()
    if (image === undefined) continue
    if (!clusterSettingsSchema.shape[key].safeParse(image).success)
      return inputFault(
        'image',
        `"${image.slice(0, 80)}" is not an image reference: it has spaces, or is longer than 512 characters.`,
        'Write it like registry.example.com/vddk:8.0.3.',
      )
    changes[key] = image
  }
  const network = raw.transferNetwork?.trim()
  if (network === undefined) return ok(changes)
  const attachment = attachmentRef(network)
  if (network !== '' && network !== 'none' && !attachment)
    return inputFault(
      'transfer-network',
      `--transfer-network "${network}" is not understood.`,
      'Write NAMESPACE/ATTACHMENT, or none for the pod network.',
    )
  return ok({ ...changes, transferNetwork: attachment })
}

function tell(context: CommandContext, { name, settings = {} }: Provider, json: boolean): void {
  if (json) {
    printJson(context, { name, settings })
    return
  }
  const network = settings.transferNetwork
  const rows = [
    ['Transfer network', network ? `${network.namespace}/${network.name}` : 'pod network'],
    ...IMAGE_SETTINGS.map(({ key, title, otherwise }) => [title, settings[key] || otherwise]),
  ]
  context.stdout.write(`${table(['Setting', `Value for ${name}`], rows)}\n`)
}
