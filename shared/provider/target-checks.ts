/** The steps of "Check connection" for a target cluster: what it must have before anything can be moved to it. */
import { findAttachment } from '../plan/transfer-network.ts'
import { transferRoute } from '../manifests/transfer-network.ts'
import { conversionWords } from '../target/conversion-words.ts'
import type { Target } from '../target/model.ts'
import { missingImageWords } from '../target/image-words.ts'
import { leftWords, quotaLeft } from '../target/quota-facts.ts'
import { routeRemedy, routeWords } from '../target/route-words.ts'
import { formatCount } from '../units.ts'
import type { ConnectionCheck } from './model.ts'

/** So many names are listed under a step. */
const MAX_DETAILS = 50
/** Said where an operator is there, but its version may not be read. */
const UNKNOWN = 'unknown'

type Outcome = Omit<ConnectionCheck, 'id' | 'title' | 'details'> & { readonly details?: readonly string[] }

export function targetChecks(target: Target): ConnectionCheck[] {
  return [
    step('platform', 'Platform', platform(target)),
    step('kubevirt', 'KubeVirt', operator('KubeVirt', target.kubevirtVersion)),
    step('cdi', 'Containerized Data Importer', operator('Containerized Data Importer', target.cdiVersion)),
    step('forklift', 'Forklift (MTV)', forklift(target)),
    step('nodes', 'Nodes', nodes(target)),
    step('storage', 'Storage', storage(target)),
    step('storage-profiles', 'Storage profiles', profiles(target)),
    step('attachments', 'Networks for VMs', attachments(target)),
    step('transfer-network', 'Transfer network', transferNetwork(target)),
    step('quotas', 'Quotas', quotas(target)),
    step('vddk-image', 'VDDK image', vddk(target)),
    step('conversion', 'Guest conversion', conversion(target)),
  ]
}

function step(id: string, title: string, { details = [], ...outcome }: Outcome): ConnectionCheck {
  const more = details.length - MAX_DETAILS
  const shown = details.slice(0, MAX_DETAILS)
  return { id, title, ...outcome, details: more > 0 ? [...shown, `and ${more} more`] : shown }
}

function platform({ platform: kind, platformVersion, version }: Target): Outcome {
  if (kind === 'kubernetes') return { state: 'ok', message: `Plain Kubernetes ${version}.` }
  const named =
    platformVersion === '' ? 'OpenShift, whose version may not be read,' : `OpenShift ${platformVersion}`
  return { state: 'ok', message: `${named} on Kubernetes ${version}.` }
}

function operator(name: string, version: string): Outcome {
  if (version === '')
    return {
      state: 'failed',
      message: `${name} is not installed on this cluster.`,
      remedy: 'Install OpenShift Virtualization (the HyperConverged operator), then check again.',
    }
  return {
    state: 'ok',
    message:
      version === UNKNOWN
        ? `${name} is installed; its version may not be read.`
        : `${name} ${version} is installed.`,
  }
}

/** Nobody needs it to migrate with this application, so its absence is no fault. */
function forklift({ forkliftVersion }: Target): Outcome {
  if (forkliftVersion === '')
    return { state: 'ok', message: 'Forklift (MTV) is not installed; Palletjack itself does not need it.' }
  return {
    state: 'ok',
    message:
      forkliftVersion === UNKNOWN
        ? 'Forklift (MTV) is installed; it does not tell its version.'
        : `Forklift (MTV) ${forkliftVersion} is installed.`,
  }
}

function nodes({ nodes: { total, schedulable, withKvm }, emulation }: Target): Outcome {
  if (total === 0)
    return {
      state: 'warning',
      message: 'The nodes of this cluster may not be listed.',
      remedy:
        'Ask for the right to list nodes, or make sure yourself that some have hardware virtualization (KVM).',
    }
  if (withKvm > 0 && schedulable > 0)
    return {
      state: 'ok',
      message: `${withKvm} of ${formatCount(total, 'node')} can run virtual machines.`,
    }
  if (emulation === true)
    return {
      state: 'warning',
      message: 'KubeVirt emulates here (useEmulation): VMs and conversions run, many times slower.',
      remedy: 'Use nodes with hardware virtualization for anything but a trial.',
    }
  return {
    state: 'warning',
    message: `None of ${formatCount(total, 'node')} (${schedulable} schedulable) is known to run virtual machines.`,
    remedy: 'Check that the nodes have hardware virtualization and that KubeVirt has labelled them.',
  }
}

function storage({ storageClasses }: Target): Outcome {
  if (storageClasses.length === 0)
    return {
      state: 'failed',
      message: 'The cluster has no storage class, or this user may not list them.',
      remedy: 'Create a storage class, or ask for the right to list storage classes.',
    }
  const virt = storageClasses.find((one) => one.isVirtDefault)
  const plain = storageClasses.find((one) => one.isDefault)
  const chosen = virt ?? plain
  const details = storageClasses.map((one) =>
    [
      one.name,
      ...(one.isVirtDefault ? ['default for virtual machines'] : []),
      ...(one.isDefault ? ['default of the cluster'] : []),
      ...(one.bindingMode === 'WaitForFirstConsumer' ? ['binds when a pod first uses it'] : []),
    ].join(', '),
  )
  const count = formatCount(storageClasses.length, 'storage class', 'storage classes')
  if (!chosen)
    return {
      state: 'warning',
      message: `${count} to choose from, none of them the default.`,
      remedy:
        'Mark one as the default for virtual machines: kubectl annotate storageclass NAME storageclass.kubevirt.io/is-default-virt-class=true',
      details,
    }
  const words = virt ? 'the default for virtual machines' : 'the default of the cluster'
  return { state: 'ok', message: `${count} to choose from; ${chosen.name} is ${words}.`, details }
}

function profiles({ storageClasses, cdiVersion }: Target): Outcome {
  const without = storageClasses.filter((one) => one.claimPropertySets.length === 0).map((one) => one.name)
  if (cdiVersion === '' || storageClasses.length === 0)
    return { state: 'skipped', message: 'Storage profiles come with CDI and storage classes.' }
  if (without.length === 0)
    return {
      state: 'ok',
      message: 'CDI knows volume and access modes of every storage class.',
      details: storageClasses.map(
        (one) =>
          `${one.name}: ${one.claimPropertySets.map((set) => `${set.volumeMode} ${set.accessModes.join('/')}`).join(', ')}`,
      ),
    }
  return {
    state: 'warning',
    message: `CDI does not know how to use ${formatCount(without.length, 'storage class', 'storage classes')}: a plan has to name volume and access mode.`,
    remedy: 'Fill in spec.claimPropertySets of their StorageProfile, or choose both modes in the mapping.',
    details: without,
  }
}

function attachments({ attachments: all }: Target): Outcome {
  if (all.length === 0)
    return {
      state: 'ok',
      message: 'There is no network attachment to see: VMs can be put on the pod network only.',
    }
  return {
    state: 'ok',
    message: `${formatCount(all.length, 'network attachment')} to map VM networks to.`,
    details: all.map(
      (one) =>
        `${one.namespace}/${one.name}${one.type === '' ? '' : `, ${one.type}`}${one.vlan === undefined ? '' : `, VLAN ${one.vlan}`}`,
    ),
  }
}

function transferNetwork(target: Target): Outcome {
  const ref = target.transferNetwork
  if (!ref)
    return { state: 'ok', message: 'Disks are copied over the pod network, unless a plan chooses another.' }
  const name = `${ref.namespace}/${ref.name}`
  const attachment = findAttachment(target, ref)
  if (!attachment)
    return {
      state: 'failed',
      message: `The transfer network ${name} of this provider is not there, or may not be read.`,
      remedy: 'Choose another transfer network in the settings of this provider, or the pod network.',
    }
  const message = `Disks are copied over ${name}. ${routeWords(attachment)}`
  const { kind } = transferRoute(attachment)
  if (kind === 'gateway' || kind === 'none') return { state: 'ok', message }
  return { state: kind === 'invalid' ? 'failed' : 'warning', message, remedy: routeRemedy(attachment) }
}

function quotas({ quotas: all }: Target): Outcome {
  if (all.length === 0) return { state: 'ok', message: 'No quota to see in any namespace.' }
  const left = all.flatMap((quota) =>
    quotaLeft(quota).map((one) => ({ ...one, at: `${quota.namespace}/${quota.name}` })),
  )
  const spent = left.filter((one) => one.hard > 0 && one.left === 0)
  const details = left.map((one) => `${one.at}: ${leftWords(one)}`)
  const where = formatCount(new Set(all.map((one) => one.namespace)).size, 'namespace')
  const base = `${formatCount(all.length, 'quota')} in ${where}`
  if (spent.length === 0) return { state: 'ok', message: `${base}; none is used up.`, details }
  return {
    state: 'warning',
    message: `${base}; ${[...new Set(spent.map((one) => one.at))].join(', ')} ${spent.length === 1 ? 'has' : 'have'} a limit that is used up.`,
    remedy: 'Raise the limit or free what is used before migrating into that namespace.',
    details,
  }
}

function vddk(target: Target): Outcome {
  const words = missingImageWords(target)
  if (!words) return { state: 'ok', message: `${target.vddkImage} (${target.vddkImageSource}).` }
  const { state, message, remedy } = words
  return { state: state === 'none' ? 'failed' : 'warning', message, remedy }
}

function conversion({ conversionSecurity, conversionImage }: Target): Outcome {
  const { message, remedy } = conversionWords[conversionSecurity]
  const details = conversionImage === '' ? [] : [`Image: ${conversionImage} (setting of this provider)`]
  if (remedy === '') return { state: 'ok', message, details }
  return { state: conversionSecurity === 'refused' ? 'failed' : 'warning', message, remedy, details }
}
