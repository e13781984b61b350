/** What the way of a transfer network means, in words. */
import { quoted } from '../shell-quote.ts'
import { transferRoute, type TransferAttachment } from '../manifests/transfer-network.ts'

/** One sentence about where the traffic of importer and conversion pods goes. */
export function routeWords(attachment: TransferAttachment): string {
  const route = transferRoute(attachment)
  switch (route.kind) {
    case 'gateway':
      return `Pods send everything beyond it through ${route.address} (${
        route.from === 'annotation' ? 'its route annotation' : 'its address management'
      }).`
    case 'none':
      return 'Pods reach over it only what is on that network itself; all else goes over the pod network.'
    case 'legacy':
      return 'It has no route, so it takes the place of the pod network: pods reach vCenter, the ESXi hosts and names only if that network does.'
    case 'invalid':
      return `Its route annotation says "${route.text}", which is neither an IP address nor "none".`
  }
}

/** What to do about an attachment without a (usable) route. */
export function routeRemedy({ namespace, name }: TransferAttachment): string {
  return `Name its gateway, or "none" where vCenter and the ESXi hosts are on that network: kubectl -n ${quoted(namespace)} annotate net-attach-def ${quoted(name)} forklift.konveyor.io/route=GATEWAY --overwrite`
}
