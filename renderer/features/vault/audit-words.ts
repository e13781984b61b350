import type { AuditAction } from '../../../shared/audit/model.ts'
import type { AuditKind } from '../../app/search.ts'

/** What was done, as the log says it. */
export const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  'vault-created': 'Vault set up',
  'memory-chosen': 'Memory chosen',
  unlocked: 'Unlocked',
  'unlock-refused': 'Unlock refused',
  locked: 'Locked',
  stored: 'Stored',
  used: 'Used',
  forgotten: 'Forgotten',
  'passphrase-changed': 'Passphrase changed',
  'recovery-code-changed': 'Recovery code changed',
  'device-added': 'Keychain added',
  'way-removed': 'Way to open removed',
  'key-rotated': 'Key changed',
  'copy-exported': 'Copy exported',
  'copy-imported': 'Copy imported',
  'generation-restored': 'Earlier vault restored',
  'vault-forgotten': 'Everything forgotten',
  'not-done': 'Not carried out',
}

export interface KindWords {
  readonly label: string
  readonly actions: readonly AuditAction[]
}

/** What a person looks for together. */
export const KINDS: Readonly<Record<AuditKind, KindWords>> = {
  use: { label: 'Uses', actions: ['used'] },
  lock: { label: 'Unlocked and locked', actions: ['unlocked', 'locked'] },
  refused: { label: 'Refused or not carried out', actions: ['unlock-refused', 'not-done'] },
  stored: { label: 'Stored and forgotten', actions: ['stored', 'forgotten', 'vault-forgotten'] },
  ways: {
    label: 'Vault and ways to open it',
    actions: [
      'vault-created',
      'memory-chosen',
      'passphrase-changed',
      'recovery-code-changed',
      'device-added',
      'way-removed',
      'key-rotated',
      'generation-restored',
    ],
  },
  copies: { label: 'Copies', actions: ['copy-exported', 'copy-imported'] },
}

const SHELLS: Readonly<Record<string, string>> = {
  electron: 'Desktop application',
  web: 'Browser page',
  cli: 'Command line',
  test: 'Test',
}

/** The door that it came through. */
export function doorText(shell: string): string {
  return SHELLS[shell] ?? shell
}
