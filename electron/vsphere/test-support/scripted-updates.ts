/** A vCenter whose updates are scripted, and what a watch makes of them. */
import type { InventoryUpdate, VsphereSession } from '../service.ts'
import { returned, type Answer, type Call, type Script } from './scripted-vcenter.ts'

export const collector: Script = {
  CreateContainerView: () =>
    returned('CreateContainerView', '<returnval type="ContainerView">view-1</returnval>'),
  CreatePropertyCollector: () =>
    returned('CreatePropertyCollector', '<returnval type="PropertyCollector">pc-1</returnval>'),
  CreateFilter: () => returned('CreateFilter', '<returnval type="PropertyFilter">filter-1</returnval>'),
  CancelWaitForUpdates: () => returned('CancelWaitForUpdates', ''),
  DestroyPropertyCollector: () => returned('DestroyPropertyCollector', ''),
  DestroyView: () => returned('DestroyView', ''),
}

export const assign = (name: string, value: string) =>
  `<changeSet><name>${name}</name><op>assign</op><val>${value}</val></changeSet>`
export const update = (kind: string, id: string, changes = '') =>
  `<objectSet><kind>${kind}</kind><obj type="VirtualMachine">${id}</obj>${changes}</objectSet>`
export const setXml = (version: string, updates: string, truncated: boolean) =>
  `<returnval><version>${version}</version><filterSet><filter type="PropertyFilter">f</filter>${updates}` +
  `</filterSet>${truncated ? '<truncated>true</truncated>' : ''}</returnval>`
export const set = (version: string, updates: string, truncated = false) =>
  returned('WaitForUpdatesEx', setXml(version, updates, truncated))
export const envelope = (returnval: string) =>
  `<Envelope><Body><WaitForUpdatesExResponse>${returnval}</WaitForUpdatesExResponse></Body></Envelope>`
export const vm = (kind: string, id: string, name: string) => update(kind, id, assign('name', name))

/** Never answers: a long poll in which nothing happens. */
export const silence: Answer = () => undefined

/** Answers each WaitForUpdatesEx with the next of `answers`, then is silent. */
export function waits(...answers: ((call: Call) => Answer)[]): Script {
  let next = 0
  return { ...collector, WaitForUpdatesEx: (call) => answers[next++]?.(call) ?? silence }
}

/** Reads updates until `done`; the watch is ended then. */
export async function watchUntil(
  session: VsphereSession,
  done: (update: InventoryUpdate) => boolean,
): Promise<InventoryUpdate[]> {
  const stop = new AbortController()
  const seen: InventoryUpdate[] = []
  for await (const update of session.watchInventory(stop.signal)) {
    seen.push(update)
    if (done(update)) stop.abort()
  }
  return seen
}

export const names = (update: InventoryUpdate | undefined) => update?.inventory?.vms.map((each) => each.name)
export const showing =
  (...wanted: string[]) =>
  (update: InventoryUpdate) =>
    JSON.stringify(names(update)) === JSON.stringify(wanted)
