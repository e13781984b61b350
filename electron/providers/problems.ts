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

export function unknownProvider(id: string): Problem {
  return {
    code: 'provider.unknown',
    message: `There is no provider ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Add it again under Providers.',
  }
}

export function inUse(name: string): Problem {
  return {
    code: 'provider.in-use',
    message: `A run that is not over uses ${name}.`,
    meaning: 'The provider stays.',
    remedy: 'Wait for the run to end, or cancel it first.',
  }
}
