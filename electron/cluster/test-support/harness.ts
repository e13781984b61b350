/** Servers and connections of one test file, all closed together. */
import type { UseSecret } from '../../vault/service.ts'
import { createClusterService, type ClusterServiceOptions } from '../cluster-service.ts'
import type { ClusterConnection } from '../service.ts'
import { createTestAuthority, type Issued, type TestAuthority } from './certificates.ts'
import { startScriptedApi, type Script, type ScriptedApi } from './scripted-api.ts'
import { lending } from '../../vault/test-support/lending.ts'

export const token = 'sha256~a-token-that-must-not-leak'
export const useSecret: UseSecret = lending(token)

export interface Harness {
  readonly authority: TestAuthority
  readonly serve: (script?: Script, issued?: Issued, clientCaPem?: string) => Promise<ScriptedApi>
  /** Connects with the token, or throws. */
  readonly connect: (
    api: { readonly url: string },
    options?: ClusterServiceOptions,
    use?: UseSecret,
  ) => Promise<ClusterConnection>
  /** Has something else closed with the rest. */
  readonly track: <T extends { close(): unknown }>(opened: T) => T
  /** Closes everything that was opened since the last time, last first. */
  readonly closeAll: () => Promise<void>
}

export async function createHarness(): Promise<Harness> {
  const authority = await createTestAuthority()
  const certificate = await authority.server()
  const open: { close(): unknown }[] = []

  function track<T extends { close(): unknown }>(opened: T): T {
    open.push(opened)
    return opened
  }

  return {
    authority,
    track,
    serve: async (script, issued = certificate, clientCaPem) =>
      track(await startScriptedApi(issued, script, clientCaPem)),
    async connect(api, options = {}, use = useSecret) {
      const access = { kind: 'token', url: api.url, caPem: authority.caPem } as const
      const result = await createClusterService(options).connect(access, use)
      if (!result.ok) throw new Error(JSON.stringify(result.problem))
      return track(result.value)
    },
    async closeAll() {
      for (const each of open.splice(0).reverse()) await each.close()
    },
  }
}
