/** What VMware Tools report from inside a guest. */
import type { Vm } from '../model.ts'
import { at, integer, leaf, list, number, text, type RawValue } from './raw.ts'
import type { Properties } from './store.ts'

type GuestFacts = Pick<
  Vm,
  | 'guestId'
  | 'guestName'
  | 'guestHostName'
  | 'tools'
  | 'toolsVersion'
  | 'guestOperationsReady'
  | 'guestFamily'
  | 'guestDetails'
  | 'ipAddresses'
  | 'guestNics'
  | 'guestRoutes'
  | 'guestDisks'
>

export function guestFacts(properties: Properties): GuestFacts {
  const get = (path: string) => leaf(properties[path])
  const version = get('guest.toolsVersionStatus2')
  return {
    // What Tools report is what runs; the configured value is what somebody once chose.
    guestId: get('guest.guestId') ?? get('config.guestId') ?? '',
    guestName: get('guest.guestFullName') ?? get('config.guestFullName') ?? '',
    guestHostName: get('guest.hostName') ?? '',
    tools: toolsState(get('guest.toolsRunningStatus'), version),
    toolsVersion: version ?? '',
    guestOperationsReady: get('guest.guestOperationsReady') === 'true',
    guestFamily: get('guest.guestFamily') ?? '',
    guestDetails: get('guest.guestDetailedData') ?? '',
    ipAddresses: ipAddresses(get('guest.ipAddress'), properties['guest.net']),
    guestNics: list(properties['guest.net']).map(guestNic),
    guestRoutes: list(properties['guest.ipStack']).flatMap(routes),
    guestDisks: list(properties['guest.disk']).map(guestDisk),
  }
}

/** guest.toolsRunningStatus, with guest.toolsVersionStatus2 telling "never installed" from "not running". */
function toolsState(running: string | undefined, version: string | undefined): Vm['tools'] {
  if (running === 'guestToolsRunning' || running === 'guestToolsExecutingScripts') return 'running'
  if (version === 'guestToolsNotInstalled') return 'notInstalled'
  return running === 'guestToolsNotRunning' ? 'notRunning' : 'unknown'
}

/** The primary address first. IPv6 link-local addresses are left out: they reach nothing from outside. */
function ipAddresses(primary: string | undefined, net: RawValue | undefined): string[] {
  const all = list(net).flatMap((card) =>
    list(at(card, 'ipConfig.ipAddress')).flatMap((address) => text(address, 'ipAddress') ?? []),
  )
  const found = new Set(primary === undefined ? all : [primary, ...all])
  return [...found].filter((address) => !/^fe[89ab]/i.test(address))
}

/** Lower-case, colon separated. */
export function macOf(value: string | undefined): string {
  return (value ?? '').toLowerCase().replaceAll('-', ':')
}

function guestNic(card: RawValue): Vm['guestNics'][number] {
  // -1 stands for a card that is none of the virtual hardware, for example a bridge of containers.
  const deviceKey = integer(card, 'deviceConfigId', -1)
  return {
    ...(deviceKey >= 0 && { deviceKey }),
    mac: macOf(text(card, 'macAddress')),
    network: text(card, 'network') ?? '',
    addresses: list(at(card, 'ipConfig.ipAddress')).map((address) => ({
      ip: text(address, 'ipAddress') ?? '',
      prefixLength: integer(address, 'prefixLength', 0),
      origin: text(address, 'origin') ?? '',
    })),
    dns: list(at(card, 'dnsConfig.ipAddress')).flatMap((ip) => (typeof ip === 'string' ? ip : [])),
  }
}

function routes(stack: RawValue): Vm['guestRoutes'] {
  return list(at(stack, 'ipRouteConfig.ipRoute')).flatMap((route) => {
    const gateway = text(route, 'gateway.ipAddress')
    if (gateway === undefined || gateway === '') return []
    return [
      { network: text(route, 'network') ?? '', prefixLength: integer(route, 'prefixLength', 0), gateway },
    ]
  })
}

function guestDisk(disk: RawValue): Vm['guestDisks'][number] {
  // A file system on several virtual disks names all; the first is where it begins.
  const diskKey = integer(list(at(disk, 'mappings'))[0], 'key', -1)
  return {
    path: text(disk, 'diskPath') ?? '',
    capacityBytes: number(disk, 'capacity', 0),
    freeBytes: number(disk, 'freeSpace', 0),
    fileSystem: text(disk, 'filesystemType') ?? '',
    ...(diskKey >= 0 && { diskKey }),
  }
}
