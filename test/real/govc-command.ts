/** govmomi's own command line, logged in to one server. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildGo } from './go-program.ts'

export type Govc = (command: string, ...args: readonly string[]) => Promise<string>

export interface GovcServer {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly sha256: string
}

const CALL_LIMIT_MS = 60_000

/** Builds govc if it is not built yet. Call `remove` at the end: it takes its folder away. */
export async function createGovc(
  go: string,
  { url, username, password, sha256 }: GovcServer,
): Promise<{ readonly govc: Govc; readonly remove: () => Promise<void> }> {
  const program = await buildGo(go, join(import.meta.dirname, 'govc'))
  const home = await mkdtemp(join(tmpdir(), 'palletjack-govc-'))
  const knownHosts = join(home, 'known_hosts')
  await writeFile(knownHosts, `${new URL(url).host} ${sha256}\n`)
  const run = promisify(execFile)
  // The password goes by the environment of the child: it was made for this run.
  const env = {
    HOME: home,
    PATH: '',
    GOVC_USERNAME: username,
    GOVC_PASSWORD: password,
    GOVC_TLS_KNOWN_HOSTS: knownHosts,
    GOVC_PERSIST_SESSION: 'false',
  }
  return {
    govc: async (command, ...args) => {
      const { stdout } = await run(program, [command, '-u', url, ...args], { env, timeout: CALL_LIMIT_MS })
      return stdout
    },
    remove: () => rm(home, { recursive: true, force: true }),
  }
}
