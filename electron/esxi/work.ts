/** What an edit of one host is given: the ways to it through SSH and vSphere. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import type { Copies } from './host-views.ts'
import type { HostWork } from './host-work.ts'
import type { Hosts, KnownHost } from './hosts.ts'
import type { HeldLogin } from './logins.ts'
import type { SshGuard } from './ssh-guard.ts'

export interface WorkOptions {
  readonly guard: SshGuard
  readonly hosts: Hosts
  readonly copies: Copies
  readonly session: (providerId: string) => Result<Pick<VsphereSession, 'hostTasks' | 'hostState'>>
}

export function createWork({ guard, hosts, copies, session }: WorkOptions) {
  return (host: KnownHost, consent: boolean): Omit<HostWork, 'onChange'> => {
    let isOpen = false
    let login: HeldLogin | undefined
    return {
      hostId: host.hostId,
      hostName: host.name,
      async connect(signal) {
        if (!login) throw new Error(`A login to ${host.name} without SSH having been opened`)
        return hosts.connect(host, login, signal)
      },
      async openSsh() {
        // In hand to the end: an edit logs in again and again, and must not be cut in half by a lock of the vault.
        const held = await hosts.hold(host)
        if (!held.ok) return held
        login = held.value
        const opened = await guard.open(host, consent)
        isOpen = opened.ok
        return opened
      },
      async closeSsh() {
        login?.drop()
        login = undefined
        // A guard that did not open it for this work has nothing of this work's to put back.
        if (!isOpen) return ok(undefined)
        isOpen = false
        return guard.close(host)
      },
      async isIdle() {
        const copying = copies.surely(host)
        if (copying > 0) return fail(copiesRun(host.name, copying))
        const vsphere = session(host.providerId)
        if (!vsphere.ok) return vsphere
        const tasks = await vsphere.value.hostTasks(host.hostId)
        if (!tasks.ok) return tasks
        const [first] = tasks.value
        return first ? fail(taskRuns(host.name, first.description, first.entityName)) : ok(undefined)
      },
      async answersVcenter() {
        const vsphere = session(host.providerId)
        // A source that is away for a moment is asked again, up to the limit of the wait.
        if (!vsphere.ok) return ok(false)
        const state = await vsphere.value.hostState(host.hostId)
        // Nobody can ask it before the vault is unlocked. That hostd itself answers was seen.
        if (!state.ok && state.problem.code === 'vault.locked') return ok(true)
        return ok(state.ok && state.value.connectionState === 'connected')
      },
    }
  }
}

function copiesRun(name: string, copies: number): Problem {
  return {
    code: 'esxi.busy',
    message: `${copies === 1 ? 'A disk copy' : `${copies} disk copies`} from ${name} run${copies === 1 ? 's' : ''} now.`,
    meaning: 'Nothing was changed: a restart of hostd would end them.',
    remedy: 'Wait until the copies are over, or cancel them.',
  }
}

function taskRuns(name: string, task: string, entity: string): Problem {
  return {
    code: 'esxi.busy',
    message: `vSphere works on ${name}: ${task}${entity === '' ? '' : ` of ${entity}`}.`,
    meaning: 'Nothing was changed: a restart of hostd could end it.',
    remedy: 'Wait until the task is over.',
  }
}
