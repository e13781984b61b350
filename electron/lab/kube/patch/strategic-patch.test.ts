import { describe, expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { podSpec } from '../kinds/schemas.ts'
import { applyStrategicPatch } from './strategic-patch.ts'

const pod = {
  containers: [
    {
      name: 'a',
      image: 'a:1',
      env: [{ name: 'X', value: '1' }],
      ports: [{ containerPort: 80, protocol: 'TCP' }],
    },
    { name: 'b', image: 'b:1', args: ['one', 'two'] },
  ],
  volumes: [{ name: 'v', emptyDir: {} }],
  tolerations: [{ key: 'old' }],
}

function patched(patch: Json): Json {
  return applyStrategicPatch(podSpec, pod, patch)
}

describe('applyStrategicPatch', () => {
  it('merges list items by their key', () => {
    const patch = { containers: [{ name: 'a', image: 'a:2', env: [{ name: 'Y', value: '2' }] }] }
    expect(patched(patch)).toMatchObject({
      containers: [
        {
          name: 'a',
          image: 'a:2',
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
        { name: 'b', image: 'b:1' },
      ],
    })
  })

  it('replaces lists without a key', () => {
    expect(patched({ tolerations: [{ key: 'new' }] })).toMatchObject({ tolerations: [{ key: 'new' }] })
    expect(patched({ containers: [{ name: 'b', args: ['three'] }] })).toMatchObject({
      containers: [{ name: 'a' }, { name: 'b', args: ['three'] }],
    })
  })

  it('removes an item with $patch: delete, a field with null', () => {
    expect(patched({ containers: [{ $patch: 'delete', name: 'a' }] })).toMatchObject({
      containers: [{ name: 'b' }],
    })
    expect(patched({ volumes: null })).not.toHaveProperty('volumes')
  })

  it('replaces a whole list or object with $patch: replace', () => {
    expect(patched({ containers: [{ name: 'c', image: 'c' }, { $patch: 'replace' }] })).toMatchObject({
      containers: [{ name: 'c', image: 'c' }],
    })
    expect(patched({ volumes: [{ name: 'w' }, { $patch: 'replace' }] })).toMatchObject({
      volumes: [{ name: 'w' }],
    })
    const whole = applyStrategicPatch(
      podSpec,
      { nodeSelector: { a: '1', b: '2' } },
      {
        nodeSelector: { $patch: 'replace', c: '3' },
      },
    )
    expect(whole).toEqual({ nodeSelector: { c: '3' } })
  })

  it('orders items by $setElementOrder', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
      containers: [{ name: 'c', image: 'c' }],
    }
    expect(patched(patch)).toMatchObject({ containers: [{ name: 'c' }, { name: 'b' }, { name: 'a' }] })
  })

  it('keeps only what $retainKeys names', () => {
    const patch = { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/x' } }] }
    expect(patched(patch)).toMatchObject({ volumes: [{ name: 'v', hostPath: { path: '/x' } }] })
    expect(patched(patch)).not.toHaveProperty('volumes.0.emptyDir')
  })

  it('merges and removes plain values', () => {
    const schema = { type: 'object', properties: { finalizers: { type: 'array', mergeKey: '' } } } as const
    const start = { finalizers: ['a', 'b'] }
    expect(applyStrategicPatch(schema, start, { finalizers: ['b', 'c'] })).toEqual({
      finalizers: ['a', 'b', 'c'],
    })
    const patch = { '$deleteFromPrimitiveList/finalizers': ['a'] }
    expect(applyStrategicPatch(schema, start, patch)).toEqual({ finalizers: ['b'] })
  })

  it('leaves no directive behind in what it adds', () => {
    const result = patched({
      containers: [{ name: 'n', resources: { $patch: 'replace', limits: { cpu: '1' } } }],
    })
    expect(JSON.stringify(result)).not.toContain('$patch')
  })
})
