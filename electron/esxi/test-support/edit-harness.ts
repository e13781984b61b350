/** Hosts of one test file, and what an edit of one comes to. */
import type { HostEdit } from '../../../shared/esxi/model.ts'
import { editHost, readHost } from '../edit-host.ts'
import type { EditLimits } from '../edit-limits.ts'
import type { HostRequest, HostWork } from '../host-work.ts'
import { login, TEST_LIMITS, workOn } from './host-work.ts'
import { CONFIG, CONFIG_XML } from './host-settings.ts'
import { startScriptedHost, type ScriptedHost } from './scripted-host.ts'

export const WANTED_XML = CONFIG_XML.replace('50331648', '1000000000')
export const request = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const

export interface HostPark {
  /** A host of this version, with a database from 8 on. */
  readonly start: (version?: string) => Promise<ScriptedHost>
  readonly closeAll: () => Promise<void>
}

export function createPark(): HostPark {
  const opened: ScriptedHost[] = []
  return {
    async start(version = '6.7.0') {
      const host = await startScriptedHost()
      opened.push(host)
      host.traits.version = version
      host.traits.hasStore = version.startsWith('8')
      return host
    },
    async closeAll() {
      for (const host of opened.splice(0)) await host.close()
    },
  }
}

export interface EditOptions {
  readonly ask?: HostRequest
  readonly work?: Partial<HostWork>
  readonly signal?: AbortSignal
  readonly limits?: Partial<EditLimits>
}

export function edit(host: ScriptedHost, options: EditOptions = {}): Promise<HostEdit> {
  const { ask = request, work, signal = new AbortController().signal, limits } = options
  return editHost(workOn(host, work), ask, signal, { ...TEST_LIMITS, ...limits })
}

export async function read(host: ScriptedHost) {
  const session = await login(host)
  if (!session.ok) throw new Error(session.problem.message)
  const reading = await readHost(session.value, { hostId: 'host-11', hostName: 'esx-01' })
  await session.value.close()
  return reading
}

export function config(host: ScriptedHost): string {
  return host.files.get(CONFIG)?.data.toString() ?? ''
}

export function setConfig(host: ScriptedHost, text: string): void {
  host.files.set(CONFIG, { data: Buffer.from(text), mode: '1644', uid: '0' })
}

/** What an edit has to take away again. */
export function leftovers(host: ScriptedHost): string[] {
  return [...host.files.keys(), ...host.folders].filter(
    (path) => path.startsWith('/tmp/') || path.endsWith('-new'),
  )
}

/** Calls `act` before the first command that begins like this. */
export function beforeLine(host: ScriptedHost, start: string, act: () => void): void {
  let isDone = false
  host.traits.intercept = (line) => {
    if (!isDone && line.startsWith(start)) {
      isDone = true
      act()
    }
    return undefined
  }
}
