import type { EstateHost } from '../../estate/model.ts'
import type { Access } from '../access/access.ts'
import { invalidArgument } from '../fault.ts'
import type { Caller, Session, Sessions } from '../session.ts'
import { isArray, isObject, Ref, type Vim, type VimObject } from '../vim/value.ts'
import type { ManagedObject, VimState } from '../vim-state.ts'
import type { Tasks } from '../tasks.ts'

/** What methods work on. */
export interface Service {
  readonly vim: VimState
  readonly sessions: Sessions
  readonly tasks: Tasks
  readonly access: Access
  /** Brings what stands outside the vCenter, such as a host's SSH server, in step with a host's services. */
  hostServicesChanged(host: EstateHost): Promise<void>
  /** Throws what a method is to fail with. `vmId`: of the VM that it works on. */
  failIfAsked(method: string, vmId: string | undefined): void
  /** Whether logins are refused for lockdown mode, whoever it is. */
  isLocked(): boolean
  /** Whether a session may read from a disk now; a host has memory for so many at once. */
  mayReadDisk(sessionKey: string): boolean
}

/** One call of a method. */
export interface Call extends Service {
  readonly target: ManagedObject
  readonly args: Readonly<Record<string, Vim>>
  readonly caller: Caller
  /** Aborted when the caller hangs up or the vCenter closes. */
  readonly signal: AbortSignal
  /** Makes a session the caller's own from now on; undefined ends it. */
  useSession(session: Session | undefined): void
}

/** A call that a logged-in session makes. */
export interface SessionCall extends Call {
  readonly session: Session
}

/** Arguments and results by type, in the notation of the schema. */
interface Signature {
  /** Managed object type that has the method. */
  readonly on: string
  readonly params?: Readonly<Record<string, string>>
  readonly returns?: string
}

interface OpenMethod extends Signature {
  /** Needs no login. */
  readonly open: true
  run(call: Call & { readonly session: Session | undefined }): Vim | Promise<Vim>
}

interface SessionMethod extends Signature {
  readonly open?: false
  /** What the caller needs on the object; System.View where nothing is said. Checked before it runs. */
  readonly privilege?: string
  run(call: SessionCall): Vim | Promise<Vim>
}

export type Method = OpenMethod | SessionMethod
export type Methods = Readonly<Record<string, Method>>

export function textArg(call: Call, name: string): string {
  const value = call.args[name]
  if (typeof value !== 'string') throw invalidArgument(name)
  return value
}

export function optionalText(call: Call, name: string): string | undefined {
  const value = call.args[name]
  return typeof value === 'string' ? value : undefined
}

export function refArg(call: Call, name: string): Ref {
  const value = call.args[name]
  if (!(value instanceof Ref)) throw invalidArgument(name)
  return value
}

export function objectArg(call: Call, name: string): VimObject {
  const value = call.args[name]
  if (!isObject(value)) throw invalidArgument(name)
  return value
}

export function optionalObject(call: Call, name: string): VimObject | undefined {
  const value = call.args[name]
  return isObject(value) ? value : undefined
}

export function objectsArg(call: Call, name: string): readonly VimObject[] {
  return listArg(call, name).filter(isObject)
}

export function textsArg(call: Call, name: string): readonly string[] {
  return listArg(call, name).filter((item) => typeof item === 'string')
}

export function refsArg(call: Call, name: string): readonly Ref[] {
  return listArg(call, name).filter((item) => item instanceof Ref)
}

export function flagArg(call: Call, name: string): boolean {
  return call.args[name] === true
}

export function positive(value: Vim, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || value <= 0) throw invalidArgument(name)
  return value
}

function listArg(call: Call, name: string): readonly Vim[] {
  const value = call.args[name]
  return isArray(value) ? value : []
}
