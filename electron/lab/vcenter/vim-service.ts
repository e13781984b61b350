import type { LabClock } from '../clock.ts'
import type { EstateAccount } from '../estate/accounts.ts'
import type { Estate, EstateHost } from '../estate/model.ts'
import { createAccess } from './access/access.ts'
import { addHostSystems } from './host-systems.ts'
import { addManagers } from './managers.ts'
import type { Service } from './methods/call.ts'
import { createSessions } from './session.ts'
import { createTasks } from './tasks.ts'
import type { VimObject } from './vim/value.ts'
import { createVimState } from './vim-state.ts'

export interface VimServiceOptions {
  readonly estate: Estate
  readonly clock: LabClock
  /** Ends what the service does. */
  readonly signal: AbortSignal
  /** What the server says that it is. */
  readonly about: VimObject
  readonly accounts: readonly EstateAccount[]
  readonly hostServicesChanged?: (host: EstateHost) => Promise<void>
  readonly failIfAsked?: Service['failIfAsked']
  readonly isLocked?: () => boolean
  readonly mayReadDisk?: (sessionKey: string) => boolean
}

/** The vSphere API over an estate, without a port: a vCenter's, or a host's over its part of it. */
export function createVimService(options: VimServiceOptions): Service {
  const vim = createVimState(options.estate, options.clock, options.signal)
  const tasks = createTasks(vim)
  addManagers(vim, tasks, options.about)
  addHostSystems(vim)
  const access = createAccess(vim, options.accounts)
  return {
    vim,
    tasks,
    sessions: createSessions(vim, access),
    access,
    hostServicesChanged: options.hostServicesChanged ?? (() => Promise.resolve()),
    failIfAsked: options.failIfAsked ?? (() => undefined),
    isLocked: options.isLocked ?? (() => false),
    mayReadDisk: options.mayReadDisk ?? (() => true),
  }
}
