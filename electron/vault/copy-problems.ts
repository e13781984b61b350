import type { Problem } from '../../shared/problem.ts'

export function nothingToCopy(): Problem {
  return {
    code: 'vault.nothing-to-copy',
    message: 'There is no provider that a copy could carry.',
    meaning: 'Nothing was written. Inventory files and the demo lab are not part of copies.',
    remedy: 'Add a vCenter or a cluster first.',
  }
}

export function cannotTravel(name: string): Problem {
  return {
    code: 'vault.not-in-copies',
    message: `${name} cannot be part of a copy: it is an inventory file or an end of the demo lab.`,
    meaning: 'Nothing was written.',
    remedy: 'Leave it out. An inventory file can be opened on the other computer as it is.',
  }
}

export function unknownInCopy(id: string): Problem {
  return {
    code: 'provider.unknown',
    message: `There is no provider ${id}.`,
    meaning: 'Nothing was written.',
    remedy: 'Choose from the providers that are there.',
  }
}

export function noSuchSource(): Problem {
  return {
    code: 'provider.unknown',
    message: 'There is no such vCenter.',
    meaning: 'Nothing was stored.',
    remedy: 'Add it under Providers first.',
  }
}

export function tooLarge(): Problem {
  return {
    code: 'vault.corrupt',
    message: 'The file is larger than any copy.',
    meaning: 'Nothing was changed, and it was not opened.',
    remedy: 'Choose a file that Palletjack exported as a copy.',
  }
}
