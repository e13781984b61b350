/** What a cluster says of itself, in sentences for a person. */
import type { TransferNetwork } from '../../../shared/plan/model.ts'
import type { AttachmentRef } from '../../../shared/provider/model.ts'
import type { StorageClass, Target } from '../../../shared/target/model.ts'

export function platformText({ platform, platformVersion }: Target): string {
  return platform === 'openshift' ? `OpenShift ${platformVersion}`.trim() : 'Kubernetes'
}

/** A version, or that the thing is not there. */
export function versionText(version: string): string {
  if (version === '') return 'not installed'
  return version === 'unknown' ? 'installed, version unknown' : version
}

export function nodesText({ nodes, emulation }: Target): string {
  const { total, schedulable, withKvm } = nodes
  const kvm = withKvm === 0 ? 'none with KVM' : `${withKvm} with KVM`
  const slow = emulation ? '. Without KVM guests are emulated, many times slower.' : ''
  return `${total}: ${schedulable} schedulable, ${kvm}${slow}`
}

export function namespacesText({ namespaces, terminating }: Target): string {
  const gone = terminating.length > 0 ? `, being deleted: ${terminating.join(', ')}` : ''
  return `${namespaces.length}${gone}`
}

export function podSecurityText({ podSecurity }: Target): string {
  const labelled = Object.entries(podSecurity)
  return labelled.length === 0
    ? 'no namespace is labelled'
    : labelled.map(([name, level]) => `${name} enforces ${level}`).join(', ')
}

/** The modes that CDI would choose from, best first. */
export function profileText({ claimPropertySets }: StorageClass): string {
  return claimPropertySets
    .map(({ volumeMode, accessModes }) => `${volumeMode} ${accessModes.map(shortMode).join('/')}`)
    .join(', ')
}

const SHORT_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadWriteMany: 'RWX',
  ReadOnlyMany: 'ROX',
  ReadWriteOncePod: 'RWOP',
}

function shortMode(mode: string): string {
  return SHORT_MODES[mode] ?? mode
}

export function attachmentName({ namespace, name }: AttachmentRef): string {
  return `${namespace}/${name}`
}

/** A plan's choice of the network that disks take, in a few words. */
export function transferText(
  choice: TransferNetwork | undefined,
  target: Pick<Target, 'transferNetwork'> | undefined,
): string {
  const kind = choice?.kind ?? 'default'
  if (choice?.kind === 'attachment') return attachmentName(choice)
  if (kind === 'pod') return 'Pod network'
  const own = target?.transferNetwork
  return `Default of the cluster: ${own ? attachmentName(own) : 'pod network'}`
}
