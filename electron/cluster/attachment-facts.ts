/** What NetworkAttachmentDefinitions say; pure reading, no requests. */
import { routeAnnotation } from '../../shared/manifests/transfer-network.ts'
import type { Attachment } from '../../shared/target/model.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { KubeObject } from './service.ts'

/** Attachments with what their CNI configuration tells; one that cannot be read stays, without a type. */
export function attachmentFacts(attachments: readonly KubeObject[]): Attachment[] {
  return attachments
    .map((each) => {
      const route = each.metadata.annotations?.[routeAnnotation]?.trim()
      return {
        namespace: each.metadata.namespace ?? '',
        name: each.metadata.name ?? '',
        ...cniFacts(textAt(each.spec, 'config')),
        ...(route !== undefined && { route }),
      }
    })
    .sort((a, b) => a.namespace.localeCompare(b.namespace, 'en') || a.name.localeCompare(b.name, 'en'))
}

/**
 * Type, VLAN and gateway of a CNI configuration: of the plugin itself, or of the first plugin of a chain (CNI
 * specification, "plugin configuration"). OVN-Kubernetes calls the VLAN vlanID.
 */
export function cniFacts(config: string): Pick<Attachment, 'type' | 'vlan' | 'gateway'> {
  let parsed: unknown
  try {
    parsed = JSON.parse(config)
  } catch {
    // Multus also takes configurations from files on the nodes; then there is nothing to read here.
    return { type: '' }
  }
  const [first] = listAt(parsed, 'plugins')
  const plugin = first ?? parsed
  const vlan = Number(valueAt(plugin, 'vlan') ?? valueAt(plugin, 'vlanID') ?? 0)
  const gateway = ipamGateway(valueAt(plugin, 'ipam'))
  return {
    type: textAt(plugin, 'type'),
    ...(Number.isInteger(vlan) && vlan > 0 ? { vlan } : {}),
    ...(gateway === '' ? {} : { gateway }),
  }
}

const defaultRoutes = ['0.0.0.0/0', '::/0']

/**
 * The default gateway of an IPAM configuration, empty without one: the route to everywhere, else the gateway of the
 * range. Where it stands: whereabouts and dhcp have it at the top, host-local also in its ranges, static with its
 * addresses.
 */
function ipamGateway(ipam: unknown): string {
  const route = listAt(ipam, 'routes').find((one) => defaultRoutes.includes(textAt(one, 'dst')))
  const ranges = [
    ipam,
    ...listAt(ipam, 'ranges').flatMap((range) => (Array.isArray(range) ? (range as unknown[]) : [range])),
    ...listAt(ipam, 'ipRanges'),
    ...listAt(ipam, 'addresses'),
  ]
  const gateways = [textAt(route, 'gw'), ...ranges.map((range) => textAt(range, 'gateway'))]
  return gateways.find((one) => one !== '') ?? ''
}
