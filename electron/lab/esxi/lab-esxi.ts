import type { Estate, EstateHost } from '../estate/model.ts'
import type { LabEsxi } from '../service.ts'
import { ROOT_KEYS } from './files/installed-files.ts'
import type { Esxi } from './server.ts'

export interface LabEsxiParts {
  readonly estate: Estate
  readonly host: EstateHost
  readonly esxi: Esxi
  readonly viewer: LabEsxi['viewer']
}

/** A host as tests and demonstrations hold it. */
export function labEsxi({ estate, host, esxi, viewer }: LabEsxiParts): LabEsxi {
  const { machine } = esxi
  const { world } = machine
  return {
    name: host.name,
    viewer,
    fail: (failures) => esxi.fail(failures),
    setLockdown: (mode) => {
      host.lockdownMode = mode
      estate.touch(host.id)
    },
    authorizeKey: (publicKey) => {
      world.files.write(ROOT_KEYS, Buffer.from(`${machine.rootKeys()}${publicKey.trim()}\n`), 0)
    },
    file: (path) => world.files.find(path)?.data,
    putFile: (path, bytes) => world.files.write(path, Buffer.from(bytes), 0),
    hostdSettings: () => (world.store?.holdsHostd === true ? world.store.get() : undefined),
    nfcInUse: () => world.hostd.inUse(),
    commands: () => [...esxi.commands],
    copies: () => ({ now: 0, total: 0 }),
    reboot: () => machine.reboot(),
  }
}
