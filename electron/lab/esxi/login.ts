/** Who gets in by SSH. */
import ssh2 from 'ssh2'
import type { AuthContext, Connection, PublicKeyAuthContext } from 'ssh2'
import { sameSecret } from '../secret.ts'

/** sshd's MaxAuthTries. */
const TRIES = 6

/** As in sshd of a host in FIPS mode: not ed25519. */
const KEY_TYPES = /^(ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/

export interface Account {
  readonly username: string
  readonly password: string
  /** 0 is root. */
  readonly uid: number
}

export interface Doorman {
  readonly accounts: readonly Account[]
  /** Text of root's authorized_keys. */
  rootKeys(): string
  /** In lockdown mode nobody gets in but through the vCenter. */
  isLocked(): boolean
}

/** Lets a connection log in; calls `enter` with who it is. */
export function authenticate(
  connection: Connection,
  doorman: Doorman,
  enter: (account: Account) => void,
): void {
  const methods: ssh2.AuthenticationType[] = ['publickey', 'keyboard-interactive']
  let tries = 0
  const refuse = (context: AuthContext): void => {
    tries += 1
    if (tries >= TRIES) connection.end()
    else context.reject(methods)
  }
  const accept = (context: AuthContext, account: Account): void => {
    // The account is looked at once the secret was right, and then sshd hangs up without a word.
    if (doorman.isLocked()) connection.end()
    else {
      enter(account)
      context.accept()
    }
  }
  connection.on('authentication', (context) => {
    const account = doorman.accounts.find(({ username }) => username === context.username)
    if (context.method === 'none') context.reject(methods)
    else if (context.method === 'publickey') {
      if (!isAuthorized(context, account?.uid === 0 ? doorman.rootKeys() : '') || account === undefined)
        refuse(context)
      else if (context.signature === undefined) context.accept()
      else accept(context, account)
    } else if (context.method !== 'keyboard-interactive') refuse(context)
    else
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        const right = sameSecret(answers[0] ?? '', account?.password ?? '')
        if (right && account !== undefined) accept(context, account)
        else refuse(context)
      })
  })
}

/** Whether one of the keys was offered, and used where the client shows that it holds it. */
function isAuthorized(context: PublicKeyAuthContext, keys: string): boolean {
  if (!KEY_TYPES.test(context.key.algo)) return false
  // Without a name for the hash it is SHA-1, which FIPS does not know either.
  if (context.key.algo === 'ssh-rsa' && context.hashAlgo === undefined) return false
  for (const line of keys.split('\n')) {
    const key = line.trim() === '' ? undefined : ssh2.utils.parseKey(line)
    if (key === undefined || key instanceof Error) continue
    if (!key.getPublicSSH().equals(context.key.data)) continue
    if (context.signature === undefined) return true
    const { blob, signature, hashAlgo } = context
    // The library returns, rather than throws, an error for a signature that it cannot read.
    const outcome: unknown = blob !== undefined && key.verify(blob, signature, hashAlgo)
    return outcome === true
  }
  return false
}
