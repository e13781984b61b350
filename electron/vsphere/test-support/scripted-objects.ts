/** Managed objects of a scripted vCenter, which a test may change at any time. */
import { fault, returned, type Answer, type Call, type Script } from './scripted-vcenter.ts'

export interface ScriptedObject {
  readonly type: string
  /** XML content of each property, by its path; see `xml`. */
  readonly properties: Record<string, string>
}

/** By id. */
export type ScriptedObjects = Map<string, ScriptedObject>

/** Answers property reads from `objects`; an object that is not there is a ManagedObjectNotFound. */
export function readsFrom(objects: ScriptedObjects): Script {
  return {
    CreateContainerView: () =>
      returned('CreateContainerView', '<returnval type="ContainerView">view-1</returnval>'),
    DestroyView: () => returned('DestroyView', ''),
    RetrievePropertiesEx: (call) => {
      const [, type = '', id = ''] = /<obj type="(\w+)">([^<]*)<\/obj>/.exec(call.body) ?? []
      if (type === 'ContainerView') return inView(objects, call)
      const found = objects.get(id)
      if (!found) return fault('ManagedObjectNotFound', `The object ${id} has been deleted.`)
      return returned('RetrievePropertiesEx', `<returnval>${written(id, found, call.body)}</returnval>`)
    },
  }
}

function inView(objects: ScriptedObjects, { body }: Call): Answer {
  const types = [...body.matchAll(/<propSet><type>(\w+)<\/type>/g)].map((match) => match[1])
  const seen = [...objects].filter(([, object]) => types.includes(object.type))
  const all = seen.map(([id, object]) => written(id, object, body)).join('')
  return returned('RetrievePropertiesEx', `<returnval>${all}</returnval>`)
}

function written(id: string, { type, properties }: ScriptedObject, body: string): string {
  const paths = Object.keys(properties).filter((path) => body.includes(`<pathSet>${path}</pathSet>`))
  const sets = paths.map((path) => {
    const value = properties[path] ?? ''
    return `<propSet><name>${path}</name>${value.startsWith('<val') ? value : `<val>${value}</val>`}</propSet>`
  })
  return `<objects><obj type="${type}">${id}</obj>${sets.join('')}</objects>`
}

/** A property value that is a reference. */
export const refValue = (type: string, id: string) =>
  `<val type="${type}" xsi:type="ManagedObjectReference">${id}</val>`

/** A property value that is an array, of the elements in `content`. */
export const arrayValue = (of: string, content: string) => `<val xsi:type="ArrayOf${of}">${content}</val>`

/** Answers with a task of the id `task-1`. */
export const startsTask =
  (method: string, work: () => void): ((call: Call) => Answer) =>
  () => {
    work()
    return returned(method, '<returnval type="Task">task-1</returnval>')
  }

/** The object of a task: `info` is the content of its TaskInfo. */
export const taskObject = (info: string): ScriptedObject => ({ type: 'Task', properties: { info } })

/** TaskInfo of a task that failed. */
export const failedInfo = (name: string, message: string) =>
  `<state>error</state><error><fault xsi:type="${name}"/><localizedMessage>${message}</localizedMessage></error>`
