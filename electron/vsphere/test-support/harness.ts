/** What the tests of a connection share: a scripted vCenter and a client that is logged in to it. */
import { afterEach, beforeAll } from 'vitest'
import { parseVsphereAddress } from '../../../shared/provider/address.ts'
import type { Result } from '../../../shared/problem.ts'
import type { Trust } from '../../../shared/provider/model.ts'
import { logIn, type Login } from '../login.ts'
import { readServiceContent } from '../service-content.ts'
import type { VsphereSession } from '../service.ts'
import { createSoapClient } from '../soap-client.ts'
import { createVsphereService } from '../vsphere-service.ts'
import { createTestCertificate, type TestCertificate } from './certificate.ts'
import { startScriptedVcenter, type Script, type ScriptedVcenter } from './scripted-vcenter.ts'
import { untilAborted } from '../../until-aborted.ts'
import { lending } from '../../vault/test-support/lending.ts'

/** With everything that XML has to escape. */
const PASSWORD = `p<&>"']]>s3cret`

export interface Harness {
  /** Of vcenter.test; there once the tests run. */
  readonly certificate: () => TestCertificate
  readonly start: (script?: Script, shown?: TestCertificate) => Promise<ScriptedVcenter>
  readonly connect: (server: ScriptedVcenter, trust?: Trust) => Promise<Result<VsphereSession>>
  /** As connect; throws instead of a problem. */
  readonly connected: (server: ScriptedVcenter) => Promise<VsphereSession>
  /** start, then connected. */
  readonly open: (script?: Script) => Promise<{ server: ScriptedVcenter; session: VsphereSession }>
  /** A login of its own, for what a session does not let a test choose. */
  readonly loginTo: (server: ScriptedVcenter) => Promise<Login>
  /** Closed after the test, newest first, like all that this opens. */
  readonly onClose: (close: () => Promise<void>) => void
}

/** For all tests of a file; to be called outside of them. */
export function createHarness(): Harness {
  let made: TestCertificate
  beforeAll(async () => {
    made = await createTestCertificate('vcenter.test')
  })
  const certificate = () => made
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
      lending(PASSWORD),
    )
    if (result.ok) closing.push(() => result.value.close())
    return result
  }
  const connected: Harness['connected'] = async (server) => {
    const result = await connect(server)
    if (!result.ok) throw new Error(result.problem.message)
    return result.value
  }
  const start: Harness['start'] = async (script, shown) => {
    const server = await startScriptedVcenter(shown ?? certificate(), script)
    closing.push(() => server.close())
    return server
  }
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  return {
    certificate,
    start,
    connect,
    connected,
    open: async (script) => {
      const server = await start(script)
      return { server, session: await connected(server) }
    },
    loginTo: async (server) => {
      const address = parseVsphereAddress(server.url)
      if (!address.ok) throw new Error(address.problem.message)
      const client = createSoapClient(address.value, { kind: 'fingerprint', value: certificate().sha1 })
      const content = await readServiceContent(client)
      const login = await logIn(
        {
          address: address.value,
          username: 'ann',
          useSecret: lending('secret'),
          untilUnlocked: untilAborted,
        },
        client,
        content,
      )
      closing.push(() => login.close())
      return login
    },
    onClose: (close) => void closing.push(close),
  }
}
