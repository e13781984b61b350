/** Services of an ESXi host, for example its SSH server (TSM-SSH). */
import { setTimeout as delay } from 'node:timers/promises'
import {
  flag,
  list,
  at,
  reference,
  text,
  type MoRef,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import type { HostService } from '../../shared/inventory/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { asResult, isFault, problemOf, SoapFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { HostServiceChange, VsphereSession } from './service.ts'
import { textElement } from './xml-writer.ts'

export type HostServices = Pick<VsphereSession, 'hostServices' | 'setHostService'>

interface Host {
  readonly name: string
  /** lockdownDisabled, lockdownNormal or lockdownStrict; "" where vSphere does not tell. */
  readonly lockdown: string
  readonly serviceSystem: MoRef
}

/** ms until a service that was started or stopped is read again; together some ten seconds. */
const LOOKS_MS = [0, 250, 500, 1_000, 2_000, 3_000, 3_000]

/** `stop` ends every wait, for example when the connection is closed. */
export function createHostServices(login: Login, stop: AbortSignal): HostServices {
  return {
    hostServices: (hostId) =>
      asResult(`Reading the services of host ${hostId}`, async () => {
        const host = await readHost(login, hostId, stop)
        return readServices(login, host, stop)
      }),
    setHostService: (hostId, key, change) => {
      let doing = `Changing service ${key} of host ${hostId}`
      return asResult(
        () => doing,
        async () => {
          const host = await readHost(login, hostId, stop)
          doing = `Changing service ${key} of host ${host.name}`
          try {
            return await setService(login, host, key, change, stop)
          } catch (error) {
            throw withLockdown(error, host, doing)
          }
        },
      )
    },
  }
}

async function readHost(login: Login, hostId: string, signal: AbortSignal): Promise<Host> {
  const ref: MoRef = { type: 'HostSystem', value: hostId }
  const { properties } = await login.run(() =>
    readObject(
      login.client,
      login.content,
      ref,
      ['name', 'config.lockdownMode', 'configManager.serviceSystem'],
      { signal },
    ),
  )
  const name = typeof properties['name'] === 'string' ? decodeName(properties['name']) : hostId
  const serviceSystem = reference(properties['configManager.serviceSystem'])
  if (!serviceSystem) throw new VsphereError(notTold(name, 'services'))
  return { name, lockdown: textOf(properties['config.lockdownMode']), serviceSystem }
}

async function readServices(login: Login, host: Host, signal: AbortSignal): Promise<HostService[]> {
  const { properties } = await login.run(() =>
    readObject(login.client, login.content, host.serviceSystem, ['serviceInfo'], { signal }),
  )
  return list(at(properties['serviceInfo'], 'service')).flatMap((service) => {
    const key = text(service, 'key')
    if (key === undefined) return []
    const policy = text(service, 'policy') ?? ''
    return [{ key, label: text(service, 'label') ?? key, running: flag(service, 'running'), policy }]
  })
}

/** Each step is one that may be repeated: what is so already is left alone, and the end is read back. */
async function setService(
  login: Login,
  host: Host,
  key: string,
  change: HostServiceChange,
  signal: AbortSignal,
): Promise<HostService> {
  const { running, policy } = change
  const call = (method: string, body = '') =>
    login.run(() => login.client.call({ method, self: host.serviceSystem, body, signal }))
  const read = async () => {
    const services = await readServices(login, host, signal)
    const found = services.find((service) => service.key === key)
    if (!found) throw new VsphereError(noService(host, key, services))
    return found
  }
  const before = await read()
  if (policy !== undefined && before.policy !== policy) {
    await call('UpdateServicePolicy', textElement('id', key) + textElement('policy', policy))
  }
  if (running !== undefined && before.running !== running) {
    await unlessAlready(() => call(running ? 'StartService' : 'StopService', textElement('id', key)))
  }
  let now = before
  for (const wait of LOOKS_MS) {
    await delay(wait, undefined, { signal })
    // vCenter shows what it read last unless it is told to ask the host.
    await call('RefreshServices').catch(unlessOptional)
    now = await read()
    if (now.running === (running ?? now.running) && now.policy === (policy ?? now.policy)) return now
  }
  throw new VsphereError(unchanged(host, now))
}

/** Starting what runs, or stopping what does not. */
async function unlessAlready(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isFault(error, 'InvalidState')) throw error
  }
}

/** A user may be allowed to start a service and not to refresh the list: reading it decides then. */
function unlessOptional(error: unknown): void {
  if (!(error instanceof SoapFault) || isFault(error, 'NotAuthenticated')) throw error
}

/**
 * In lockdown mode a host takes orders from its vCenter only: a direct connection is refused with a fault
 * that does not say so.
 */
function withLockdown(error: unknown, host: Host, doing: string): unknown {
  const isRefused = isFault(error, 'NoPermission') || isFault(error, 'HostAccessRestrictedToManagementServer')
  if (!isRefused || host.lockdown === '' || host.lockdown === 'lockdownDisabled') return error
  const problem = problemOf(error, doing)
  if (!problem) return error
  const mode = host.lockdown === 'lockdownStrict' ? 'strict' : 'normal'
  return new VsphereError({
    ...problem,
    code: 'vsphere.host-lockdown',
    message: `${problem.message} The host is in lockdown mode (${mode}).`,
    meaning: 'Nothing was changed. In this mode the host takes orders from its vCenter only.',
    remedy:
      'Do it through the vCenter with a user that has the privilege, or ask the vSphere administrator to add an exception user or to end the lockdown.',
  })
}

export function notTold(host: string, what: 'firewall' | 'services'): Problem {
  return {
    code: 'vsphere.not-supported',
    message: `vSphere does not tell the ${what} of host ${host}.`,
    meaning: 'The host is not connected, or this user may not see its configuration.',
    remedy: 'Check in vSphere that the host is connected, and that the user may read it.',
  }
}

function noService(host: Host, key: string, services: readonly HostService[]): Problem {
  return {
    code: 'vsphere.no-such-service',
    message: `Host ${host.name} has no service ${key}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Check the version of the host.',
    detail: `services: ${services.map((service) => service.key).join(', ')}`,
  }
}

function unchanged(host: Host, now: HostService): Problem {
  return {
    code: 'vsphere.service-unchanged',
    message: `Host ${host.name} took the change, but its service ${now.key} still is ${
      now.running ? 'running' : 'stopped'
    } with start policy "${now.policy}".`,
    meaning: 'The service is not as it was asked for.',
    remedy: 'Look at the service and at the events of the host in vSphere, then try again.',
  }
}

function textOf(value: RawValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
