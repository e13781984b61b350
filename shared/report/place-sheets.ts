/** Sheets of what VMs run on and lie on, and of when they go. */
import type { Scope, Verdict } from '../preflight/model.ts'
import { VERDICT_WORDS } from '../preflight/verdict-words.ts'
import type { Digest } from './digest.ts'
import { figure, text, type Sheet, type Value } from './sheet.ts'

const JUDGED = [text('Cold', 14), text('Warm', 14), figure('Critical'), figure('Warnings'), figure('Unknown')]

export function placeSheets(digest: Digest): readonly Sheet[] {
  return [
    hostSheet(digest),
    networkSheet(digest),
    datastoreSheet(digest),
    waveSheet(digest),
    diskSheet(digest),
  ]
}

/** The cells of JUDGED; empty for an object that was not judged. */
function judged(digest: Digest, scope: Scope): (id: string) => readonly Value[] {
  const byId = new Map(
    (digest.input.verdicts.get(scope) ?? []).map((verdict) => [verdict.object.id, verdict]),
  )
  return (id) => {
    const verdict: Verdict | undefined = byId.get(id)
    if (!verdict) return JUDGED.map(() => undefined)
    const { cold, warm, critical, warnings, unknown } = verdict
    return [VERDICT_WORDS[cold], VERDICT_WORDS[warm], critical, warnings, unknown]
  }
}

function hostSheet(digest: Digest): Sheet {
  const { inventory, forecast } = digest.input
  const verdict = judged(digest, 'host')
  const clusters = new Map(inventory.clusters.map(({ id, name }) => [id, name]))
  const budgets = new Map(forecast.hosts.map((host) => [host.hostId, host]))
  return {
    name: 'Hosts',
    columns: [
      ...[text('Host'), text('Id', 12), text('Cluster'), text('Version', 12), text('State', 16), ...JUDGED],
      ...[figure('VMs to copy'), figure('Disks'), figure('Size (GiB)', 'gib'), figure('NFC connections')],
      ...[figure('Busy from (min)', 'minutes', 16), figure('Busy to (min)', 'minutes', 16)],
      text('What the limit rests on', 50),
    ],
    rows: inventory.hosts.map((host) => {
      const budget = budgets.get(host.id)
      return [
        ...[host.name, host.id, clusters.get(host.clusterId ?? ''), host.version, host.connectionState],
        ...verdict(host.id),
        ...[budget?.vms, budget?.disks, budget?.bytes, budget?.connections],
        ...[budget?.busyMs.from, budget?.busyMs.to, budget?.basis],
      ]
    }),
  }
}

function networkSheet(digest: Digest): Sheet {
  const { networks } = digest.input.inventory
  const verdict = judged(digest, 'network')
  const vms = countVms(digest, (vm) => vm.networkIds)
  return {
    name: 'Networks',
    columns: [
      ...[text('Network'), text('Id', 16), text('Kind', 12), figure('VLAN'), text('Trunk', 12)],
      ...[figure('VMs'), ...JUDGED],
    ],
    rows: networks.map(({ id, name, kind, vlan, vlanTrunk }) => [
      ...[name, id, kind, vlan, vlanTrunk, vms.get(id) ?? 0],
      ...verdict(id),
    ]),
  }
}

function datastoreSheet(digest: Digest): Sheet {
  const { datastores } = digest.input.inventory
  const verdict = judged(digest, 'datastore')
  const vms = countVms(digest, (vm) => vm.datastoreIds)
  return {
    name: 'Datastores',
    columns: [
      ...[text('Datastore'), text('Id', 16), text('Type', 10), figure('Size (GiB)', 'gib')],
      ...[figure('Free (GiB)', 'gib'), text('Accessible', 10), figure('VMs'), ...JUDGED],
    ],
    rows: datastores.map(({ id, name, type, capacityBytes, freeBytes, accessible }) => [
      ...[name, id, type, capacityBytes, freeBytes, accessible ? 'yes' : 'no', vms.get(id) ?? 0],
      ...verdict(id),
    ]),
  }
}

function countVms(
  { input }: Digest,
  idsOf: (vm: Digest['input']['inventory']['vms'][number]) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const vm of input.inventory.vms)
    for (const id of new Set(idsOf(vm))) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function waveSheet(digest: Digest): Sheet {
  return {
    name: 'Waves',
    columns: [
      ...[text('Wave'), text('VM'), text('VM id', 12), figure('VM size (GiB)', 'gib', 14)],
      ...[figure('Wave from (min)', 'minutes', 16), figure('Wave to (min)', 'minutes', 16)],
      text('Why together', 60),
    ],
    rows: waveRows(digest),
  }
}

function* waveRows({ input: { forecast }, vms }: Digest): Generator<readonly Value[]> {
  const byId = new Map(vms.map((vm) => [vm.id, vm]))
  for (const { name, reason, vmIds, durationMs } of forecast.waves)
    for (const id of vmIds) {
      const vm = byId.get(id)
      yield [name, vm?.name ?? id, id, vm?.diskBytes, durationMs.from, durationMs.to, reason]
    }
  for (const id of forecast.blocked) {
    const vm = byId.get(id)
    yield ['none', vm?.name ?? id, id, vm?.diskBytes, undefined, undefined, 'Something blocks it.']
  }
}

function diskSheet({ input: { disks }, vmsById }: Digest): Sheet {
  return {
    name: 'Disks',
    columns: [
      ...[text('VM'), text('VM id', 12), text('Disk', 18), figure('Size (GiB)', 'gib')],
      ...[figure('From (min)', 'minutes'), figure('To (min)', 'minutes')],
    ],
    rows: disks.map(({ vmId, label, bytes, from, to }) => [
      ...[vmsById.get(vmId)?.name ?? vmId, vmId, label, bytes, from, to],
    ]),
  }
}
