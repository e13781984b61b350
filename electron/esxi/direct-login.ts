/** One login at a host itself, past vCenter, where a copy would read. */
import type { Problem } from '../../shared/problem.ts'
import type { VsphereService } from '../vsphere/service.ts'
import type { KnownHost } from './hosts.ts'
import type { Logins } from './logins.ts'
import type { Reach } from './service.ts'

const HTTPS_PORT = 443
/** Forklift gives such a login ten seconds; a host under load answers slower. */
const LOGIN_LIMIT_MS = 20_000

export interface DirectLoginOptions {
  readonly logins: Pick<Logins, 'hasDirect' | 'useDirect' | 'isLocked'>
  readonly vsphere: Pick<VsphereService, 'connect'>
  readonly reach: Reach
}

/** Sends the password only to who shows the certificate that vCenter knows of the host. Undefined when it worked. */
export async function tryDirectLogin(
  host: KnownHost,
  { address, username }: { readonly address: string; readonly username: string },
  { logins, vsphere, reach }: DirectLoginOptions,
  signal?: AbortSignal,
): Promise<Problem | undefined> {
  if (!logins.hasDirect(host)) return noDirectLogin(host.name)
  // Before anything is sent.
  if (logins.isLocked(host)) return directLocked(host.name)
  const { thumbprint } = host.host
  if (thumbprint === '') return noThumbprint(host.name)
  const limit = AbortSignal.timeout(LOGIN_LIMIT_MS)
  const stop = signal ? AbortSignal.any([signal, limit]) : limit
  const place = reach(host.providerId, address, HTTPS_PORT)
  const url = `https://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}/sdk`
  const endpoint = { url, username, trust: { kind: 'fingerprint' as const, value: thumbprint } }
  const session = await vsphere.connect(endpoint, logins.useDirect(host), stop)
  if (!session.ok) return notReady(host.name, address, session.problem)
  const { about } = session.value
  await session.value.close()
  return about.apiType === 'HostAgent' ? undefined : notAHost(host.name, address)
}

export function noDirectLogin(name: string): Problem {
  return {
    code: 'esxi.no-login',
    message: `There is no password for the direct connection to ${name}.`,
    meaning: 'Copies from this host take the way through vCenter.',
    remedy:
      "Give root or another local user of the host with its password; vCenter's users do not work there.",
  }
}

export function directLocked(name: string): Problem {
  return {
    code: 'vault.locked',
    message: `The vault is locked, and the password for the direct connection to ${name} is kept in it.`,
    meaning: 'Copies from this host wait; those that run go on.',
    remedy: 'Unlock the vault.',
  }
}

function noThumbprint(name: string): Problem {
  return {
    code: 'esxi.no-thumbprint',
    message: `vCenter does not tell the certificate of ${name}.`,
    meaning:
      'What shows itself at the address could not be told from another server, so nothing was sent there.',
    remedy: 'Reconnect the host in vCenter, which makes it read the certificate, then try again.',
  }
}

function notReady(name: string, address: string, why: Problem): Problem {
  return {
    ...why,
    message: `${name} cannot be used at ${address}: ${why.message}`,
    meaning: 'Copies from this host take the way through vCenter.',
  }
}

function notAHost(name: string, address: string): Problem {
  return {
    code: 'esxi.not-a-host',
    message: `At ${address} answers a vCenter and not ${name} itself.`,
    meaning: 'Copies from this host take the way through vCenter.',
    remedy: 'Choose an adapter of the host.',
  }
}
