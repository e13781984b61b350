/** The exec section of a kubeconfig's user (client-go credential plugins): what it runs, and how that is shown. */
import { isAbsolute } from 'node:path'
import * as z from 'zod'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { unusableProgram } from './kubeconfig-problems.ts'

const V1 = 'client.authentication.k8s.io/v1'
const VERSIONS = [V1, 'client.authentication.k8s.io/v1beta1']

export interface LoginProgram {
  /** Of the ExecCredential that it is given and has to answer with. */
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly installHint: string
  readonly provideClusterInfo: boolean
}

const execSchema = z.object({
  apiVersion: z.string().nullish(),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
  interactiveMode: z.string().nullish(),
})

/** What would be run for `context`, or why it cannot be run. Looks at nothing but its arguments. */
export function readProgram(context: string, exec: unknown): Result<LoginProgram> {
  const parsed = execSchema.safeParse(exec)
  if (!parsed.success) return fail(unusableProgram(context, 'its exec section cannot be read'))
  const { command, args, env, installHint, provideClusterInfo } = parsed.data
  const apiVersion = parsed.data.apiVersion ?? ''
  if (!VERSIONS.includes(apiVersion))
    return fail(
      unusableProgram(
        context,
        `the exec section is of version ${apiVersion === '' ? '(none)' : apiVersion}, not ${VERSIONS.join(' or ')}`,
        'Update the plugin and its kubeconfig, for example by the login command of your cloud provider.',
      ),
    )
  const interactive = parsed.data.interactiveMode ?? (apiVersion === V1 ? '' : 'IfAvailable')
  if (interactive === 'Always')
    return fail(
      unusableProgram(
        context,
        'that program always asks a person in a terminal, which there is none of here',
        'Use a plugin that can log in by itself, or a token: kubectl create token for a service account.',
      ),
    )
  if (interactive !== 'Never' && interactive !== 'IfAvailable')
    return fail(unusableProgram(context, 'its interactiveMode is neither Never nor IfAvailable'))
  if (/[\\/]/.test(command) && !isAbsolute(command))
    return fail(
      unusableProgram(
        context,
        `the path of that program (${shownWord(command)}) is relative to a folder that a pasted text does not have`,
        'Write the whole path of the program into the exec section, or a name that is found on the PATH.',
      ),
    )
  const program: LoginProgram = {
    apiVersion,
    command,
    args: args ?? [],
    env: env ?? [],
    installHint: installHint ?? '',
    provideClusterInfo: provideClusterInfo === true,
  }
  return isRunnable(program)
    ? ok(program)
    : fail(unusableProgram(context, 'its command line holds what no program can be given'))
}

/** Text that the operating system can carry: no NUL, no half of a character; names of variables as shells know. */
function isRunnable({ command, args, env }: LoginProgram): boolean {
  const texts = [command, ...args, ...env.map(({ value }) => value)]
  return !texts.some((text) => /[\0\ud800-\udfff]/u.test(text)) && env.every(({ name }) => isName(name))
}

function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}

/**
 * The one text for a program: what a person reads, agrees to, and what that consent is compared with. It is a
 * line that bash would read back as the same variables, command and arguments, whatever characters they hold.
 * Only values that are secrets by their name are left out ("[hidden]", which no literal looks like: that would
 * stand in quotes), because the text is shown and remembered.
 */
export function programLine({ command, args, env }: LoginProgram): string {
  const variables = env.map(({ name, value }) => `${name}=${isSecretName(name) ? HIDDEN : shownWord(value)}`)
  const words = args.map((arg, index) => {
    const before = args[index - 1] ?? ''
    return takesSecret(before) && !arg.startsWith('-') ? HIDDEN : shownArgument(arg)
  })
  // A command with an equals sign would read as a variable.
  const shown = command.includes('=') ? quoted(command) : shownWord(command)
  return [...variables, shown, ...words].join(' ')
}

const HIDDEN = '[hidden]'

function isSecretName(name: string): boolean {
  return /(secret|password|passwd|passphrase|token|access[-_]?key|api[-_]?key|private[-_]?key)$/i.test(name)
}

/**
 * A flag whose value is the next argument. Long ones only: to a shell "-secret" is a bundle of letters with a "c"
 * in it, and what follows is code, which must never be left out.
 */
function takesSecret(flag: string): boolean {
  return /^--([\w-]*(secret|password|passwd|passphrase|access[-_]?key|api[-_]?key)|token)$/i.test(flag)
}

/** Long flags only here too: "-ctoken=..." is code to more than one interpreter. */
function shownArgument(arg: string): string {
  const [, flag] = /^(--[\w-]+)=./s.exec(arg) ?? []
  return flag !== undefined && isSecretName(flag) ? `${flag}=${HIDDEN}` : shownWord(arg)
}

function shownWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quoted(word)
}

function quoted(word: string): string {
  if (/^[\x20-\x7e]*$/.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  // Characters that may look like others, or like nothing, are shown by their number.
  const escaped = Array.from(word, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (character === '\\' || character === "'") return `\\${character}`
    if (code >= 0x20 && code < 0x7f) return character
    return `\\U${code.toString(16).padStart(8, '0')}`
  })
  return `$'${escaped.join('')}'`
}
