import type { Problem } from '../../shared/problem.ts'

export function nameTaken(name: string): Problem {
  return {
    code: 'provider.name-taken',
    message: `A provider named ${name} exists already.`,
    meaning: 'Nothing was saved.',
    remedy: 'Choose another name, or remove the existing provider first.',
  }
}

export function needsCredentials(name: string): Problem {
  return {
    code: 'provider.needs-credentials',
    message: `${name} is not connected: its credentials are not in memory.`,
    meaning: 'Nothing was changed.',
    remedy: `Enter the credentials of ${name} under Providers.`,
  }
}

export function vaultLocked(name: string): Problem {
  return {
    code: 'vault.locked',
    message: `The vault is locked, and the credentials of ${name} are kept in it.`,
    meaning: 'Nothing was changed.',
    remedy: 'Unlock the vault.',
  }
}

export function unknownProvider(id: string): Problem {
  return {
    code: 'provider.unknown',
    message: `There is no provider ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Add it again under Providers.',
  }
}

export const passwordNeeded: Problem = {
  code: 'provider.password-needed',
  message: 'The address or the user is another one, so the password has to be given again.',
  meaning: 'Nothing was changed, and the known password was not sent anywhere.',
  remedy: 'Enter the password of this user on this server.',
}

export const trustNeeded: Problem = {
  code: 'provider.trust-needed',
  message: 'The address is another one, so its certificate has to be judged anew.',
  meaning: 'Nothing was changed, and nothing was sent to the new address.',
  remedy: 'Compare the certificate of the new address, or name the authority that signed it.',
}
