/**
 * Starts the system's browser at an address that holds a secret. The address goes through a file that only
 * this user can read, because every user of the machine can read the arguments of a running program.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface OpenedBrowser {
  /** Whether the system accepted the file; not yet that a browser came. */
  readonly started: boolean
  /** Removes the file. Call it once the page is there, or when it is too late for it. */
  remove(): Promise<void>
}

/** Hands a file to whatever opens web pages here. Rejects if nothing does. */
export type Launch = (file: string) => Promise<unknown>

/** `home` is the state directory. Never rejects because of a missing browser. */
export async function openInBrowser(
  url: string,
  home: string,
  launch: Launch = launchBySystem,
): Promise<OpenedBrowser> {
  const dir = join(home, 'browser')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const file = join(dir, `open-${randomBytes(8).toString('hex')}.html`)
  await writeFile(file, redirectPage(url), { mode: 0o600, flag: 'wx' })
  const started = await launch(file).then(
    () => true,
    () => false,
  )
  return { started, remove: () => rm(file, { force: true }) }
}

async function launchBySystem(file: string): Promise<void> {
  const { default: open } = await import('open')
  const child = await open(file)
  // The launcher's end says nothing that is of use, but its failure to start must not end this process.
  child.on('error', () => undefined)
}

function redirectPage(url: string): string {
  const safe = url.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${safe}">
<title>Palletjack</title>
<p><a href="${safe}">Open Palletjack</a></p>
`
}
