/** VMs as they were projected, for as long as nothing that they depend on has changed. */
import type { Vm } from '../model.ts'
import type { NetworkOf } from './networks.ts'
import type { Places } from './places.ts'
import type { RawValue } from './raw.ts'
import { sameData } from './same.ts'
import type { Properties, StoredObject } from './store.ts'
import { placeIdOf, projectVm } from './virtual-machine.ts'

export interface VmCache {
  /** The VMs, in the order of the objects; the list of last time where nothing changed. */
  project(
    objects: readonly StoredObject[],
    places: Places,
    networkOf: NetworkOf,
    breathe: (() => Promise<void>) | undefined,
  ): Promise<Vm[]>
}

interface Entry {
  readonly vm: Vm
  /** What the VM asked of its surroundings: the backings of its cards, and the network of each. */
  readonly cards: readonly {
    readonly backing: RawValue | undefined
    readonly networkId: string | undefined
  }[]
}

/** A look at a VM that is known already costs about a fortieth of projecting one. */
const LOOK = 1
const PROJECTION = 40
/** About 50 VMs: some ms of work. */
const SLICE = 50 * PROJECTION

export function createVmCache(): VmCache {
  const entries = new WeakMap<Properties, Entry>()
  let last = new Map<string, Vm>()
  let lastList: Vm[] = []
  return {
    project: async (objects, places, networkOf, breathe) => {
      const next = new Map<string, Vm>()
      let work = 0
      for (const object of objects) {
        let entry = entries.get(object.properties)
        work += LOOK
        if (entry === undefined || !isCurrent(entry, object.properties, places, networkOf)) {
          entry = makeEntry(object, places, networkOf, last.get(object.ref.value))
          entries.set(object.properties, entry)
          work += PROJECTION
        }
        next.set(object.ref.value, entry.vm)
        if (work < SLICE) continue
        work = 0
        await breathe?.()
      }
      const vms = [...next.values()]
      const same = vms.length === lastList.length && vms.every((vm, i) => vm === lastList[i])
      last = next
      lastList = same ? lastList : vms
      return lastList
    },
  }
}

/** `before`: the same VM as it was last time, kept where it says the same. */
function makeEntry(
  object: StoredObject,
  places: Places,
  networkOf: NetworkOf,
  before: Vm | undefined,
): Entry {
  const cards: { backing: RawValue | undefined; networkId: string | undefined }[] = []
  const vm = projectVm(object, places, (backing) => {
    const networkId = networkOf(backing)
    cards.push({ backing, networkId })
    return networkId
  })
  return { vm: before !== undefined && sameData(before, vm) ? before : vm, cards }
}

function isCurrent(
  { vm, cards }: Entry,
  properties: Properties,
  places: Places,
  networkOf: NetworkOf,
): boolean {
  const placeId = placeIdOf(properties)
  return (
    vm.path === places.pathOf(placeId) &&
    vm.folderId === places.folderOf(placeId) &&
    cards.every(({ backing, networkId }) => networkOf(backing) === networkId)
  )
}
