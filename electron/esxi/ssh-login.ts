/** How a login proves itself: one answer to one hidden question, or a signature. */
import type {
  AuthHandlerMiddleware,
  BaseAgent,
  IdentityCallback,
  ParsedKey,
  Prompt,
  SignCallback,
  SigningRequestOptions,
} from 'ssh2'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import {
  agentProblem,
  keyRefused,
  noMethodLeft,
  passwordRefused,
  strangePrompt,
  unusableKey,
  type SshAddress,
} from './ssh-problems.ts'

type Ssh2 = typeof import('ssh2')

/** Ends the connection and says why. */
type Refuse = (problem: Problem) => void

export type LoginHandler = (refuse: Refuse) => AuthHandlerMiddleware

/** Keys that sshd of an ESXi in FIPS mode takes. */
const SOUND_KEYS = new Set(['ssh-rsa', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'])
/** sshd hangs up after six tries (MaxAuthTries), and the question which methods there are is one. */
const MOST_AGENT_KEYS = 4
/** Listing keys asks nobody for anything. */
const AGENT_MS = 5_000

/** Prepares a login as far as it can be without the host. `agentPath`: default the agent of this computer. */
export async function loginHandler(
  ssh2: Ssh2,
  address: SshAddress,
  login: SshLogin,
  agentPath?: string,
): Promise<Result<LoginHandler>> {
  if (login.kind === 'password') return ok(byPassword(address, login.username, login.password))
  if (login.kind === 'key') {
    const key = usableKey(ssh2, login.privateKey, login.passphrase)
    if (!key.ok) return key
    const method = { type: 'publickey', username: login.username, key: key.value } as const
    return ok(bySignature(address, login.username, 'this key', method))
  }
  const agent = await usableAgent(ssh2, agentPath ?? defaultAgent())
  if (!agent.ok) return agent
  const method = { type: 'agent', username: login.username, agent: agent.value } as const
  return ok(bySignature(address, login.username, 'every key of the SSH agent', method))
}

/** ESXi locks an account after a few wrong passwords, so the password is sent once, by whichever way. */
function byPassword(address: SshAddress, username: string, password: string): LoginHandler {
  return (refuse) => {
    let answered: string | undefined
    const prompt = (
      _name: string,
      _instructions: string,
      _lang: string,
      prompts: Prompt[],
      finish: (answers: string[]) => void,
    ): void => {
      const [only] = prompts
      if (answered !== undefined && only?.prompt === answered) {
        refuse(passwordRefused(address, username))
        return
      }
      if (answered !== undefined || !only || prompts.length !== 1 || !asksForPassword(only)) {
        refuse(
          strangePrompt(
            address,
            prompts.map((one) => one.prompt),
          ),
        )
        return
      }
      answered = only.prompt
      finish([password])
    }
    return (left: readonly string[] | null, partial, next) => {
      if (left === null) {
        next({ type: 'none', username })
        return
      }
      if (answered !== undefined) {
        refuse(partial ? noMethodLeft(address, username, left) : passwordRefused(address, username))
        return
      }
      if (left.includes('keyboard-interactive')) {
        next({ type: 'keyboard-interactive', username, prompt })
        return
      }
      if (!left.includes('password')) {
        refuse(noMethodLeft(address, username, left))
        return
      }
      answered = ''
      next({ type: 'password', username, password })
    }
  }
}

function asksForPassword({ prompt, echo }: Prompt): boolean {
  return echo !== true && !/\b(new|retype|again|change|expired|otp|token|passcode|code)\b/i.test(prompt)
}

type Signature = Exclude<Parameters<Parameters<AuthHandlerMiddleware>[2]>[0], string>

function bySignature(address: SshAddress, username: string, what: string, method: Signature): LoginHandler {
  return (refuse) => {
    let tried = false
    return (left: readonly string[] | null, partial, next) => {
      if (left === null) {
        next({ type: 'none', username })
        return
      }
      if (tried && !partial) {
        refuse(keyRefused(address, username, what))
        return
      }
      if (tried || !left.includes('publickey')) {
        refuse(noMethodLeft(address, username, left))
        return
      }
      tried = true
      next(method)
    }
  }
}

function usableKey(ssh2: Ssh2, text: string, passphrase: string | undefined): Result<ParsedKey> {
  const parsed = ssh2.utils.parseKey(text, passphrase)
  if (parsed instanceof Error) {
    const locked = /passphrase|encrypted|decrypt/i.test(parsed.message)
    return fail(
      locked
        ? unusableKey(
            'The private key is locked, and the passphrase does not open it.',
            'Enter its passphrase.',
          )
        : unusableKey('The private key cannot be read.', 'Give it as OpenSSH or PEM text, the whole file.'),
    )
  }
  const key: ParsedKey | undefined = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed
  if (!key?.isPrivateKey())
    return fail(unusableKey('This is a public key.', 'Give the private key: the file without .pub.'))
  if (SOUND_KEYS.has(key.type)) return ok(key)
  return fail(
    unusableKey(
      `ESXi refuses ${key.type} keys, since it runs in FIPS mode.`,
      'Use an RSA or ECDSA key: ssh-keygen -t ecdsa -b 384.',
    ),
  )
}

function defaultAgent(): string | undefined {
  return process.env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? 'pageant' : undefined)
}

/** The agent, with only those of its keys that ESXi may take: others would use up the tries. */
async function usableAgent(ssh2: Ssh2, path: string | undefined): Promise<Result<BaseAgent>> {
  if (path === undefined) return fail(agentProblem('No SSH agent runs for this user.'))
  const agent: BaseAgent = ssh2.createAgent(path)
  const keys = await identitiesOf(ssh2, agent)
  if (keys === undefined) return fail(agentProblem('The SSH agent of this user does not answer.'))
  const sound = keys.filter((key) => SOUND_KEYS.has(key.type)).slice(0, MOST_AGENT_KEYS)
  if (sound.length === 0)
    return fail(agentProblem('The SSH agent holds no RSA or ECDSA key, and ESXi takes no others.'))
  class SoundAgent extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(done: IdentityCallback<ParsedKey>): void {
      done(undefined, sound)
    }
    override sign(
      key: ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      done?: SignCallback,
    ): void {
      if (typeof options === 'function') agent.sign(key, data, options)
      else agent.sign(key, data, options, done)
    }
  }
  return ok(new SoundAgent() as BaseAgent)
}

/** Undefined when it does not answer. */
function identitiesOf(ssh2: Ssh2, agent: BaseAgent): Promise<readonly ParsedKey[] | undefined> {
  const { promise, resolve } = Promise.withResolvers<readonly ParsedKey[] | undefined>()
  const timer = setTimeout(() => resolve(undefined), AGENT_MS)
  agent.getIdentities((error, found) => {
    clearTimeout(timer)
    resolve(error ? undefined : (found ?? []).flatMap((one) => parsedKeys(ssh2, one)))
  })
  return promise
}

function parsedKeys(ssh2: Ssh2, found: unknown): ParsedKey[] {
  const raw = found instanceof Uint8Array ? found : undefined
  const parsed = raw ? ssh2.utils.parseKey(Buffer.from(raw)) : (found as ParsedKey | { pubKey: ParsedKey })
  if (parsed instanceof Error) return []
  if (Array.isArray(parsed)) return parsed
  return ['type' in parsed ? parsed : parsed.pubKey]
}
