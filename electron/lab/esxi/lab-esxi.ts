import type { Agent } from './agent.ts'
import type { Connection } from './connection.ts'
import type { Estate, EstateHost } from '../estate/model.ts'
import type { LabPort } from '../lab-port.ts'
import type { LabEsxi } from '../service.ts'
import { ROOT_KEYS } from './files/installed-files.ts'
import type { Esxi } from './server.ts'

export interface LabEsxiParts {
  readonly estate: Estate
  readonly host: EstateHost
  readonly esxi: Esxi
  readonly agent: Agent
  readonly nfc: LabPort
  readonly viewer: LabEsxi['viewer']
  readonly connection: Connection
  /** Begins a task on the host, and returns what ends it. */
  readonly hold: () => () => void
}

/** A host as tests and demonstrations hold it. */
export function labEsxi({ estate, host, esxi, agent, nfc, viewer, connection, hold }: LabEsxiParts): LabEsxi {
  const { machine } = esxi
  const { inside } = machine
  let release: (() => void) | undefined
  return {
    name: host.name,
    viewer,
    fail: async (failures) => {
      release?.()
      release = failures.busy === true ? hold() : undefined
      const reachable = failures.unreachable !== true
      connection.reachable = reachable
      void connection.follow()
      await Promise.all([esxi.fail(failures), agent.setReachable(reachable), nfc.set({ reachable })])
    },
    setLockdown: (mode) => {
      host.lockdownMode = mode
      estate.touch(host.id)
    },
    authorizeKey: (publicKey) => {
      inside.files.write(ROOT_KEYS, Buffer.from(`${machine.rootKeys()}${publicKey.trim()}\n`), 0)
    },
    file: (path) => inside.files.find(path)?.data,
    putFile: (path, bytes) => inside.files.write(path, Buffer.from(bytes), 0),
    hostdSettings: () => (inside.store?.holdsHostd === true ? inside.store.get() : undefined),
    nfcInUse: () => inside.hostd.inUse(),
    commands: () => [...esxi.commands],
    copies: () => agent.copies(),
    reboot: () => machine.reboot(),
  }
}
