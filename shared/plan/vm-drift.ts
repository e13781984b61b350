/** What changed about one VM of a plan, in sentences. */
import { formatBytes, formatCount } from '../units.ts'
import type { DriftItem } from './drift-model.ts'
import type { NetworkTarget, PlanInput, PlanVm } from './model.ts'
import type { ReviewedDisk, ReviewedNic, ReviewedVm } from './reviewed.ts'

type Change = Pick<DriftItem, 'kind' | 'message'>

interface Compared {
  readonly plan: PlanInput
  readonly wish: PlanVm
  readonly before: ReviewedVm
  readonly now: ReviewedVm
}

export function vmDrift(vm: Compared): Change[] {
  return [...ownDrift(vm), ...diskDrift(vm), ...nicDrift(vm), ...snapshotDrift(vm)]
}

const info = (message: string): Change => ({ kind: 'info', message })
const accept = (message: string): Change => ({ kind: 'accept', message })
const blocking = (message: string): Change => ({ kind: 'blocking', message })

function ownDrift({ plan, wish, before, now }: Compared): Change[] {
  const changes: Change[] = []
  if (before.instanceUuid !== now.instanceUuid)
    changes.push(accept('It is another virtual machine under the same id: its instance UUID changed.'))
  if (before.name !== now.name)
    changes.push(
      wish.targetName === undefined
        ? accept(`It was named ${before.name}; its name on the target comes from its new name.`)
        : info(`It was named ${before.name}. It stays ${wish.targetName} on the target.`),
    )
  if (before.firmware !== now.firmware)
    changes.push(
      accept(`Its firmware was ${before.firmware.toUpperCase()} and is ${now.firmware.toUpperCase()}.`),
    )
  if (before.cpuCount !== now.cpuCount)
    changes.push(accept(`It had ${formatCount(before.cpuCount, 'CPU')} and has ${now.cpuCount}.`))
  if (before.memoryMiB !== now.memoryMiB)
    changes.push(accept(`Its memory was ${memory(before.memoryMiB)} and is ${memory(now.memoryMiB)}.`))
  if (before.configuredGuestId !== now.configuredGuestId)
    changes.push(accept(`Its guest system was set to ${guest(before)} and is set to ${guest(now)}.`))
  if (before.host?.id !== now.host?.id)
    changes.push(
      info(`It was on ${before.host?.name ?? 'no host'} and is on ${now.host?.name ?? 'no host'}.`),
    )
  if (before.powerState !== now.powerState) changes.push(info(powerWords(plan, now)))
  if (plan.type === 'warm') changes.push(...trackingDrift(before, now))
  return changes
}

function memory(mib: number): string {
  return formatBytes(mib * 2 ** 20)
}

function guest({ configuredGuestName, configuredGuestId }: ReviewedVm): string {
  return configuredGuestName || configuredGuestId || 'nothing'
}

function powerWords({ type }: PlanInput, { powerState }: ReviewedVm): string {
  if (powerState === 'suspended') return 'It is suspended now.'
  if (powerState === 'poweredOff') return 'It is off now.'
  return type === 'cold' ? 'It runs now, and is shut down for the whole copy.' : 'It runs now.'
}

/** A warm run switches it on itself, where it may: that is for the review of today to say. */
function trackingDrift(before: ReviewedVm, now: ReviewedVm): Change[] {
  if (before.changeTracking !== now.changeTracking)
    return [
      now.changeTracking
        ? info('Changed block tracking was switched on.')
        : accept('Changed block tracking was switched off.'),
    ]
  return paired(before.disks, now.disks).flatMap(([was, is]) => {
    if (!was || !is || was.changeTracking === is.changeTracking) return []
    return is.changeTracking
      ? [info(`Changed block tracking of ${is.label} was switched on.`)]
      : [accept(`Changed block tracking of ${is.label} was switched off.`)]
  })
}

function diskDrift({ plan, before, now }: Compared): Change[] {
  return paired(before.disks, now.disks).flatMap(([was, is]) => {
    if (!is) return was ? [accept(`${sized(was)} is gone.`)] : []
    const mapped = storageOf(plan, is.datastore.id)
    if (!was)
      return mapped === undefined
        ? [blocking(`${sized(is)} is new and lies on ${is.datastore.name}, which the plan does not map.`)]
        : [accept(`${sized(is)} is new and goes to ${mapped}.`)]
    return [...sizeDrift(was, is), ...datastoreDrift(plan, was, is)]
  })
}

function sizeDrift(was: ReviewedDisk, is: ReviewedDisk): Change[] {
  const isOther = was.uuid !== '' && is.uuid !== '' && was.uuid !== is.uuid
  const before = formatBytes(was.capacityBytes)
  const now = formatBytes(is.capacityBytes)
  if (isOther) return [accept(`${is.label} is another disk: it was one of ${before} and is one of ${now}.`)]
  if (was.capacityBytes === is.capacityBytes) return []
  const word = was.capacityBytes < is.capacityBytes ? 'grew' : 'shrank'
  return [
    accept(
      before === now
        ? `${is.label} ${word} by ${formatCount(Math.abs(is.capacityBytes - was.capacityBytes), 'byte')}.`
        : `${is.label} ${word} from ${before} to ${now}.`,
    ),
  ]
}

function datastoreDrift(plan: PlanInput, was: ReviewedDisk, is: ReviewedDisk): Change[] {
  if (was.datastore.id === is.datastore.id) return []
  const moved = `${is.label} moved from ${was.datastore.name} to ${is.datastore.name}`
  const mapped = storageOf(plan, is.datastore.id)
  if (mapped === undefined) return [blocking(`${moved}, which the plan does not map.`)]
  return mapped === storageOf(plan, was.datastore.id)
    ? [info(`${moved}; both go to ${mapped}.`)]
    : [accept(`${moved}, and goes to ${mapped} therefore.`)]
}

function sized({ label, capacityBytes }: ReviewedDisk): string {
  return `${label} (${formatBytes(capacityBytes)})`
}

/** Where disks of a datastore go, in words. */
function storageOf({ storageMap }: PlanInput, datastoreId: string): string | undefined {
  const pair = storageMap.find((one) => one.sourceId === datastoreId)
  if (!pair || pair.storageClass === '') return undefined
  const how = [pair.volumeMode, pair.accessMode].filter((one) => one !== undefined)
  return how.length === 0 ? pair.storageClass : `${pair.storageClass} (${how.join(', ')})`
}

function nicDrift({ plan, before, now }: Compared): Change[] {
  return paired(before.nics, now.nics).flatMap(([was, is]) => {
    if (!is) return was ? [accept(`${was.label} (${networkName(was)}) is gone.`)] : []
    const mapped = networkOf(plan, is)
    const isUnmapped = is.network !== undefined && mapped === undefined
    if (!was)
      return isUnmapped
        ? [blocking(`${is.label} is new and in ${networkName(is)}, which the plan does not map.`)]
        : [accept(`${is.label} (${networkName(is)}) is new${goes(mapped)}.`)]
    if (was.network?.id === is.network?.id)
      return was.mac === is.mac
        ? []
        : [info(`The MAC address of ${is.label} was ${was.mac} and is ${is.mac}.`)]
    const moved = `${is.label} was in ${networkName(was)} and is in ${networkName(is)}`
    return [
      isUnmapped ? blocking(`${moved}, which the plan does not map.`) : accept(`${moved}${goes(mapped)}.`),
    ]
  })
}

function networkName({ network }: ReviewedNic): string {
  return network?.name ?? 'no network'
}

function networkOf({ networkMap }: PlanInput, { network }: ReviewedNic): NetworkTarget | undefined {
  return networkMap.find((one) => one.sourceId === network?.id)?.target
}

function goes(target: NetworkTarget | undefined): string {
  if (!target) return ''
  if (target.kind === 'pod') return ', and goes to the pod network'
  return target.kind === 'ignored' ? ', and is left out' : `, and goes to ${target.namespace}/${target.name}`
}

function snapshotDrift({ before, now }: Compared): Change[] {
  const known = new Set(before.snapshots.map(({ id }) => id))
  const left = new Set(now.snapshots.map(({ id }) => id))
  return [
    ...now.snapshots
      .filter(({ id }) => !known.has(id))
      .map(({ name }) => accept(`It has a new snapshot, "${name}".`)),
    ...before.snapshots
      .filter(({ id }) => !left.has(id))
      .map(({ name }) => info(`Its snapshot "${name}" is gone.`)),
  ]
}

/** Devices by their key: before and now, those that are there no more after the others. */
function paired<T extends { readonly key: number }>(
  before: readonly T[],
  now: readonly T[],
): [T | undefined, T | undefined][] {
  const was = new Map(before.map((one) => [one.key, one]))
  const kept = new Set(now.map(({ key }) => key))
  const byKey = (a: T, b: T): number => a.key - b.key
  return [
    ...now.toSorted(byKey).map((one): [T | undefined, T] => [was.get(one.key), one]),
    ...before
      .filter(({ key }) => !kept.has(key))
      .toSorted(byKey)
      .map((one): [T, undefined] => [one, undefined]),
  ]
}
