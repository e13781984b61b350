import type { Draw } from './draw.ts'
import { ROOT_FOLDER_ID, VM_FOLDERS } from './infrastructure.ts'

/** A role of vCenter by name; what it may do stands in the vCenter's own tables. */
export type RoleName = 'Admin' | 'ReadOnly' | 'NoAccess' | 'MigrationOperator'

/** A role on an object and all below it. A grant further down replaces it there. */
interface EstateGrant {
  readonly entityId: string
  readonly role: RoleName
}

export interface EstateAccount {
  readonly username: string
  readonly password: string
  readonly grants: readonly EstateGrant[]
}

const PASSWORD_LENGTH = 20

/** 20 letters and digits, with one of each kind and a mark, as vSphere's password policy asks. */
export function drawPassword(draw: Draw, label: string): string {
  return `${draw.text(label, PASSWORD_LENGTH - 4)}-aB7`
}

/**
 * Accounts beside the administrator's: one that may look at everything, and one that may migrate, but only look
 * at the databases and does not see the research folder at all.
 */
export function createAccounts(draw: Draw): EstateAccount[] {
  const account = (username: string, grants: readonly EstateGrant[]): EstateAccount => ({
    username,
    password: drawPassword(draw, `password ${username}`),
    grants,
  })
  return [
    account('auditor@lab.local', [{ entityId: ROOT_FOLDER_ID, role: 'ReadOnly' }]),
    account('operator@lab.local', [
      { entityId: ROOT_FOLDER_ID, role: 'MigrationOperator' },
      { entityId: VM_FOLDERS.databases, role: 'ReadOnly' },
      { entityId: VM_FOLDERS.research, role: 'NoAccess' },
    ]),
  ]
}
