/** Desktop window or browser: decided by what this computer can show, with one sentence why. */
import type { StartOptions } from './arguments.ts'

export type ShellChoice =
  | { readonly shell: 'electron'; readonly binary: string }
  | {
      readonly shell: 'web'
      /** Whether a browser can be started on this screen. */
      readonly browser: boolean
      /** A sentence for the terminal; empty if it was asked for. */
      readonly reason: string
    }

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  /** Undefined where there are no user ids. */
  readonly uid: number | undefined
  /** Path of Electron's binary, fetched if need be; undefined if it cannot be had. */
  readonly electron: () => Promise<string | undefined>
}

/** Electron is asked for only where its window could be shown. */
export async function chooseShell(asked: StartOptions['shell'], machine: Machine): Promise<ShellChoice> {
  const noScreen = reasonWithoutScreen(machine)
  if (asked === 'web') return { shell: 'web', browser: noScreen === undefined, reason: '' }
  if (noScreen !== undefined)
    return {
      shell: 'web',
      browser: false,
      reason: `${noScreen}, so Palletjack serves its pages for a browser.`,
    }
  if (machine.platform === 'linux' && machine.uid === 0)
    return {
      shell: 'web',
      browser: true,
      reason: 'The desktop window cannot isolate its page when run as root, so Palletjack uses the browser.',
    }
  const binary = await machine.electron()
  if (binary !== undefined) return { shell: 'electron', binary }
  return {
    shell: 'web',
    browser: true,
    reason: 'Electron is not installed and cannot be downloaded from here, so Palletjack uses the browser.',
  }
}

function reasonWithoutScreen({ platform, env }: Machine): string | undefined {
  if (isSet(env['CI'])) return 'This is an automated run'
  if (isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY'])) return 'This is a remote session'
  if (platform === 'linux' && !isSet(env['DISPLAY']) && !isSet(env['WAYLAND_DISPLAY']))
    return 'This computer has no screen'
  return undefined
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0'
}
