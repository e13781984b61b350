/** What goes wrong on the way to a host's SSH server and on its connection, in words. Never with a secret. */
import type { HostKey } from '../../shared/esxi/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { formatDuration } from '../../shared/units.ts'

/** Where SSH of a host is reached, and what people call the host. */
export interface SshAddress {
  readonly host: string
  readonly port: number
  readonly name: string
}

const NOTHING = 'Nothing was changed.'
const MANY = 'After five wrong passwords within 15 minutes ESXi locks the account'

function shown({ name, host, port }: SshAddress): string {
  const where = `${host}${port === 22 ? '' : `:${port}`}`
  return name === host && port === 22 ? name : `${name} (${where})`
}

/** Text that a host sent, as one may put it on a screen: no control characters, at most `most` characters. */
export function plainText(text: string, most: number): string {
  return text
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, most)
}

/** A failed connection before SSH began to talk. */
export function socketProblem(error: unknown, address: SshAddress): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const made = (name: string, message: string, remedy: string): Problem => ({
    code: `esxi.${name}`,
    message,
    remedy,
    detail: code,
  })
  if (code === 'ECONNREFUSED')
    return made(
      'refused',
      `${shown(address)} refused the connection: nothing listens on port ${address.port}.`,
      'Start the SSH service of the host, or let Palletjack start it for the time of the work.',
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL')
    return made(
      'name-not-found',
      `The name ${address.host} could not be resolved.`,
      'Check the DNS server of this computer, or add the host to vCenter by a name that this computer knows.',
    )
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL')
    return made(
      'unreachable',
      `There is no route to ${shown(address)}.`,
      'Check network, VPN and firewall between this computer and the management network of the host.',
    )
  if (code === 'ETIMEDOUT') return { ...timeoutProblem(address, 'reach', undefined), detail: code }
  return connectionLost(address, code)
}

export type Stage = 'reach' | 'greet' | 'login'

/** `limitMs`: undefined when the operating system gave up. */
export function timeoutProblem(address: SshAddress, stage: Stage, limitMs: number | undefined): Problem {
  const within = limitMs === undefined ? '' : ` within ${formatDuration(limitMs)}`
  const what = {
    reach: `did not answer on port ${address.port}${within}`,
    greet: `accepted the connection but did not speak SSH${within}`,
    login: `did not finish the login${within}`,
  }[stage]
  return {
    code: 'esxi.timeout',
    message: `${shown(address)} ${what}.`,
    remedy:
      stage === 'reach'
        ? 'Check that the host runs, and that no firewall, also that of the host, drops port 22.'
        : 'Look at the load of the host and at its name service, and try again.',
  }
}

export function connectionLost(address: SshAddress, detail?: string): Problem {
  return {
    code: 'esxi.connection-lost',
    message: `The SSH connection to ${shown(address)} was lost.`,
    remedy: 'Check the network and whether the host still runs, and try again.',
    ...(detail !== undefined && { detail: plainText(detail, 300) }),
  }
}

export function canceledProblem(address: SshAddress): Problem {
  return {
    code: 'esxi.canceled',
    message: `The connection to ${shown(address)} was canceled.`,
    meaning: NOTHING,
    remedy: 'Start again when you want to.',
  }
}

export function keyUnknown(address: SshAddress, key: HostKey): Problem {
  return {
    code: 'esxi.host-key-unknown',
    message: `${shown(address)} shows a host key that nobody has trusted yet: ${key.sha256} (${key.type}).`,
    meaning: 'No password or key was sent.',
    remedy: `Compare it with the host's own, on its console: /usr/lib/vmware/openssh/bin/ssh-keygen -lf /etc/ssh/ssh_host_${key.type.startsWith('ecdsa') ? 'ecdsa' : 'rsa'}_key.pub. Trust it if it is the same.`,
  }
}

export function keyChanged(address: SshAddress, key: HostKey, pinnedSha256: string): Problem {
  return {
    code: 'esxi.host-key-changed',
    message: `${shown(address)} shows another host key than the trusted one: ${key.sha256} (${key.type}) instead of ${pinnedSha256}.`,
    meaning: 'Another machine may answer in its place. No password or key was sent.',
    remedy:
      'Find out whether the host was installed anew. Only then forget the old key, compare the new one on its console, and trust it.',
  }
}

export function handshakeProblem(address: SshAddress, message: string): Problem {
  if (/no matching/i.test(message))
    return {
      code: 'esxi.no-common-algorithm',
      message: `${shown(address)} and Palletjack know no common SSH algorithm that is still sound.`,
      meaning: NOTHING,
      remedy: 'Hosts before ESXi 6.5 are too old for it: patch the host, or edit it by hand.',
      detail: plainText(message, 300),
    }
  if (/ident|version|header|handshake/i.test(message))
    return {
      code: 'esxi.not-ssh',
      message: `What answers at ${shown(address)} is not an SSH server, or it hung up before it said so.`,
      meaning: NOTHING,
      remedy:
        'Check the address and the port. An SSH server under load hangs up as well: try again in a minute.',
      detail: plainText(message, 300),
    }
  return connectionLost(address, message)
}

export function passwordRefused(address: SshAddress, username: string): Problem {
  return {
    code: 'esxi.login-refused',
    message: `${shown(address)} refused the login of ${username}: the password is wrong, or the account is locked or has no shell access.`,
    meaning: `It was tried once. ${MANY}.`,
    remedy:
      'Enter the password again. In lockdown mode only exception users may log in; a locked account opens after 15 minutes.',
  }
}

export function keyRefused(address: SshAddress, username: string, what: string): Problem {
  return {
    code: 'esxi.login-refused',
    message: `${shown(address)} refused ${what} for ${username}.`,
    meaning: NOTHING,
    remedy: `Add the public key to /etc/ssh/keys-${username}/authorized_keys on the host, or use the password.`,
  }
}

export function noMethodLeft(address: SshAddress, username: string, offered: readonly string[]): Problem {
  return {
    code: 'esxi.no-login-method',
    message: `${shown(address)} offers ${username} no way to log in that Palletjack has: ${offered.join(', ') || 'none at all'}.`,
    meaning: NOTHING,
    remedy: 'Give the host another kind of login: password, key, or agent.',
  }
}

export function strangePrompt(address: SshAddress, prompts: readonly string[]): Problem {
  return {
    code: 'esxi.login-question',
    message: `${shown(address)} asks for something else than the password at the login.`,
    meaning: 'Palletjack answered nothing to it.',
    remedy:
      'Log in once by hand and see what it wants: an expired password has to be changed there; a second factor cannot be used here, but a key can.',
    detail: plainText(prompts.join(' | '), 300),
  }
}

export function unusableKey(why: string, remedy: string): Problem {
  return { code: 'esxi.key-unusable', message: why, meaning: NOTHING, remedy }
}

export function agentProblem(why: string): Problem {
  return {
    code: 'esxi.agent',
    message: why,
    meaning: NOTHING,
    remedy: 'Start the SSH agent, add an RSA or ECDSA key with ssh-add, and try again; or use a password.',
  }
}

export function commandTimeout(address: SshAddress, program: string, limitMs: number): Problem {
  return {
    code: 'esxi.command-timeout',
    message: `${program} did not end on ${shown(address)} within ${formatDuration(limitMs)}.`,
    remedy: 'Look at the load of the host, and try again.',
  }
}

export function outputTooLarge(address: SshAddress, program: string, maxBytes: number): Problem {
  return {
    code: 'esxi.output-too-large',
    message: `${program} on ${shown(address)} answered with more than ${maxBytes} bytes.`,
    remedy: 'Look at the file by hand: settings of a host are a few thousand bytes.',
  }
}

export function commandRefused(address: SshAddress, detail: string): Problem {
  return {
    code: 'esxi.command-refused',
    message: `${shown(address)} accepted the login but runs no commands.`,
    meaning: NOTHING,
    remedy: 'Check that the user has shell access on the host (esxcli system account list).',
    detail: plainText(detail, 300),
  }
}
