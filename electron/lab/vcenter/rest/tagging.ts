/** The tagging service: categories, tags, and what they hang on. */
import type { EstateTag } from '../../estate/tags.ts'
import type { Service } from '../methods/call.ts'
import { vmRef } from '../objects/refs.ts'
import type { Reply } from './reply.ts'

export interface TaggingCall {
  readonly method: string
  /** After "…/tagging/": "tag", "category" or "tag-association". */
  readonly kind: string
  /** Undefined for the whole list. */
  readonly id: string | undefined
  readonly action: string | undefined
  readonly body: unknown
  readonly userName: string
}

export function answerTagging(service: Service, call: TaggingCall): Reply {
  switch (call.kind) {
    case 'category':
      return list(service.vim.estate.tagCategories, call, (category) => ({
        id: category.id,
        name: category.name,
        description: category.description,
        cardinality: category.cardinality,
        associable_types: ['VirtualMachine'],
        used_by: [],
      }))
    case 'tag':
      return call.action === 'list-tags-for-category'
        ? { value: tagsOf(service, call.id ?? textOf(call.body, 'category_id')).map((tag) => tag.id) }
        : list(service.vim.estate.tags, call, (tag) => ({
            id: tag.id,
            name: tag.name,
            description: tag.description,
            category_id: tag.categoryId,
            used_by: [],
          }))
    case 'tag-association':
      return call.method === 'POST' ? answerAssociation(service, call) : { failed: 'not_found' }
    default:
      return { failed: 'not_found' }
  }
}

function list<T extends { readonly id: string }>(
  items: readonly T[],
  { method, id }: TaggingCall,
  describe: (item: T) => object,
): Reply {
  if (method !== 'GET') return { failed: 'not_found' }
  if (id === undefined) return { value: items.map((item) => item.id) }
  const found = items.find((item) => item.id === id)
  return found ? { value: describe(found) } : { failed: 'not_found' }
}

function tagsOf({ vim }: Service, categoryId: string | undefined): readonly EstateTag[] {
  return vim.estate.tags.filter((tag) => tag.categoryId === categoryId)
}

function answerAssociation(service: Service, call: TaggingCall): Reply {
  const { tags } = service.vim.estate
  const tag = tags.find(({ id }) => id === call.id)
  switch (call.action) {
    case 'list-attached-tags-on-objects':
      return attachedTags(service, call)
    case 'list-attached-tags': {
      const vmId = vmIdOf(partOf(call.body, 'object_id'))
      if (vmId === undefined) return { failed: 'invalid_argument' }
      return mayRead(service, call, vmId) ?? { value: idsOn(tags, vmId) }
    }
    case 'list-attached-objects-on-tags': {
      const wanted = listOf(call.body, 'tag_ids')
      const found = tags.filter(({ id }) => wanted.includes(id))
      return { value: found.map((one) => ({ tag_id: one.id, object_ids: objectsOf(service, call, one) })) }
    }
    case 'list-attached-objects':
      return tag ? { value: objectsOf(service, call, tag) } : { failed: 'not_found' }
    case 'attach':
    case 'detach':
      return tag ? change(service, call, tag) : { failed: 'not_found' }
    default:
      return { failed: 'not_found' }
  }
}

function attachedTags(service: Service, call: TaggingCall): Reply {
  const answers: object[] = []
  for (const object of listOf(call.body, 'object_ids')) {
    const vmId = vmIdOf(object)
    const refused = vmId === undefined ? undefined : mayRead(service, call, vmId)
    if (refused) return refused
    const tagIds = vmId === undefined ? [] : idsOn(service.vim.estate.tags, vmId)
    answers.push({ object_id: object, tag_ids: tagIds })
  }
  return { value: answers }
}

function change(service: Service, call: TaggingCall, tag: EstateTag): Reply {
  const vmId = vmIdOf(partOf(call.body, 'object_id'))
  if (vmId === undefined) return { failed: 'invalid_argument' }
  const refused = mayRead(service, call, vmId)
  if (refused) return refused
  if (call.action === 'attach') tag.vmIds.add(vmId)
  else tag.vmIds.delete(vmId)
  return {}
}

function mayRead({ vim, access }: Service, { userName }: TaggingCall, vmId: string): Reply | undefined {
  if (vim.vm(vmId) === undefined) return { failed: 'not_found' }
  return access.allows(userName, vmRef(vmId), 'System.Read') ? undefined : { failed: 'unauthorized' }
}

function idsOn(tags: readonly EstateTag[], vmId: string): string[] {
  return tags.filter((tag) => tag.vmIds.has(vmId)).map((tag) => tag.id)
}

function objectsOf({ access }: Service, { userName }: TaggingCall, tag: EstateTag): object[] {
  return [...tag.vmIds]
    .filter((id) => access.allows(userName, vmRef(id), 'System.Read'))
    .map((id) => ({ id, type: 'VirtualMachine' }))
}

function vmIdOf(object: unknown): string | undefined {
  return partOf(object, 'type') === 'VirtualMachine' ? textOf(object, 'id') : undefined
}

function partOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined
}

function textOf(body: unknown, name: string): string | undefined {
  const part = partOf(body, name)
  return typeof part === 'string' ? part : undefined
}

function listOf(body: unknown, name: string): readonly unknown[] {
  const part = partOf(body, name)
  return Array.isArray(part) ? part : []
}
