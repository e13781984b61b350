/** One session with a vCenter or ESXi host: its login, and what can be asked of it. */
import type { ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import { createTagging } from '../../shared/inventory/from-vsphere/tags.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate } from '../../shared/provider/model.ts'
import type { UntilUnlocked, UseSecret } from '../vault/service.ts'
import { createChangedBlocks } from './changed-blocks.ts'
import { readClockSkew } from './clock.ts'
import { asResult } from './errors.ts'
import { createHostActivity } from './host-activity.ts'
import { createHostFirewall } from './host-firewall.ts'
import { createHostServices } from './host-services.ts'
import { logIn, type Login } from './login.ts'
import { createPower } from './power.ts'
import { createPrivileges } from './privileges.ts'
import { readInventory } from './read-inventory.ts'
import type { VsphereEndpoint, VsphereSession } from './service.ts'
import { readServiceContent } from './service-content.ts'
import { createSnapshots } from './snapshots.ts'
import { createSoapClient } from './soap-client.ts'
import { createTagReader, type ReadTags } from './tags.ts'
import { watchInventory } from './watch-inventory.ts'

interface Surroundings {
  readonly useSecret: UseSecret
  readonly untilUnlocked: UntilUnlocked
  readonly clock: { now(): number }
}

export async function openSession(
  address: VsphereAddress,
  endpoint: VsphereEndpoint,
  { useSecret, untilUnlocked, clock }: Surroundings,
  signal: AbortSignal,
): Promise<VsphereSession> {
  const client = createSoapClient(address, endpoint.trust)
  let login: Login | undefined
  try {
    const content = await readServiceContent(client, signal)
    client.useVersion(content.about.apiVersion)
    if (signal.aborted) throw new DOMException('Connecting was canceled', 'AbortError')
    // Goes on to its end whatever happens: what it opens can only be closed by who knows its name.
    login = await logIn({ address, username: endpoint.username, useSecret, untilUnlocked }, client, content)
    const certificate = client.certificate()
    if (!certificate) throw new Error('A TLS connection without a certificate')
    const { username, trust } = endpoint
    const { apiType, apiVersion } = content.about
    const readTags = createTagReader({ address, username, useSecret, trust, apiType, apiVersion, clock })
    return createSession({ address, login, certificate, clock, readTags, untilUnlocked })
  } catch (error) {
    await (login ? login.close() : client.destroy())
    throw error
  }
}

interface Connection {
  readonly address: VsphereAddress
  readonly login: Login
  readonly certificate: Certificate
  readonly clock: { now(): number }
  readonly readTags: ReadTags
  readonly untilUnlocked: UntilUnlocked
}

function createSession({
  address,
  login,
  certificate,
  clock,
  readTags,
  untilUnlocked,
}: Connection): VsphereSession {
  const stop = new AbortController()
  const { content } = login
  const context = (): ProjectionContext => ({
    about: content.about,
    takenAt: new Date(clock.now()).toISOString(),
    serverThumbprint: certificate.sha1,
  })
  // The end of the session waits, so that the session for tags is ended too.
  const tags: ReadTags = (vmIds, signal) => login.during(readTags(vmIds, signal))
  return {
    url: address.url,
    about: content.about,
    certificate,
    watchInventory: (signal) =>
      watchInventory(login, {
        context,
        readTags: tags,
        untilUnlocked,
        signal: AbortSignal.any([signal, stop.signal]),
      }),
    inventory: (signal) =>
      asResult('Reading the inventory', async () => {
        const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
        const inventory = await login.run(() => readInventory(login, context, ended))
        const known = await tags(
          inventory.vms.map((vm) => vm.id),
          ended,
        )
        return createTagging().add(inventory, known)
      }),
    clockSkewMs: () => readClockSkew(login, clock, stop.signal),
    ...createPower(login, stop.signal),
    ...createSnapshots(login, stop.signal),
    ...createChangedBlocks(login, stop.signal),
    ...createHostServices(login, stop.signal),
    ...createHostActivity(login, stop.signal),
    ...createHostFirewall(login, stop.signal),
    ...createPrivileges(login, stop.signal),
    close: async () => {
      stop.abort()
      await login.close()
    },
  }
}
