import { formatCount } from '../../shared/units.ts'
import type { Problem } from '../../shared/problem.ts'

export function locked(): Problem {
  return {
    code: 'vault.locked',
    message: 'The vault is locked.',
    meaning: 'Nothing was changed. What runs goes on until it has to log in again.',
    remedy: 'Unlock the vault.',
  }
}

/** `purpose` as in Vault.use: it names server and user. */
export function holdsNothing(purpose: string): Problem {
  return {
    code: 'vault.no-secret',
    message: `There is no secret ${purpose}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Give it again.',
  }
}

export function wrongPassphrase(retryAt: Date | undefined): Problem {
  return {
    code: 'vault.wrong-passphrase',
    message: 'This passphrase does not open the vault.',
    meaning: 'Nothing was changed.',
    remedy:
      retryAt === undefined
        ? 'Try again, or use the recovery code.'
        : `After several wrong ones the next is taken at ${retryAt.toISOString()}. The recovery code works at any time.`,
  }
}

export function tooEarly(retryAt: Date, now: Date): Problem {
  const seconds = Math.ceil((retryAt.getTime() - now.getTime()) / 1000)
  return {
    code: 'vault.wait',
    message: `After several wrong passphrases the next one is taken in ${formatCount(seconds, 'second', 'seconds')}.`,
    meaning: 'This one was not looked at.',
    remedy: 'Wait, or use the recovery code.',
  }
}

export function wrongCode(): Problem {
  return {
    code: 'vault.wrong-code',
    message: 'This recovery code does not open the vault.',
    meaning: 'Nothing was changed.',
    remedy: 'Compare it letter by letter with the printed one; a newer code takes the place of an older one.',
  }
}

export function noSuchSlot(what: string): Problem {
  return {
    code: 'vault.no-slot',
    message: `The vault cannot be opened by ${what}: none was set up.`,
    meaning: 'Nothing was changed.',
    remedy: 'Open it another way.',
  }
}

export function exists(): Problem {
  return {
    code: 'vault.exists',
    message: 'There is a vault already.',
    meaning: 'Nothing was changed.',
    remedy: 'Unlock it, or forget it first.',
  }
}

/** The slot opened, and the checksum over the whole does not fit. */
export function tampered(): Problem {
  return {
    code: 'vault.corrupt',
    message: 'The vault was changed by something else than Palletjack.',
    meaning:
      'Nothing was deleted. Its credentials cannot be used, since they may not be those that were stored.',
    remedy: 'Go back to the generation before the last change, import a copy, or forget this vault.',
  }
}

export function rolledBack(): Problem {
  return {
    code: 'vault.rolled-back',
    message: 'An older vault lies where a newer one was.',
    meaning: 'Nothing was changed. A credential that was replaced or removed may be back in it.',
    remedy: 'Find out who put it there. To use it as it is, lock the vault and unlock it again.',
  }
}

export function notDamaged(): Problem {
  return {
    code: 'vault.not-damaged',
    message: 'The vault is not damaged, or not any more.',
    meaning: 'Nothing was changed.',
    remedy: 'Unlock it.',
  }
}

export function gone(): Problem {
  return {
    code: 'vault.gone',
    message: 'The file of the vault is not there any more.',
    meaning: 'Nothing was written. What it held can only be given again.',
    remedy: 'Put a backup of the file back, or set the vault up anew.',
  }
}

export function lastSlot(): Problem {
  return {
    code: 'vault.last-slot',
    message: 'The vault would be left without a passphrase and without a recovery code.',
    meaning: 'Nothing was changed. With this computer its credentials would be lost.',
    remedy: 'Set up another way to open it first.',
  }
}
