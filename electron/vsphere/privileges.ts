/** What the user may not do of what a migration needs. */
import {
  at,
  flag,
  list,
  reference,
  text,
  type MoRef,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import { NEEDED_PRIVILEGES, type NeededPrivilege } from '../../shared/provider/privileges.ts'
import { asResult, isFault, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { readPrivilegeObjects, type PrivilegeObject } from './privilege-objects.ts'
import { readObject } from './property-collector.ts'
import type { PrivilegeReport, PrivilegeUse, VsphereSession } from './service.ts'
import { referenceElement, textElement } from './xml-writer.ts'

export type Privileges = Pick<VsphereSession, 'privileges'>

/** Looked at besides the root folder; those higher up first. An estate with more has roles on few of them. */
const MAX_OBJECTS = 2_000
const BATCH_OBJECTS = 100
/** Named in the report for each privilege. */
const MAX_NAMED = 5
const ALL_USES: readonly PrivilegeUse[] = ['inventory', 'cold', 'warm', 'host-edit']

/** `stop` ends every wait, for example when the connection is closed. */
export function createPrivileges(login: Login, stop: AbortSignal): Privileges {
  return {
    privileges: (uses = ALL_USES) =>
      asResult('Checking the privileges of the user', () => check(login, uses, stop)),
  }
}

/** Ids that are granted on an object, by the object's id. */
type Granted = Map<string, ReadonlySet<string>>

async function check(
  login: Login,
  uses: readonly PrivilegeUse[],
  signal: AbortSignal,
): Promise<PrivilegeReport[]> {
  const { authorizationManager, rootFolder } = login.content
  if (!authorizationManager) throw new VsphereError(notTold)
  const known = await readKnown(login, authorizationManager, signal)
  const needed = (use: PrivilegeUse) =>
    NEEDED_PRIVILEGES[use].filter(({ id }) => known.size === 0 || known.has(id))
  const ids = [...new Set(uses.flatMap(needed).map(({ id }) => id))]
  const visible = await readPrivilegeObjects(login, signal)
  const root: PrivilegeObject = {
    ref: rootFolder,
    path: 'the root folder',
    depth: 0,
    scopes: ['everything', 'machines', 'datastores', 'hosts'],
  }
  // A privilege is looked at on objects of its scope only, and on the root folder where there are none.
  const scopes = new Set(uses.flatMap(needed).map(({ scope }) => scope))
  const wanted = visible.filter((object) => object.scopes.some((scope) => scopes.has(scope)))
  const objects = [root, ...wanted.slice(0, MAX_OBJECTS)]
  const granted = await readGranted(login, authorizationManager, objects, ids, signal)
  const checked = { objects: granted.size, of: wanted.length + 1 }
  return uses.map((use) => ({
    use,
    missing: needed(use).flatMap((privilege) => missingOf(privilege, objects, granted)),
    checked,
  }))
}

function missingOf(
  { id, scope }: NeededPrivilege,
  [root, ...others]: readonly PrivilegeObject[],
  granted: Granted,
): PrivilegeReport['missing'][number][] {
  const lacks = (object: PrivilegeObject) => granted.get(object.ref.value)?.has(id) === false
  const inScope = others.filter((object) => object.scopes.includes(scope))
  // What is allowed on everything that this user sees is enough; the root folder need not be theirs.
  const places = (inScope.length > 0 ? inScope : root ? [root] : []).filter(lacks)
  if (places.length === 0) return []
  const isEverywhere = root !== undefined && places.length === inScope.length && lacks(root)
  const named = isEverywhere ? [root, ...places] : places
  return [
    {
      privilege: id,
      objects: named.slice(0, MAX_NAMED).map((object) => object.path),
      count: named.length,
    },
  ]
}

/** Ids that this version of vSphere knows: asking for another is a fault. Empty where it does not tell. */
async function readKnown(login: Login, manager: MoRef, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { properties } = await login.run(() =>
    readObject(login.client, login.content, manager, ['privilegeList'], { signal }),
  )
  return new Set(list(properties['privilegeList']).flatMap((each) => text(each, 'privId') ?? []))
}

async function readGranted(
  login: Login,
  manager: MoRef,
  objects: readonly PrivilegeObject[],
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Granted> {
  const granted: Granted = new Map()
  const refs = objects.map((object) => object.ref)
  try {
    for (let from = 0; from < refs.length; from += BATCH_OBJECTS) {
      await askFor(login, manager, refs.slice(from, from + BATCH_OBJECTS), ids, granted, signal)
    }
    return granted
  } catch (error) {
    if (!['MethodNotFound', 'NotSupported', 'NotImplemented'].some((name) => isFault(error, name)))
      throw error
    return readFromRoles(login, manager, refs, signal)
  }
}

/**
 * An object that vanished, or that this user may not even see, spoils the answer for all: then each half is
 * asked for alone, down to the one. Fills `granted`.
 */
async function askFor(
  login: Login,
  manager: MoRef,
  refs: readonly MoRef[],
  ids: readonly string[],
  granted: Granted,
  signal: AbortSignal,
): Promise<void> {
  try {
    const answer = await login.run(async () =>
      login.client.call({
        method: 'HasPrivilegeOnEntities',
        self: manager,
        body:
          refs.map((ref) => referenceElement('entity', ref)).join('') +
          textElement('sessionId', await readSessionKey(login, signal)) +
          ids.map((id) => textElement('privId', id)).join(''),
        signal,
      }),
    )
    for (const entity of list(answer)) {
      const id = reference(at(entity, 'entity'))?.value
      const isGranted = list(at(entity, 'privAvailability')).filter((each) => flag(each, 'isGranted'))
      if (id !== undefined) granted.set(id, new Set(isGranted.flatMap((each) => text(each, 'privId') ?? [])))
    }
  } catch (error) {
    const isGone = isFault(error, 'ManagedObjectNotFound')
    if (!isGone && !isFault(error, 'NoPermission')) throw error
    const [first] = refs
    if (!first) return
    if (refs.length === 1) {
      if (!isGone) granted.set(first.value, new Set())
      return
    }
    const half = Math.ceil(refs.length / 2)
    await askFor(login, manager, refs.slice(0, half), ids, granted, signal)
    await askFor(login, manager, refs.slice(half), ids, granted, signal)
  }
}

/** Read anew for each batch: after a renewed login it is another. */
async function readSessionKey(login: Login, signal: AbortSignal): Promise<string> {
  const { sessionManager } = login.content
  const { properties } = await readObject(login.client, login.content, sessionManager, ['currentSession'], {
    signal,
  })
  const key = text(properties['currentSession'], 'key')
  if (key === undefined) throw new VsphereError(notTold)
  return key
}

/** A host without HasPrivilegeOnEntities still tells the roles that the user has on each object. */
async function readFromRoles(
  login: Login,
  manager: MoRef,
  refs: readonly MoRef[],
  signal: AbortSignal,
): Promise<Granted> {
  const read = async (ref: MoRef, path: string): Promise<RawValue | undefined> => {
    const { properties } = await login.run(() =>
      readObject(login.client, login.content, ref, [path], { signal }),
    )
    return properties[path]
  }
  const roles = new Map(
    list(await read(manager, 'roleList')).map((role) => [
      text(role, 'roleId') ?? '',
      list(at(role, 'privilege')).filter((id) => typeof id === 'string'),
    ]),
  )
  const granted: Granted = new Map()
  for (const ref of refs) {
    const own = await read(ref, 'effectiveRole')
    if (own === undefined) continue
    granted.set(
      ref.value,
      new Set(list(own).flatMap((id) => (typeof id === 'string' ? (roles.get(id) ?? []) : []))),
    )
  }
  if (roles.size === 0 || granted.size === 0) throw new VsphereError(notTold)
  return granted
}

const notTold = {
  code: 'vsphere.privileges-unknown',
  message: 'This server does not tell what the user may do.',
  meaning: 'A missing privilege shows only when it is needed.',
  remedy: 'Use a user with the role Administrator on the host, or connect to the vCenter that manages it.',
}
