import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asArray, asObject, at, withPath } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { startTestApi } from '../test-support/test-api.ts'
import type { Answer, TestApi } from '../test-support/test-api.ts'

let lab: TestApi

beforeAll(async () => {
  lab = await startTestApi()
})

afterAll(() => lab.close())

let count = 0

/** Posts an object under a fresh name. */
function post(path: string, object: JsonObject): Promise<Answer> {
  count += 1
  return lab.call('POST', path, {
    ...object,
    metadata: { name: `k${count}`, ...asObject(object['metadata']) },
  })
}

function fieldsAtFault(answer: Answer): readonly unknown[] {
  expect(answer).toMatchObject({ code: 422, body: { kind: 'Status', reason: 'Invalid' } })
  return asArray(at(answer.body, 'details', 'causes')).map((cause) => at(cause, 'field'))
}

/** The object with one path set. */
function but(object: JsonObject, path: string, value: Json | undefined): JsonObject {
  return withPath(object, path.split('.'), value)
}

describe('names and labels', () => {
  const path = '/api/v1/namespaces/default/configmaps'

  it.each(['Upper', 'under_score', '-dash', 'a..b', 'x'.repeat(254)])('refuse the name %j', async (name) => {
    expect(fieldsAtFault(await post(path, { metadata: { name } }))).toEqual(['metadata.name'])
  })

  it('hold namespaces to a label of 63 characters', async () => {
    for (const name of ['a.b', 'x'.repeat(64)])
      expect(fieldsAtFault(await post('/api/v1/namespaces', { metadata: { name } }))).toContain(
        'metadata.name',
      )
  })

  it.each([{ 'a/b/c': 'x' }, { [`x/${'k'.repeat(64)}`]: 'x' }, { key: 'v'.repeat(64) }, { key: '-x' }])(
    'refuse the labels %j',
    async (labels) => {
      expect(fieldsAtFault(await post(path, { metadata: { labels } }))).toEqual(['metadata.labels'])
    },
  )

  it('refuse values of the wrong type by their path', async () => {
    const body = { metadata: { labels: { a: 1 }, ownerReferences: [{ kind: 'X' }] }, data: { a: true } }
    expect(fieldsAtFault(await post(path, body as unknown as JsonObject))).toEqual([
      'metadata.labels[a]',
      'metadata.ownerReferences[0].apiVersion',
      'metadata.ownerReferences[0].name',
      'metadata.ownerReferences[0].uid',
      'data[a]',
    ])
  })

  it('take null for left out', async () => {
    const body = { metadata: { labels: null, creationTimestamp: null }, data: { a: '1', b: null } }
    expect(await post(path, body)).toMatchObject({ code: 201, body: { data: { a: '1' } } })
  })
})

describe('Secret', () => {
  const path = '/api/v1/namespaces/default/secrets'

  it('folds stringData into data and has a type', async () => {
    const made = await post(path, { data: { a: 'MQ==' }, stringData: { b: 'two' } })
    expect(made.body).toMatchObject({ type: 'Opaque', data: { a: 'MQ==', b: 'dHdv' } })
    expect(made.body).not.toHaveProperty('stringData')
  })

  it('refuses what is not base64 without repeating it', async () => {
    const refused = await post(path, { data: { key: 'top secret' } })
    expect(fieldsAtFault(refused)).toEqual(['data[key]'])
    expect(refused.text).not.toContain('top secret')
  })

  it('does not change once immutable', async () => {
    const made = await post(path, { data: { a: 'MQ==' }, immutable: true })
    const url = `${path}/${at(made.body, 'metadata', 'name') as string}`
    expect(fieldsAtFault(await lab.patch(url, 'merge', { data: { a: 'Mg==' } }))).toEqual(['data'])
    expect(fieldsAtFault(await lab.patch(url, 'merge', { type: 'other' }))).toEqual(['type'])
    expect((await lab.patch(url, 'merge', { metadata: { labels: { a: 'b' } } })).code).toBe(200)
  })
})

describe('Pod', () => {
  const path = '/api/v1/namespaces/default/pods'
  const pod = { spec: { containers: [{ name: 'c', image: 'i' }] } }

  it('gets defaults and waits', async () => {
    expect((await post(path, pod)).body).toMatchObject({
      spec: { restartPolicy: 'Always', containers: [{ terminationMessagePolicy: 'File' }] },
      status: { phase: 'Pending' },
    })
  })

  it.each([
    [but(pod, 'spec.containers', []), ['spec.containers']],
    [but(pod, 'spec.containers', [{ name: 'c' }]), ['spec.containers[0].image']],
    [but(pod, 'spec.restartPolicy', 'Sometimes'), ['spec.restartPolicy']],
    [
      but(pod, 'spec.containers', [
        { name: 'c', image: 'i' },
        { name: 'c', image: 'i' },
      ]),
      ['spec.containers[1]'],
    ],
    [
      but(pod, 'spec.containers', [
        { name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      ]),
      ['spec.containers[0].volumeMounts[0].name'],
    ],
  ])('%j is refused at %j', async (body, fields) => {
    expect(fieldsAtFault(await post(path, body))).toEqual(fields)
  })
})

describe('PersistentVolumeClaim', () => {
  const path = '/api/v1/namespaces/default/persistentvolumeclaims'
  const claim = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }

  it('gets the default class and waits', async () => {
    lab.api.seed({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'x.example',
    })
    const made = await post(path, claim)
    expect(made.body).toMatchObject({
      spec: { storageClassName: 'fast', volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    })
    const url = `${path}/${at(made.body, 'metadata', 'name') as string}`
    expect((await lab.patch(url, 'merge', { spec: { volumeName: 'pv' } })).code).toBe(200)
    expect(fieldsAtFault(await lab.patch(url, 'merge', { spec: { volumeMode: 'Block' } }))).toEqual(['spec'])
  })

  it.each([
    [but(claim, 'spec.accessModes', undefined), ['spec.accessModes']],
    [but(claim, 'spec.accessModes', ['Often']), ['spec.accessModes[0]']],
    [but(claim, 'spec.resources.requests', {}), ['spec.resources.requests.storage']],
    [but(claim, 'spec.resources.requests.storage', 'much'), ['spec.resources.requests[storage]']],
    [but(claim, 'spec', undefined), ['spec']],
  ])('%j is refused at %j', async (body, fields) => {
    expect(fieldsAtFault(await post(path, body))).toEqual(fields)
  })
})

describe('DataVolume', () => {
  const path = '/apis/cdi.kubevirt.io/v1beta1/namespaces/default/datavolumes'
  const volume = {
    spec: {
      source: {
        vddk: { url: 'https://vc.example', uuid: 'u', backingFile: '[ds] a/a.vmdk', secretRef: 's' },
      },
      storage: { resources: { requests: { storage: '1Gi' } } },
      checkpoints: [{ previous: '', current: 'snap-1' }],
    },
  }

  it('takes further checkpoints and the final one, and no other change', async () => {
    const made = await post(path, volume)
    const url = `${path}/${at(made.body, 'metadata', 'name') as string}`
    const next = { current: 'snap-2', previous: 'x/1' }
    const add = [{ op: 'add', path: '/spec/checkpoints/-', value: next }]
    expect((await lab.patch(url, 'json', add)).body).toMatchObject({ metadata: { generation: 2 } })
    expect((await lab.patch(url, 'merge', { spec: { finalCheckpoint: true } })).code).toBe(200)
    const other = { spec: { source: { vddk: { uuid: 'v' } } } }
    expect(fieldsAtFault(await lab.patch(url, 'merge', other))).toEqual(['spec'])
  })

  it.each([
    [but(volume, 'spec.source', undefined), ['spec.source', 'spec.checkpoints']],
    [but(volume, 'spec.source.blank', {}), ['spec.source']],
    [but(volume, 'spec.source.vddk.url', 7), ['spec.source.vddk.url']],
    [but(volume, 'spec.storage', undefined), ['spec.storage']],
    [but(volume, 'spec.storage.resources', undefined), ['spec.storage.resources.requests.storage']],
    [
      but(volume, 'spec.pvc', {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
      }),
      ['spec.storage'],
    ],
    [but(volume, 'spec.checkpoints', [{ current: 'a' }]), ['spec.checkpoints[0].previous']],
    [but(volume, 'spec', undefined), ['spec']],
  ])('%j is refused at %j', async (body, fields) => {
    expect(fieldsAtFault(await post(path, body))).toEqual(fields)
  })
})

describe('VirtualMachine', () => {
  const path = '/apis/kubevirt.io/v1/namespaces/default/virtualmachines'
  const disks = [
    { name: 'one', disk: { bus: 'virtio' }, bootOrder: 1 },
    { name: 'two', disk: { bus: 'sata' }, bootOrder: 2 },
  ]
  const interfaces = [{ name: 'net', masquerade: {}, macAddress: '00:50:56:00:00:01', model: 'virtio' }]
  const machine = {
    spec: {
      runStrategy: 'Halted',
      template: {
        spec: {
          domain: { devices: { disks, interfaces }, memory: { guest: '2Gi' } },
          networks: [{ name: 'net', pod: {} }],
          volumes: [
            { name: 'one', dataVolume: { name: 'dv-1' } },
            { name: 'two', persistentVolumeClaim: { claimName: 'pvc-2' } },
          ],
        },
      },
    },
  }
  const devices = 'spec.template.spec.domain.devices'

  it('is taken when all fits together', async () => {
    expect((await post(path, machine)).code).toBe(201)
  })

  it.each([
    [but(machine, 'spec.running', false), ['spec.running']],
    [but(machine, 'spec.runStrategy', undefined), ['spec']],
    [but(machine, 'spec.runStrategy', 'Maybe'), ['spec.runStrategy']],
    [but(machine, 'spec.template', undefined), ['spec.template']],
    [
      but(machine, `${devices}.disks`, [disks[0]!, { ...disks[1], bootOrder: 1 }]),
      [`${devices}.disks[1].bootOrder`],
    ],
    [
      but(machine, `${devices}.disks`, [disks[0]!, { ...disks[1], name: 'three' }]),
      [`${devices}.disks[1].name`],
    ],
    [
      but(machine, `${devices}.disks`, [disks[0]!, { ...disks[1], serial: 'a b' }]),
      [`${devices}.disks[1].serial`],
    ],
    [
      but(machine, `${devices}.disks`, [disks[0]!, disks[0]!]),
      [`${devices}.disks[1].name`, `${devices}.disks[1].bootOrder`],
    ],
    [
      but(machine, `${devices}.disks`, [disks[0]!, { name: 'two', disk: { bus: 'ide' } }]),
      [`${devices}.disks[1].disk.bus`],
    ],
    [
      but(machine, `${devices}.interfaces`, [{ ...interfaces[0], macAddress: '00:50:56' }]),
      [`${devices}.interfaces[0].macAddress`],
    ],
    [
      but(machine, `${devices}.interfaces`, [{ ...interfaces[0], model: 'ne1000' }]),
      [`${devices}.interfaces[0].model`],
    ],
    [but(machine, `${devices}.interfaces`, undefined), ['spec.template.spec.networks[0].name']],
    [
      but(but(machine, 'spec.instancetype', { name: 'small' }), 'spec.template.spec.domain.cpu', {
        cores: 2,
      }),
      ['spec.template.spec.domain.cpu', 'spec.template.spec.domain.memory'],
    ],
  ])('%# is refused at %j', async (body, fields) => {
    expect(fieldsAtFault(await post(path, body))).toEqual(fields)
  })

  it('needs its revision for an update, as every custom kind', async () => {
    const made = (await post(path, machine)).body
    const url = `${path}/${at(made, 'metadata', 'name') as string}`
    const unversioned = withPath(made, ['metadata', 'resourceVersion'], undefined)
    expect(fieldsAtFault(await lab.call('PUT', url, unversioned))).toEqual(['metadata.resourceVersion'])
  })
})
