import type { ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import { parseVsphereAddress, type VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate } from '../../shared/provider/model.ts'
import { fail } from '../../shared/problem.ts'
import { fetchCertificate } from './certificate.ts'
import { createChangedBlocks } from './changed-blocks.ts'
import { readClockSkew } from './clock.ts'
import { asResult } from './errors.ts'
import { createHostServices } from './host-services.ts'
import { logIn, type Login } from './login.ts'
import { createOpenSessions } from './open-sessions.ts'
import { createPower } from './power.ts'
import { createPrivileges } from './privileges.ts'
import { readInventory } from './read-inventory.ts'
import type { UseSecret, VsphereEndpoint, VsphereService, VsphereSession } from './service.ts'
import { readServiceContent } from './service-content.ts'
import { createSnapshots } from './snapshots.ts'
import { createSoapClient } from './soap-client.ts'
import { watchInventory } from './watch-inventory.ts'

export interface VsphereServiceOptions {
  /** Wall clock in ms since 1970, for the time of an inventory. */
  readonly clock?: { now(): number }
}

/** Long enough for a logout over a slow line, short enough for a process that has to end. */
const CLOSE_ALL_LIMIT_MS = 5_000

/** The vSphere client. Each connection lives in its session; here it is only known which are open. */
export function createVsphereService({ clock = Date }: VsphereServiceOptions = {}): VsphereService {
  const sessions = createOpenSessions()
  return {
    certificate: async (url) => {
      const address = parseVsphereAddress(url)
      if (!address.ok) return address
      return asResult('Reading the certificate', () => fetchCertificate(address.value))
    },
    connect: async (endpoint, useSecret, signal) => {
      const address = parseVsphereAddress(endpoint.url)
      if (!address.ok) return fail(address.problem)
      return asResult(`Connecting to ${address.value.host}`, () =>
        sessions.open(signal, (ended) => openConnection(address.value, endpoint, useSecret, clock, ended)),
      )
    },
    closeAll: (limitMs = CLOSE_ALL_LIMIT_MS) => sessions.closeAll(limitMs),
  }
}

async function openConnection(
  address: VsphereAddress,
  endpoint: VsphereEndpoint,
  useSecret: UseSecret,
  clock: { now(): number },
  signal: AbortSignal,
): Promise<VsphereSession> {
  const client = createSoapClient(address, endpoint.trust)
  let login: Login | undefined
  try {
    const content = await readServiceContent(client, signal)
    client.useVersion(content.about.apiVersion)
    if (signal.aborted) throw new DOMException('Connecting was cancelled', 'AbortError')
    // Goes on to its end whatever happens: what it opens can only be closed by who knows its name.
    login = await logIn(address, endpoint.username, useSecret, client, content)
    const certificate = client.certificate()
    if (!certificate) throw new Error('A TLS connection without a certificate')
    return createSession(address, login, certificate, clock)
  } catch (error) {
    await (login ? login.close() : client.destroy())
    throw error
  }
}

function createSession(
  address: VsphereAddress,
  login: Login,
  certificate: Certificate,
  clock: { now(): number },
): VsphereSession {
  const stop = new AbortController()
  const { content } = login
  const context = (): ProjectionContext => ({
    about: content.about,
    takenAt: new Date(clock.now()).toISOString(),
    serverThumbprint: certificate.sha1,
  })
  return {
    url: address.url,
    about: content.about,
    certificate,
    watchInventory: (signal) =>
      watchInventory(login, { context, signal: AbortSignal.any([signal, stop.signal]) }),
    inventory: (signal) =>
      asResult('Reading the inventory', () =>
        login.run(() =>
          readInventory(login, context, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal),
        ),
      ),
    clockSkewMs: () => readClockSkew(login, clock, stop.signal),
    ...createPower(login, stop.signal),
    ...createSnapshots(login, stop.signal),
    ...createChangedBlocks(login, stop.signal),
    ...createHostServices(login, stop.signal),
    ...createPrivileges(login, stop.signal),
    close: async () => {
      stop.abort()
      await login.close()
    },
  }
}
