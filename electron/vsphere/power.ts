/** Power operations on one VM. */
import { text, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Result } from '../../shared/problem.ts'
import { asResult, isFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import type { PowerState, TaskOptions, VsphereSession } from './service.ts'
import { runTask } from './task.ts'
import { readVm, type VmNow } from './vm-reader.ts'

export type Power = Pick<VsphereSession, 'powerState' | 'shutdownGuest' | 'powerOff' | 'powerOn'>

interface Change {
  readonly word: string
  readonly wanted: PowerState
  /** Sends the request; answers with a task where there is one. */
  readonly method: 'ShutdownGuest' | 'PowerOffVM_Task' | 'PowerOnVM_Task'
}

/** `stop` ends every wait, for example when the connection is closed. */
export function createPower(login: Login, stop: AbortSignal): Power {
  const read = async (vmId: string) => {
    const vm = await readVm(login, vmId, ['runtime.powerState'], stop)
    return { ...vm, powerState: asPowerState(vm.properties['runtime.powerState'], vm.name) }
  }
  const change = (vmId: string, { word, wanted, method }: Change, options?: TaskOptions) => {
    // Until the VM is read only its id is known.
    let doing = `${word} of VM ${vmId}`
    const request = (vm: VmNow) => login.client.call({ method, self: vm.ref, signal: stop })
    const isDone = async () => (await read(vmId)).powerState === wanted
    const work = async () => {
      const vm = await read(vmId)
      doing = `${word} of VM "${vm.name}"`
      if (vm.powerState === wanted) return
      try {
        if (method === 'ShutdownGuest') await login.run(() => request(vm))
        else await runTask(login, { doing, start: () => request(vm), isDone }, stop, options)
      } catch (error) {
        if (!isAlready(error, wanted)) throw error
      }
    }
    return asResult(() => doing, work)
  }
  return {
    powerState: (vmId): Promise<Result<PowerState>> =>
      asResult(`Reading the power state of VM ${vmId}`, async () => (await read(vmId)).powerState),
    shutdownGuest: (vmId) =>
      change(vmId, { word: 'Guest shutdown', wanted: 'poweredOff', method: 'ShutdownGuest' }),
    powerOff: (vmId, task) =>
      change(vmId, { word: 'Power-off', wanted: 'poweredOff', method: 'PowerOffVM_Task' }, task),
    powerOn: (vmId, task) =>
      change(vmId, { word: 'Power-on', wanted: 'poweredOn', method: 'PowerOnVM_Task' }, task),
  }
}

/** Somebody else was faster: the VM is where it should be. */
function isAlready(error: unknown, wanted: PowerState): boolean {
  return isFault(error, 'InvalidPowerState') && text(error.properties, 'existingState') === wanted
}

function asPowerState(value: RawValue | undefined, name: string): PowerState {
  if (value === 'poweredOn' || value === 'poweredOff' || value === 'suspended') return value
  throw new VsphereError({
    code: 'vsphere.power-state-unknown',
    message: `vSphere does not tell the power state of VM "${name}".`,
    remedy: 'Check that the user may see this VM (privilege System.Read) and that its host is connected.',
  })
}
