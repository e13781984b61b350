/** Snapshots of a VM as a list. */
import type { VmSnapshot } from '../model.ts'
import { decodeName } from './names.ts'
import { at, flag, isoTime, list, text, type RawValue } from './raw.ts'

/** vSphere allows 32 in a chain and has no end to branches; this bounds a damaged answer. */
const MAX_DEPTH = 128

/** Parents first, in the order of the server. `snapshot` is the property of that name of a VM. */
export function snapshotsOf(snapshot: RawValue | undefined): VmSnapshot[] {
  const current = text(snapshot, 'currentSnapshot.value')
  const result: VmSnapshot[] = []
  type Open = { readonly node: RawValue; readonly parentId: string | undefined; readonly depth: number }
  const children = (nodes: RawValue | undefined, parentId: string | undefined, depth: number): Open[] =>
    list(nodes).map((node) => ({ node, parentId, depth }))
  const open = children(at(snapshot, 'rootSnapshotList'), undefined, 0).reverse()
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, parentId, depth } = next
    const id = text(node, 'snapshot.value') ?? ''
    result.push({
      id,
      name: decodeName(text(node, 'name') ?? ''),
      createdAt: isoTime(text(node, 'createTime')),
      ...(parentId !== undefined && { parentId }),
      quiesced: flag(node, 'quiesced'),
      current: id !== '' && id === current,
    })
    if (depth < MAX_DEPTH) open.push(...children(at(node, 'childSnapshotList'), id, depth + 1).reverse())
  }
  return result
}
