/** Single properties of one VM, for operations on it. */
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import type { MoRef, RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'

export interface VmNow {
  readonly ref: MoRef
  /** Its id where vSphere does not show the name. */
  readonly name: string
  readonly properties: Readonly<Record<string, RawValue>>
}

/** Reads `paths` and the name; logs in again if need be. Throws SoapFault ManagedObjectNotFound. */
export async function readVm(
  login: Login,
  vmId: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<VmNow> {
  const ref: MoRef = { type: 'VirtualMachine', value: vmId }
  const { properties } = await login.run(() =>
    readObject(login.client, login.content, ref, ['name', ...paths], { signal }),
  )
  const name = properties['name']
  return { ref, name: typeof name === 'string' ? decodeName(name) : vmId, properties }
}
