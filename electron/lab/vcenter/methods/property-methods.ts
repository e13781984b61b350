import { randomUUID } from 'node:crypto'
import { createCollector, type Collector } from '../collector/collector.ts'
import { objectContent } from '../collector/content.ts'
import { selectObjects, type Scope, type Selected } from '../collector/select.ts'
import { readFilterSpec } from '../collector/spec.ts'
import { invalidArgument, objectNotFound } from '../fault.ts'
import type { Session } from '../session.ts'
import { Ref, type Vim, type VimObject } from '../vim/value.ts'
import type { VimState } from '../vim-state.ts'
import {
  flagArg,
  objectArg,
  objectsArg,
  optionalObject,
  optionalText,
  positive,
  textArg,
  type Methods,
  type SessionCall,
} from './call.ts'

/** What a page holds at most where the caller sets no limit, so that every caller must know tokens. */
const PAGE_LIMIT = 1000
export const DEFAULT_COLLECTOR = 'propertyCollector'

/** PropertyCollector and PropertyFilter. */
export const PROPERTY_METHODS: Methods = {
  RetrieveProperties: {
    on: 'PropertyCollector',
    params: { specSet: 'PropertyFilterSpec[]' },
    returns: 'ObjectContent[]',
    run: (call) => retrieve(call).map((item) => objectContent(scopeOf(call), item)),
  },
  RetrievePropertiesEx: {
    on: 'PropertyCollector',
    params: { specSet: 'PropertyFilterSpec[]', options: 'RetrieveOptions' },
    returns: 'RetrieveResult',
    run: (call) => {
      const max = positive(optionalObject(call, 'options')?.maxObjects, 'options.maxObjects')
      return page(call, retrieve(call), max)
    },
  },
  ContinueRetrievePropertiesEx: {
    on: 'PropertyCollector',
    params: { token: '' },
    returns: 'RetrieveResult',
    run: (call) => {
      const token = textArg(call, 'token')
      const rest = call.session.pages.get(token)
      if (rest === undefined) throw invalidArgument('token')
      call.session.pages.delete(token)
      return page(call, rest, Number(token.split('-')[0]))
    },
  },
  CancelRetrievePropertiesEx: {
    on: 'PropertyCollector',
    params: { token: '' },
    run: (call) => {
      if (!call.session.pages.delete(textArg(call, 'token'))) throw invalidArgument('token')
      return undefined
    },
  },
  CreatePropertyCollector: {
    on: 'PropertyCollector',
    returns: 'ref',
    run: ({ session, vim }) => addCollector(vim, session, `session[${session.key}]${randomUUID()}`).ref,
  },
  DestroyPropertyCollector: {
    on: 'PropertyCollector',
    run: (call) => {
      collectorOf(call).destroy()
      call.session.collectors.delete(call.target.ref.id)
      if (call.target.ref.id !== DEFAULT_COLLECTOR) call.session.remove(call.target.ref.id)
      return undefined
    },
  },
  CreateFilter: {
    on: 'PropertyCollector',
    params: { spec: 'PropertyFilterSpec', partialUpdates: 'boolean' },
    returns: 'ref',
    run: (call) => createFilter(call),
  },
  DestroyPropertyFilter: {
    on: 'PropertyFilter',
    run: ({ session, target }) => {
      for (const collector of session.collectors.values()) collector.destroyFilter(target.ref.id)
      session.remove(target.ref.id)
      return undefined
    },
  },
  WaitForUpdatesEx: {
    on: 'PropertyCollector',
    params: { version: '', options: 'WaitOptions' },
    returns: 'UpdateSet',
    run: (call) => {
      const options = optionalObject(call, 'options')
      const seconds = options?.maxWaitSeconds
      return wait(call, {
        maxWaitSeconds: typeof seconds === 'number' ? seconds : undefined,
        maxObjectUpdates: positive(options?.maxObjectUpdates, 'options.maxObjectUpdates'),
      })
    },
  },
  CancelWaitForUpdates: {
    on: 'PropertyCollector',
    run: (call) => {
      collectorOf(call).cancel()
      return undefined
    },
  },
}

function scopeOf({ vim, session }: Pick<SessionCall, 'vim' | 'session'>): Scope {
  return {
    schema: vim.schema,
    find: (id) => session.find(id),
    hidden: (id) => session.find(id) === undefined && vim.find(id) !== undefined,
  }
}

/** Objects of all specs in one list; an object that several specs select comes once with all its paths. */
function retrieve(call: SessionCall): Selected[] {
  const all = new Map<string, Selected>()
  for (const value of objectsArg(call, 'specSet')) {
    const spec = readFilterSpec(call.vim.schema, value)
    for (const [id, selected] of selectObjects(scopeOf(call), spec)) {
      const known = all.get(id)
      const paths = [...new Set([...(known?.paths ?? []), ...selected.paths])]
      all.set(id, { ...selected, paths })
    }
  }
  return [...all.values()]
}

/** The first `max` objects, and a token for the rest. No result at all where nothing was selected. */
function page(call: SessionCall, items: readonly Selected[], max: number | undefined): Vim {
  if (items.length === 0) return undefined
  const size = Math.min(max ?? PAGE_LIMIT, PAGE_LIMIT)
  const rest = items.slice(size)
  let token: string | undefined
  if (rest.length > 0) {
    token = `${size}-${randomUUID()}`
    call.session.pages.set(token, rest)
  }
  return { token, objects: items.slice(0, size).map((item) => objectContent(scopeOf(call), item)) }
}

function addCollector(vim: VimState, session: Session, id: string): Collector {
  const ref = new Ref('PropertyCollector', id)
  const collector = createCollector(ref, {
    ...scopeOf({ vim, session }),
    onChange: (listener) => vim.onChange(listener),
  })
  session.collectors.set(id, collector)
  if (id !== DEFAULT_COLLECTOR) session.add(ref, { filter: () => collector.filters() })
  return collector
}

/** The collector that was called. The default one is made for each session when it is first used. */
function collectorOf({ vim, session, target }: SessionCall): Collector {
  const { id } = target.ref
  const known = session.collectors.get(id)
  if (known !== undefined) return known
  if (id !== DEFAULT_COLLECTOR) throw objectNotFound(target.ref)
  return addCollector(vim, session, id)
}

function createFilter(call: SessionCall): Ref {
  const value = objectArg(call, 'spec')
  const partialUpdates = flagArg(call, 'partialUpdates')
  const ref = collectorOf(call).createFilter(readFilterSpec(call.vim.schema, value), partialUpdates)
  call.session.add(ref, { spec: () => value, partialUpdates: () => partialUpdates })
  return ref
}

function wait(
  call: SessionCall,
  options: { readonly maxWaitSeconds: number | undefined; readonly maxObjectUpdates: number | undefined },
): Promise<VimObject | undefined> {
  return collectorOf(call).wait(optionalText(call, 'version') ?? '', options, call.signal)
}
