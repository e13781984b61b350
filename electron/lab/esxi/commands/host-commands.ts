/** Programs that tell about the host. */
import type { EsxiHost } from '../host.ts'
import { done, failed, type Commands, type Output, type Shell } from './command.ts'

export const HOST_COMMANDS: Commands = {
  hostname: (_, { inside }) => done(`${inside.host.name}\n`),
  date,
  uname,
  vmware,
  esxcli,
  id: (args, { uid }) => done(args[0] === '-u' ? `${uid}\n` : `uid=${uid} gid=${uid}\n`),
  sleep: async ([seconds = ''], { inside }) => {
    if (!/^\d+$/.test(seconds)) return failed(`sleep: invalid number '${seconds}'\n`)
    await inside.clock.sleep(Number(seconds) * 1000)
    return done()
  },
}

/** hostd answers the tools of the host; without it they say this. */
export const NO_HOSTD = 'Connect to localhost failed: Connection failure.\n'

function date(args: readonly string[], { inside }: Shell): Output {
  const now = new Date(inside.clock.now())
  const format = args.find((arg) => arg.startsWith('+'))
  const iso = now.toISOString()
  if (format === undefined) {
    const [, weekday = '', day = '', month = ''] = /^(\w+), 0?(\d+) (\w+)/.exec(now.toUTCString()) ?? []
    return done(`${weekday} ${month} ${day.padStart(2)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}\n`)
  }
  const parts: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    s: String(Math.floor(now.getTime() / 1000)),
    Z: 'UTC',
  }
  return done(`${format.slice(1).replaceAll(/%(.)/g, (_, letter: string) => parts[letter] ?? letter)}\n`)
}

function uname(args: readonly string[], { inside: { host } }: Shell): Output {
  if (args.length === 0) return done('VMkernel\n')
  const parts = [
    'VMkernel',
    host.name,
    host.version,
    `#1 SMP Release build-${host.build}`,
    'x86_64',
    'x86_64',
    'x86_64',
    'ESXi',
  ]
  const flags: Readonly<Record<string, string>> = {
    '-s': 'VMkernel',
    '-n': host.name,
    '-r': host.version,
    '-m': 'x86_64',
  }
  const flag = args[0] ?? ''
  if (flag === '-a') return done(`${parts.join(' ')}\n`)
  const one = flags[flag]
  return one === undefined
    ? failed(`uname: unrecognized option: ${flag.replace(/^-/, '')}\n`)
    : done(`${one}\n`)
}

/** "8.0.2" is 8.0 Update 2, "6.7.0" is 6.7 GA. */
function release(host: EsxiHost): { readonly main: string; readonly update: string } {
  const [major = '', minor = '', update = '0'] = host.version.split('.')
  return { main: `${major}.${minor}`, update }
}

function vmware(args: readonly string[], { inside: { host } }: Shell): Output {
  const version = `VMware ESXi ${host.version} build-${host.build}\n`
  const { main, update } = release(host)
  const level = `VMware ESXi ${main} ${update === '0' ? 'GA' : `Update ${update}`}\n`
  const flags = args.join('').replaceAll('-', '')
  if (flags === 'v') return done(version)
  if (flags === 'l') return done(level)
  if (flags === 'vl' || flags === 'lv') return done(version + level)
  return failed('Usage: vmware [-v|-l]\n')
}

function esxcli(args: readonly string[], { inside: { host, hostd } }: Shell): Output {
  if (!hostd.isRunning()) return failed(NO_HOSTD)
  if (args.join(' ') !== 'system version get')
    return failed(`Error: Unknown command or namespace ${args.join(' ')}\n`)
  return done(
    [
      '   Product: VMware ESXi',
      `   Version: ${host.version}`,
      `   Build: Releasebuild-${host.build}`,
      `   Update: ${release(host).update}`,
      '   Patch: 0',
      '',
    ].join('\n'),
  )
}
