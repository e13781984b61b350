/** Which kind of settings hostd of a host reads. */
import { fail, ok, type Result } from '../problem.ts'
import type { Generation } from './model.ts'

/** What hostd reads before 7.0 U2; from then on the file is still there, and nothing reads it. */
export const CONFIG_FILE = '/etc/vmware/hostd/config.xml'

export interface EsxiVersion {
  /** "8.0.3" */
  readonly version: string
  /** "24022510"; empty where the host does not tell. */
  readonly build: string
}

/** VMware moved hostd's settings into ConfigStore with 7.0 Update 2, which calls itself 7.0.2. */
const STORE_SINCE = [7, 0, 2] as const

/**
 * By a version such as "7.0.2" or "8.0.3". `unknown` for what is none, and for a bare "7" or "7.0", which leaves
 * the update open.
 */
export function generationOf(version: string): Generation | 'unknown' {
  const found = /^\s*(\d{1,4})((?:\.\d{1,9})*)/.exec(version)
  if (!found) return 'unknown'
  const parts = [found[1], ...(found[2] ?? '').split('.').slice(1)].map(Number)
  for (const [at, since] of STORE_SINCE.entries()) {
    const part = parts[at]
    if (part === undefined) return 'unknown'
    if (part !== since) return part > since ? 'configStore' : 'configFile'
  }
  return 'configStore'
}

/**
 * Reads what `vmware -v` ("VMware ESXi 8.0.3 build-24022510") or `esxcli system version get` prints, whatever
 * a login banner puts around it. Problem esxi.not-esxi.
 */
export function parseVersion(text: string): Result<EsxiVersion> {
  const short = /^\s*VMware ESXi? (\d+(?:\.\d+)+)(?: build-(\d+))?/m.exec(text)
  if (short) return ok({ version: short[1] ?? '', build: short[2] ?? '' })
  const product = /^\s*Product:\s*VMware ESXi?\s*$/m.test(text)
  const version = /^\s*Version:\s*(\d+(?:\.\d+)+)\s*$/m.exec(text)?.[1]
  if (product && version !== undefined)
    return ok({ version, build: /^\s*Build:.*?(\d+)\s*$/m.exec(text)?.[1] ?? '' })
  return fail({
    code: 'esxi.not-esxi',
    message: 'The machine that answered by SSH does not say which version of ESXi it runs.',
    meaning: 'Nothing was changed.',
    remedy: 'Check the address: another machine, or a shell that is not ESXi, may answer there.',
    detail: shownStart(text),
  })
}

function shownStart(text: string): string {
  const start = text.replace(/[^\x20-\x7e]+/g, ' ').trim()
  return start === '' ? 'It printed nothing.' : `It printed: ${start.slice(0, 200)}`
}
