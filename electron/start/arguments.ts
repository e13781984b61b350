/** What the application is told when it starts, by `npm start` or as options of the desktop binary. */
import { parseArgs } from 'node:util'
import type { Result } from '../../shared/problem.ts'
import { fail, ok } from '../../shared/problem.ts'
import { givenLabFlags, labSettings, type LabSettings } from '../cli/lab-options.ts'

export interface StartOptions {
  /** State directory as typed; undefined for the usual place. */
  readonly home: string | undefined
  /** Runs the demo migration on the lab, then stays at its result. */
  readonly demo: boolean
  /** Starts the demo lab with the application. */
  readonly lab: boolean
  readonly labSettings: LabSettings
  /** The shell a person asked for; undefined to choose. */
  readonly shell: 'web' | 'electron' | undefined
  readonly help: boolean
}

export const START_HELP = `Usage: npm start -- [options]

  --demo             migrate three VMs of the demo lab, then show the result
  --lab              start with the demo lab connected
  --home DIR         where Palletjack keeps its state (default: PALLETJACK_HOME, or the usual place)
  --shell NAME       "web" or "electron" (default: the desktop window where it can run)
  --seed TEXT        seed of the lab's disks and credentials
  --vms N            VMs in the lab
  --hosts N          ESXi hosts in the lab
  --time-scale X     how much faster than real time the lab runs
  --help             this text
`

const OPTIONS = {
  demo: { type: 'boolean' },
  lab: { type: 'boolean' },
  home: { type: 'string' },
  shell: { type: 'string' },
  seed: { type: 'string' },
  vms: { type: 'string' },
  hosts: { type: 'string' },
  'time-scale': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Reads the options. `tolerant` leaves unknown ones alone: a desktop binary is also handed switches that are
 * meant for Chromium. Problems: input.*.
 */
export function parseStartOptions(args: readonly string[], tolerant = false): Result<StartOptions> {
  const parsed = parse(tolerant ? args.filter(isOurs(args)) : args)
  if (!parsed.ok) return parsed
  const { demo = false, lab = false, home, shell, help = false, ...raw } = parsed.value
  if (shell !== undefined && shell !== 'web' && shell !== 'electron')
    return refuse(`There is no shell "${shell}".`, 'Give --shell web or --shell electron, or leave it out.')
  const numbers = { ...raw, timeScale: raw['time-scale'] }
  const settings = labSettings(definedOnly(numbers))
  if (!settings.ok) return settings
  const idle = givenLabFlags(definedOnly(numbers))
  if (!demo && !lab && idle.length > 0)
    return refuse(`${idle.join(', ')} is for the lab, which was not asked for.`, 'Add --lab or --demo.')
  return ok({ home, demo, lab: lab || demo, labSettings: settings.value, shell, help })
}

/** Options that hand the start on to another process. */
export function toArguments(options: StartOptions): string[] {
  const { seed, vms, hosts, timeScale } = options.labSettings
  const valued = { home: options.home, seed, vms, hosts, 'time-scale': timeScale }
  return [
    ...(options.demo ? ['--demo'] : []),
    ...(options.lab && !options.demo ? ['--lab'] : []),
    ...Object.entries(valued).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
  ]
}

function parse(args: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    // Node adds advice on positional arguments after the first sentence; it does not apply here.
    return refuse(text.split('. ')[0]?.replace(/\.?$/, '.') ?? text, 'See npm start -- --help.')
  }
}

/** Keeps our options and the values that follow them. */
function isOurs(args: readonly string[]): (one: string, at: number) => boolean {
  const known = (text: string | undefined) => {
    const name = /^--([^=]+)/.exec(text ?? '')?.[1]
    return name !== undefined && name in OPTIONS ? OPTIONS[name as keyof typeof OPTIONS] : undefined
  }
  return (one, at) => {
    if (known(one)) return true
    const before = args[at - 1]
    return !one.startsWith('-') && known(before)?.type === 'string' && before?.includes('=') === false
  }
}

function definedOnly(raw: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function refuse(message: string, remedy: string) {
  return fail({ code: 'input.start', message, meaning: 'Nothing was started.', remedy })
}
