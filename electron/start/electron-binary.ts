/** Where Electron's binary is, and how to get it. Its npm package brings none along. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface ElectronPackage {
  readonly dir: string
  readonly version: string
}

/** How long the download's host may take to answer at all, and how long the download may take, in ms. */
const PROBE_TIMEOUT_MS = 4_000
const FETCH_TIMEOUT_MS = 3 * 60_000

/** Undefined where development packages are left out. */
export function findElectronPackage(root: string): ElectronPackage | undefined {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('electron/package.json')
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { dir: dirname(manifest), version }
  } catch {
    return undefined
  }
}

/** Path of the binary, if it is there. Never downloads. */
export function installedBinary({ dir }: ElectronPackage, env: NodeJS.ProcessEnv): string | undefined {
  const pathFile = join(dir, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const file = override ? join(override, name ?? 'electron') : name && join(dir, 'dist', name)
  return file && existsSync(file) ? file : undefined
}

/** Downloads and unpacks with Electron's own installer, which checks the hash. Undefined, with a reason, if that fails. */
export async function fetchBinary(
  electron: ElectronPackage,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!(await canReachDownload(electron, env, signal))) return undefined
  say('Fetching Electron for the desktop window (about 110 MB, this once)...')
  const installed = await runInstaller(electron, env, signal)
  return installed ? installedBinary(electron, env) : undefined
}

/** Asks for the head of the file. Behind a proxy only the installer knows the way, so it is not asked. */
async function canReachDownload(
  { version }: ElectronPackage,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<boolean> {
  if (env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['ELECTRON_GET_USE_PROXY']) return true
  const mirror =
    env['ELECTRON_MIRROR'] ??
    env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/'
  const url = `${mirror.replace(/\/?$/, '/')}v${version}/SHASUMS256.txt`
  if (!URL.canParse(url)) return false
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)])
  return fetch(url, { method: 'HEAD', signal: limit }).then(
    (answer) => answer.ok,
    () => false,
  )
}

function runInstaller(
  { dir }: ElectronPackage,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<boolean> {
  const child = spawn(process.execPath, [join(dir, 'install.js')], {
    stdio: 'ignore',
    env,
    signal,
    timeout: FETCH_TIMEOUT_MS,
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
