/** The ways to a scripted host, as an edit is given them. */
import type { HostEdit } from '../../../shared/esxi/model.ts'
import { ok, type Result } from '../../../shared/problem.ts'
import type { EditLimits } from '../edit-limits.ts'
import type { HostWork } from '../host-work.ts'
import { connectSsh } from '../ssh-client.ts'
import type { SshSession } from '../ssh.ts'
import type { ScriptedHost } from './scripted-host.ts'

/** Long enough for a machine under load, with no waits between two looks. */
export const TEST_LIMITS: EditLimits = {
  commandMs: 10_000,
  reconnectMs: 20_000,
  persistMs: 10_000,
  restartMs: 10_000,
  answerMs: 20_000,
  pollMs: 5,
}

export interface TestWork extends HostWork {
  readonly told: HostEdit[]
}

export function workOn(host: ScriptedHost, more: Partial<HostWork> = {}): TestWork {
  const told: HostEdit[] = []
  return {
    told,
    hostId: 'host-11',
    hostName: 'esx-01',
    connect: (signal) => login(host, signal),
    openSsh: () => Promise.resolve(ok(undefined)),
    closeSsh: () => Promise.resolve(ok(undefined)),
    isIdle: () => Promise.resolve(ok(undefined)),
    answersVcenter: () => Promise.resolve(ok(true)),
    onChange: (edit) => void told.push(edit),
    ...more,
  }
}

export function login(host: ScriptedHost, signal?: AbortSignal): Promise<Result<SshSession>> {
  return connectSsh(
    host.address,
    { kind: 'password', username: 'root', password: host.password },
    { pinnedSha256: host.pinnedSha256, signal },
  )
}
