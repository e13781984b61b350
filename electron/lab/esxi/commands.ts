import type { EsxiHost, EsxiWorld } from './host.ts'

export interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

type Command = (args: readonly string[], world: EsxiWorld) => Output

const done = (stdout: string): Output => ({ stdout, stderr: '', code: 0 })
const failed = (stderr: string, code = 1): Output => ({ stdout: '', stderr, code })

/** What the host's shell can run, by name. */
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['true', () => done('')],
  ['false', () => failed('')],
  ['echo', (args) => done(`${args.join(' ')}\n`)],
  ['hostname', (_, { host }) => done(`${host.name}\n`)],
  ['date', (_, { clock }) => done(`${new Date(clock.now()).toUTCString()}\n`)],
  ['cat', cat],
  ['uname', uname],
  ['vmware', vmware],
  ['esxcli', esxcli],
  ['vim-cmd', vimCmd],
])

/**
 * Runs one line the way the host's sh would. Only plain commands with quoted arguments: pipes, redirection,
 * variables and lists are refused as a syntax error.
 */
export function runLine(line: string, world: EsxiWorld): Output {
  const words = splitWords(line)
  if (words === undefined) return failed('sh: syntax error\n', 2)
  const [name, ...args] = words
  if (name === undefined) return done('')
  const command = COMMANDS.get(name.replace(/^\/(?:s?bin|usr\/bin)\//, ''))
  return command ? command(args, world) : failed(`sh: ${name}: not found\n`, 127)
}

/** Words of a shell line, or undefined when it holds more than words. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = []
  const token = /\s*(?:((?:'[^']*'|"[^"$`\\]*"|[^\s'"`$&|;<>()\\*?])+)|(\S))/y
  const text = line.trim()
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (match?.[1] === undefined) return undefined
    words.push(
      match[1].replaceAll(
        /'([^']*)'|"([^"]*)"/g,
        (_, single?: string, double?: string) => single ?? double ?? '',
      ),
    )
  }
  return words
}

function cat(args: readonly string[], { files }: EsxiWorld): Output {
  const parts = args.map((path) => ({ path, text: files.get(path) }))
  const missing = parts.filter(({ text }) => text === undefined)
  return {
    stdout: parts.map(({ text }) => text ?? '').join(''),
    stderr: missing.map(({ path }) => `cat: can't open '${path}': No such file or directory\n`).join(''),
    code: missing.length > 0 ? 1 : 0,
  }
}

function uname(args: readonly string[], { host }: EsxiWorld): Output {
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

function vmware(args: readonly string[], { host }: EsxiWorld): Output {
  const version = `VMware ESXi ${host.version} build-${host.build}\n`
  const { main, update } = release(host)
  const level = `VMware ESXi ${main} ${update === '0' ? 'GA' : `Update ${update}`}\n`
  const flags = args.join('').replaceAll('-', '')
  if (flags === 'v') return done(version)
  if (flags === 'l') return done(level)
  if (flags === 'vl' || flags === 'lv') return done(version + level)
  return failed('Usage: vmware [-v|-l]\n')
}

function esxcli(args: readonly string[], { host }: EsxiWorld): Output {
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

function vimCmd(args: readonly string[], { host }: EsxiWorld): Output {
  if (args[0] !== 'vmsvc/getallvms') return failed(`Invalid command '${args[0] ?? ''}'.\n`)
  const rows = host
    .vms()
    .map((vm, index) => [String(index + 1), vm.name, vm.configFile, vm.guestId, vm.hardwareVersion])
  const table = [['Vmid', 'Name', 'File', 'Guest OS', 'Version', 'Annotation'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '))
  return done(`${lines.map((line) => line.trimEnd()).join('\n')}\n`)
}
