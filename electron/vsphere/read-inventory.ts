/** The inventory, read once. */
import { createProjector, type ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import { propertySets } from '../../shared/inventory/from-vsphere/properties.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { createBreath } from '../breath.ts'
import type { Login } from './login.ts'
import { readPages } from './property-collector.ts'

/** Reads everything, then projects it. Throws as the calls do; AbortError when `signal` aborts. */
export async function readInventory(
  { client, content }: Pick<Login, 'client' | 'content'>,
  context: () => ProjectionContext,
  signal: AbortSignal,
): Promise<Inventory> {
  const objects: StoredObject[] = []
  const sets = propertySets(content.about.apiVersion)
  for await (const page of readPages(client, content, sets, { signal })) objects.push(...page)
  return createProjector().project(objects, context(), createBreath())
}
