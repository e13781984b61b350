/** The lab's ESXi hosts: their servers, and how they are reached. */
import type { LabClock } from './clock.ts'
import type { LabMachine } from './controllers/kubelet/lab-network.ts'
import { startAgent, type Agent } from './esxi/agent.ts'
import { isFrom, type EsxiHost } from './esxi/host.ts'
import { createConnection } from './esxi/connection.ts'
import { labEsxi } from './esxi/lab-esxi.ts'
import { startNfcPort } from './esxi/nfc-port.ts'
import { startEsxi } from './esxi/server.ts'
import { sshIsOpen } from './estate/host-services.ts'
import type { Estate, EstateHost } from './estate/model.ts'
import { secretFrom } from './secret.ts'
import type { LabEndpoints, LabEsxi } from './service.ts'
import { createLabCertificate } from './tls.ts'

export interface LabHosts {
  readonly endpoints: LabEndpoints['esxi']
  /** By the name that pods know, and by address. */
  readonly machines: readonly LabMachine[]
  /** Throws for a host that the lab does not have. */
  esxi(name: string): LabEsxi
  /** Brings a host's SSH server in step with its service and firewall. */
  servicesChanged(host: EstateHost): Promise<void>
}

interface LabHostServer {
  readonly host: EstateHost
  readonly endpoint: LabEndpoints['esxi'][number]
  readonly machines: readonly LabMachine[]
  readonly lab: LabEsxi
  servicesChanged(): Promise<void>
}

export interface HostsOptions {
  readonly estate: Estate
  readonly clock: LabClock
  /** Names of the tasks that run on a host or its VMs. */
  readonly tasks: (hostId: string) => readonly string[]
  /** Begins a task on a host that lasts until the function that it returns is called. */
  readonly hold: (hostId: string) => () => void
  /** Is given what ends a started part. */
  readonly onStart: (close: () => Promise<void>) => void
}

export async function startHosts(options: HostsOptions): Promise<LabHosts> {
  const servers: LabHostServer[] = []
  for (const host of options.estate.hosts) servers.push(await startHost(options, host))
  return {
    endpoints: servers.map((server) => server.endpoint),
    machines: servers.flatMap((server) => server.machines),
    esxi: (name) => {
      const found = servers.find(({ host }) => host.name === name)
      if (!found) throw new Error(`The lab has no host ${name}`)
      return found.lab
    },
    servicesChanged: async (host) => {
      await servers.find((server) => server.host === host)?.servicesChanged()
    },
  }
}

async function startHost(options: HostsOptions, host: EstateHost): Promise<LabHostServer> {
  const { estate, clock, onStart } = options
  const { password, viewer, isLocked } = loginsOf(estate, host)
  const late: { agent?: Agent } = {}
  const connection = createConnection(options, host)
  const esxi = await startEsxi({
    host: hostFacts(options, host),
    password,
    clock,
    others: [{ ...viewer, uid: 1000 }],
    isLocked,
    onHostd: (isRunning) => {
      late.agent?.dropSessions()
      connection.running = isRunning
      void connection.follow()
    },
  })
  onStart(() => esxi.close())
  const certificate = await createLabCertificate(host.name, [host.address, host.migrationAddress])
  host.sslThumbprint = certificate.sha1
  const servicesChanged = (): Promise<void> => (sshIsOpen(host) ? esxi.open() : esxi.shut())
  const agent = await startAgent({
    estate,
    host,
    certificate,
    password,
    viewer,
    clock,
    isLocked,
    nfcMemory: () => esxi.machine.inside.hostd.inUse()?.maxMemory,
    hostServicesChanged: servicesChanged,
  })
  onStart(() => agent.close())
  late.agent = agent
  const nfc = await startNfcPort()
  onStart(() => nfc.close())
  const ports = new Map([
    [22, esxi.port],
    [443, agent.port],
    [902, nfc.number],
  ])
  return {
    host,
    endpoint: {
      name: host.name,
      host: '127.0.0.1',
      port: esxi.port,
      username: 'root',
      password,
      url: `https://127.0.0.1:${agent.port}/sdk`,
      sha1: certificate.sha1,
    },
    machines: [
      { name: host.name, address: host.address, ports },
      { name: '', address: host.migrationAddress, ports },
    ],
    lab: labEsxi({ estate, host, esxi, agent, nfc, viewer, connection, hold: () => options.hold(host.id) }),
    servicesChanged,
  }
}

/** The passwords of root and of somebody who is not root, and whether anybody gets in now. */
function loginsOf({ seed }: Estate, host: EstateHost) {
  return {
    password: secretFrom(seed, `root@${host.name}`, 20),
    viewer: { username: 'viewer', password: secretFrom(seed, `viewer@${host.name}`, 20) },
    isLocked: (): boolean => host.lockdownMode !== 'lockdownDisabled',
  }
}

function hostFacts({ estate, tasks }: HostsOptions, host: EstateHost): EsxiHost {
  return {
    name: host.name,
    version: host.version,
    build: host.build,
    inMaintenance: host.inMaintenance,
    hasConfigStore: isFrom(host.version, [7, 0, 1]),
    tasks: () => tasks(host.id),
    vms: () =>
      estate.vms
        .filter((vm) => vm.hostId === host.id)
        .map((vm) => ({
          name: vm.name,
          configFile: vm.configFile,
          guestId: vm.guest.id,
          hardwareVersion: vm.hardwareVersion,
        })),
  }
}
