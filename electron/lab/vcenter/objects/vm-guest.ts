import type { EstateNic, EstateVm } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'

const NAME_SERVERS = ['10.20.0.2', '10.20.0.3']

/** Whether Tools talk to vSphere now. What the guest reports is known only while they do. */
export function toolsRunning(vm: EstateVm): boolean {
  return vm.powerState === 'poweredOn' && vm.tools === 'running'
}

const TOOLS_STATUS = {
  running: 'toolsOk',
  notRunning: 'toolsNotRunning',
  notInstalled: 'toolsNotInstalled',
} as const

/** First address of the first NIC that has one. */
export function guestAddress(vm: EstateVm): string | undefined {
  if (!toolsRunning(vm)) return undefined
  return vm.nics.flatMap((nic) => nic.ips)[0]?.address
}

export function toolsFacts(vm: EstateVm): VimObject {
  const installed = vm.tools !== 'notInstalled'
  return {
    toolsStatus: TOOLS_STATUS[vm.tools],
    toolsVersionStatus: installed ? 'guestToolsCurrent' : 'guestToolsNotInstalled',
    toolsVersionStatus2: installed ? 'guestToolsCurrent' : 'guestToolsNotInstalled',
    toolsRunningStatus: toolsRunning(vm) ? 'guestToolsRunning' : 'guestToolsNotRunning',
  }
}

/** The property `guest`. */
export function guestInfo(index: EstateIndex, vm: EstateVm): VimObject {
  const up = toolsRunning(vm)
  const reported: VimObject = up
    ? {
        guestId: vm.guest.id,
        guestFamily: vm.guest.family,
        guestFullName: vm.guest.fullName,
        guestDetailedData: detailedData(vm),
        hostName: vm.guest.hostName,
        ipAddress: guestAddress(vm),
        net: vm.nics.map((nic) => guestNic(index, nic)),
        ipStack: [ipStack(vm)],
        disk: fileSystems(vm),
      }
    : { net: [], ipStack: [], disk: [] }
  return {
    ...toolsFacts(vm),
    toolsVersion: vm.tools === 'notInstalled' ? '0' : '12389',
    toolsInstallType: vm.tools === 'notInstalled' ? undefined : 'guestToolsTypeOpenVMTools',
    ...reported,
    screen: { width: 1024, height: 768 },
    guestState: up ? 'running' : 'notRunning',
    guestOperationsReady: up,
    interactiveGuestOperationsReady: false,
    guestStateChangeSupported: up,
    hwVersion: vm.hardwareVersion,
  }
}

/** As Tools write it: names and quoted values. */
function detailedData({ guest }: EstateVm): string {
  const facts = {
    architecture: 'X86',
    bitness: '64',
    familyName: guest.family === 'windowsGuest' ? 'Windows' : 'Linux',
    prettyName: guest.fullName,
  }
  return Object.entries(facts)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')
}

function fileSystems(vm: EstateVm): VimObject[] {
  return vm.guest.fileSystems.map((fs) => ({
    diskPath: fs.path,
    capacity: fs.capacityBytes,
    freeSpace: fs.freeBytes,
    filesystemType: fs.type,
    mappings: [{ key: fs.diskKey }],
  }))
}

function guestNic(index: EstateIndex, nic: EstateNic): VimObject {
  return {
    network: index.network(nic.networkId).name,
    ipAddress: nic.ips.map((ip) => ip.address),
    macAddress: nic.mac,
    connected: nic.connectedAtStart,
    deviceConfigId: nic.key,
    dnsConfig: { dhcp: nic.ips.some((ip) => ip.origin === 'dhcp'), ipAddress: NAME_SERVERS },
    ipConfig: {
      ipAddress: nic.ips.map((ip) => ({
        ipAddress: ip.address,
        prefixLength: ip.prefixLength,
        origin: ip.origin,
        state: 'preferred',
      })),
    },
  }
}

function ipStack(vm: EstateVm): VimObject {
  const hostLabel = vm.guest.hostName.split('.')[0] ?? ''
  const routes = vm.nics.flatMap((nic, i): VimObject[] =>
    nic.gateway === undefined
      ? []
      : [{ network: '0.0.0.0', prefixLength: 0, gateway: { ipAddress: nic.gateway, device: String(i) } }],
  )
  return {
    dnsConfig: {
      dhcp: false,
      hostName: hostLabel,
      domainName: vm.guest.hostName.slice(hostLabel.length + 1),
      ipAddress: NAME_SERVERS,
      searchDomain: ['lab.example'],
    },
    ipRouteConfig: { ipRoute: routes },
  }
}
