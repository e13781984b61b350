import { done, failed, type Command, type Commands, type Output, type Shell } from './command.ts'
import { FILE_COMMANDS } from './file-commands.ts'
import { HOST_COMMANDS } from './host-commands.ts'
import { LOOK_COMMANDS } from './look-commands.ts'
import { SETTINGS_COMMANDS } from './settings-commands.ts'
import { VIM_COMMANDS } from './vim-commands.ts'

/** What the host's shell can run, by name. */
const COMMANDS: Commands = {
  true: () => done(),
  false: () => failed(''),
  echo: (args) => done(`${args.join(' ')}\n`),
  ...FILE_COMMANDS,
  ...LOOK_COMMANDS,
  ...HOST_COMMANDS,
  ...SETTINGS_COMMANDS,
  ...VIM_COMMANDS,
}

/**
 * Runs one line the way the host's sh would. Only plain commands with quoted arguments: pipes, redirection,
 * variables and lists are refused as a syntax error.
 */
export async function runLine(line: string, shell: Shell): Promise<Output> {
  const words = splitWords(line)
  if (words === undefined) return failed('sh: syntax error\n', 2)
  const [name, ...args] = words
  if (name === undefined) return done()
  const command = commandOf(name, shell)
  return command ? await command(args, shell) : failed(`sh: ${name}: not found\n`, 127)
}

/** Words of a shell line, or undefined when it holds more than words. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = []
  const token = /\s*(?:((?:'[^']*'|"[^"$`\\]*"|\\[^\n]|[^\s'"`$&|;<>()\\*?])+)|(\S))/y
  const text = line.trim()
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (match?.[1] === undefined) return undefined
    words.push(
      match[1].replaceAll(
        /'([^']*)'|"([^"]*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '',
      ),
    )
  }
  return words
}

/** A program by its name, or by its path where it lies in a place for programs. */
function commandOf(name: string, { inside }: Shell): Command | undefined {
  const known = name.replace(/^\/(?:s?bin|usr\/bin)\//, '')
  if (known === 'configstorecli' && inside.host.hasConfigStore !== true) return undefined
  return Object.hasOwn(COMMANDS, known) ? COMMANDS[known] : undefined
}
