/** Power operations on one VM. */
import { text, type MoRef, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import type { Result } from '../../shared/problem.ts'
import { asResult, isFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { PowerState } from './service.ts'
import { waitForTask } from './task.ts'

export interface Power {
  powerState(vmId: string): Promise<Result<PowerState>>
  shutdownGuest(vmId: string): Promise<Result<void>>
  powerOff(vmId: string): Promise<Result<void>>
  powerOn(vmId: string): Promise<Result<void>>
}

interface VmNow {
  readonly ref: MoRef
  readonly name: string
  readonly powerState: PowerState
}

/** `stop` ends every wait, for example when the connection is closed. */
export function createPower(login: Login, stop: AbortSignal): Power {
  const { client, content } = login
  const readVm = async (vmId: string): Promise<VmNow> => {
    const ref: MoRef = { type: 'VirtualMachine', value: vmId }
    const { properties } = await readObject(client, content, ref, ['name', 'runtime.powerState'], {
      signal: stop,
    })
    const name = typeof properties['name'] === 'string' ? decodeName(properties['name']) : vmId
    return { ref, name, powerState: asPowerState(properties['runtime.powerState'], name) }
  }

  const change = (vmId: string, word: string, wanted: PowerState, work: (vm: VmNow) => Promise<void>) => {
    // Until the VM is read only its id is known.
    let doing = `${word} of VM ${vmId}`
    return asResult(
      () => doing,
      () =>
        login.run(async () => {
          const vm = await readVm(vmId)
          doing = `${word} of VM "${vm.name}"`
          if (vm.powerState === wanted) return
          try {
            await work(vm)
          } catch (error) {
            if (!isAlready(error, wanted)) throw error
          }
        }),
    )
  }
  const task = (method: string) => async (vm: VmNow) => {
    const started = await client.call({ method, self: vm.ref, signal: stop })
    await waitForTask(
      login,
      started,
      stop,
      async () => (await readVm(vm.ref.value)).powerState !== vm.powerState,
    )
  }
  return {
    powerState: (vmId) =>
      asResult(`Reading the power state of VM ${vmId}`, () =>
        login.run(async () => (await readVm(vmId)).powerState),
      ),
    shutdownGuest: (vmId) =>
      change(vmId, 'Guest shutdown', 'poweredOff', async (vm) => {
        await client.call({ method: 'ShutdownGuest', self: vm.ref, signal: stop })
      }),
    powerOff: (vmId) => change(vmId, 'Power-off', 'poweredOff', task('PowerOffVM_Task')),
    powerOn: (vmId) => change(vmId, 'Power-on', 'poweredOn', task('PowerOnVM_Task')),
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
