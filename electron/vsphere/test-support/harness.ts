/** What the tests of a connection share: a scripted vCenter and a client that is logged in to it. */
import type { Result } from '../../../shared/problem.ts'
import type { Trust } from '../../../shared/provider/model.ts'
import type { VsphereSession } from '../service.ts'
import { createVsphereService } from '../vsphere-service.ts'
import type { TestCertificate } from './certificate.ts'
import { startScriptedVcenter, type Script, type ScriptedVcenter } from './scripted-vcenter.ts'

/** With everything that XML has to escape. */
const PASSWORD = `p<&>"']]>s3cret`

export interface Harness {
  readonly start: (script?: Script, shown?: TestCertificate) => Promise<ScriptedVcenter>
  readonly connect: (server: ScriptedVcenter, trust?: Trust) => Promise<Result<VsphereSession>>
  /** As connect; throws instead of a problem. */
  readonly connected: (server: ScriptedVcenter) => Promise<VsphereSession>
  /** Closed by `closeAll`, newest first. */
  readonly onClose: (close: () => Promise<void>) => void
  readonly closeAll: () => Promise<void>
}

export function createHarness(certificate: () => TestCertificate): Harness {
  // A clock that stands still: the time of an inventory is a fact that tests compare.
  const service = createVsphereService({ clock: { now: () => 0 } })
  const closing: (() => Promise<void>)[] = []
  const connect: Harness['connect'] = async (server, trust) => {
    const result = await service.connect(
      {
        url: server.url,
        username: 'ann@lab',
        trust: trust ?? { kind: 'fingerprint', value: certificate().sha256 },
      },
      (use) => use(PASSWORD),
    )
    if (result.ok) closing.push(() => result.value.close())
    return result
  }
  return {
    start: async (script, shown) => {
      const server = await startScriptedVcenter(shown ?? certificate(), script)
      closing.push(() => server.close())
      return server
    },
    connect,
    connected: async (server) => {
      const result = await connect(server)
      if (!result.ok) throw new Error(result.problem.message)
      return result.value
    },
    onClose: (close) => void closing.push(close),
    closeAll: async () => {
      for (const close of closing.splice(0).reverse()) await close()
    },
  }
}
