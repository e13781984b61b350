import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiObject, JsonObject } from './json.ts'
import { builtInKinds, createKindTable } from './kinds/all.ts'
import { fieldSelector, labelSelector } from './selectors.ts'
import { StatusError } from './status.ts'

function labelled(labels: Readonly<Record<string, string>>, rest: JsonObject = {}): ApiObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n', labels }, ...rest }
}

const web = labelled({ app: 'web', tier: 'front', weight: '10' })

describe('labelSelector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app == web,tier!=back', true],
    ['app!=web', false],
    ['other!=x', true],
    ['app in (db, web)', true],
    ['app notin (db,web)', false],
    ['other notin (x)', true],
    ['tier', true],
    ['!tier', false],
    ['!other', true],
    ['weight>9,weight<11', true],
    ['weight>10', false],
    ['app>1', false],
    ['app in (web),tier in (front,back),!gone', true],
    ['app=', false],
  ])('%j chooses: %j', (text, expected) => {
    expect(labelSelector(text)(web)).toBe(expected)
  })

  it.each(['app in web', 'a b', '=x', 'app in (a', 'app>x', 'a/b/c=1', `app=${'x'.repeat(64)}`, 'a=-b'])(
    'refuses %j with a 400',
    (text) => {
      expect(() => labelSelector(text)).toThrow(expect.objectContaining({ code: 400 }) as StatusError)
    },
  )

  it('agrees with the plain meaning of each operator', () => {
    const key = fc.constantFrom('a', 'b', 'x.example/c')
    const value = fc.constantFrom('1', '2', '')
    const labels = fc.dictionary(key, value)
    const values = fc.uniqueArray(value, { minLength: 1 })
    fc.assert(
      fc.property(labels, key, values, (has, name, list) => {
        const object = labelled(has)
        const inside = name in has && list.includes(has[name]!)
        expect(labelSelector(`${name} in (${list.join(',')})`)(object)).toBe(inside)
        expect(labelSelector(`${name} notin (${list.join(',')})`)(object)).toBe(!inside)
        expect(labelSelector(`${name}=${list[0]!}`)(object)).toBe(has[name] === list[0])
        expect(labelSelector(`!${name}`)(object)).toBe(!(name in has))
      }),
    )
  })

  it('never fails otherwise than with a Status', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', 'b', '=', '!', '<', '>', '(', ')', ',', ' ', 'i', 'n', '/', '-'),
        }),
        (text) => {
          try {
            labelSelector(text)(web)
          } catch (error) {
            expect(error).toBeInstanceOf(StatusError)
          }
        },
      ),
    )
  })
})

describe('fieldSelector', () => {
  const pod = createKindTable(builtInKinds).byKind('v1', 'Pod')!
  const running = labelled({}, { status: { phase: 'Running' }, spec: { nodeName: 'n1' } })

  it.each([
    ['metadata.name=p', true],
    ['metadata.name==p,metadata.namespace=n', true],
    ['metadata.name!=p', false],
    ['status.phase=Running', true],
    ['status.phase!=Running', false],
    ['spec.nodeName=n2', false],
  ])('%j chooses: %j', (text, expected) => {
    expect(fieldSelector(pod, text)(running)).toBe(expected)
  })

  it('refuses fields that the kind does not offer', () => {
    expect(() => fieldSelector(pod, 'spec.color=red')).toThrow('field label not supported: spec.color')
  })
})
