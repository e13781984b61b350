/**
 * How importer and conversion pods get onto a transfer network: by annotations that CDI passes on from a DataVolume
 * to its claim and its importer pod. The rules are Forklift's (setTransferNetwork).
 */
import type { Attachment } from '../target/model.ts'

/** A NetworkAttachmentDefinition, with what its route annotation and its IPAM configuration say. */
export type TransferAttachment = Pick<Attachment, 'namespace' | 'name' | 'route' | 'gateway'>

/** Which way a pod's traffic takes beyond the attached network itself. */
export type TransferRoute =
  | { readonly kind: 'gateway'; readonly address: string; readonly from: 'annotation' | 'ipam' }
  /** Attached without a default route: only what is on that network is reached over it. */
  | { readonly kind: 'none' }
  /** No route is known: the attachment takes the place of the pod network. */
  | { readonly kind: 'legacy' }
  /** The annotation is neither an IP address nor "none". */
  | { readonly kind: 'invalid'; readonly text: string }

/** Annotation of an attachment with the gateway of its network, or "none". */
export const routeAnnotation = 'forklift.konveyor.io/route'
const networksAnnotation = 'k8s.v1.cni.cncf.io/networks'
const defaultNetworkAnnotation = 'v1.multus-cni.io/default-network'

export function transferRoute({ route, gateway }: TransferAttachment): TransferRoute {
  if (route !== undefined) {
    if (route === 'none') return { kind: 'none' }
    return isAddress(route)
      ? { kind: 'gateway', address: route, from: 'annotation' }
      : { kind: 'invalid', text: route }
  }
  if (gateway !== undefined && isAddress(gateway)) return { kind: 'gateway', address: gateway, from: 'ipam' }
  return { kind: 'legacy' }
}

/** The annotations of a pod (or DataVolume) on this network; none for the pod network. */
export function transferAnnotations(
  network: TransferAttachment | undefined,
): Readonly<Record<string, string>> {
  if (!network) return {}
  const { namespace, name } = network
  const route = transferRoute(network)
  if (route.kind === 'legacy') return { [defaultNetworkAnnotation]: `${namespace}/${name}` }
  const element = {
    name,
    namespace,
    ...(route.kind === 'gateway' && { 'default-route': [route.address] }),
  }
  return { [networksAnnotation]: JSON.stringify([element]) }
}

/** True for an IPv4 address, and for what is made of the parts of an IPv6 address. */
export function isAddress(text: string): boolean {
  if (text.includes(':')) return isIpv6(text)
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  return halves.length === 2 ? groups.length < 8 : groups.length === 8
}
