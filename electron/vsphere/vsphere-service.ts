import { createProjector, type ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import { propertySets } from '../../shared/inventory/from-vsphere/properties.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { parseVsphereAddress, type VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate } from '../../shared/provider/model.ts'
import { fail } from '../../shared/problem.ts'
import { fetchCertificate } from './certificate.ts'
import { asResult } from './errors.ts'
import { logIn, type Login } from './login.ts'
import { createPower } from './power.ts'
import { readPages } from './property-collector.ts'
import type { UseSecret, VsphereEndpoint, VsphereService, VsphereSession } from './service.ts'
import { readServiceContent } from './service-content.ts'
import { createSoapClient } from './soap-client.ts'
import { watchInventory } from './watch-inventory.ts'

export interface VsphereServiceOptions {
  /** Wall clock in ms since 1970, for the time of an inventory. */
  readonly clock?: { now(): number }
}

/** The vSphere client. Holds nothing itself; each connection lives in its session. */
export function createVsphereService({ clock = Date }: VsphereServiceOptions = {}): VsphereService {
  return {
    certificate: async (url) => {
      const address = parseVsphereAddress(url)
      if (!address.ok) return address
      return asResult('Reading the certificate', () => fetchCertificate(address.value))
    },
    connect: async (endpoint, useSecret) => {
      const address = parseVsphereAddress(endpoint.url)
      if (!address.ok) return fail(address.problem)
      return asResult(`Connecting to ${address.value.host}`, () =>
        openConnection(address.value, endpoint, useSecret, clock),
      )
    },
  }
}

async function openConnection(
  address: VsphereAddress,
  endpoint: VsphereEndpoint,
  useSecret: UseSecret,
  clock: { now(): number },
): Promise<VsphereSession> {
  const client = createSoapClient(address, endpoint.trust)
  try {
    const content = await readServiceContent(client)
    client.useVersion(content.about.apiVersion)
    const login = await logIn(address, endpoint.username, useSecret, client, content)
    const certificate = client.certificate()
    if (!certificate) throw new Error('A TLS connection without a certificate')
    return createSession(address, login, certificate, clock)
  } catch (error) {
    await client.destroy()
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
  const { client, content } = login
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
        login.run(async () => {
          const objects: StoredObject[] = []
          const sets = propertySets(content.about.apiVersion)
          const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
          for await (const page of readPages(client, content, sets, { signal: ended })) objects.push(...page)
          return createProjector().project(objects, context())
        }),
      ),
    ...createPower(login, stop.signal),
    close: async () => {
      stop.abort()
      await login.close()
    },
  }
}
