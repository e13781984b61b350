import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clusterOf } from './test-support/cluster-of.ts'
import { createHarness, type Harness } from './test-support/harness.ts'
import { failure } from './test-support/scripted-api.ts'

let h: Harness

beforeAll(async () => {
  h = await createHarness()
})

afterEach(() => h.closeAll())

describe('describe', () => {
  it('leaves empty what may not be read, and looks into single namespaces instead', async () => {
    const forbidden = failure(403, 'Forbidden', 'no')
    const connection = await h.connect(
      await h.serve((seen) => {
        const { path } = seen
        if (path === '/apis')
          return {
            json: {
              groups: ['kubevirt.io', 'config.openshift.io', 'project.openshift.io'].map((name) => ({
                name,
              })),
            },
          }
        if (path === '/apis/kubevirt.io/v1') {
          const names = [
            { name: 'kubevirts', kind: 'KubeVirt', namespaced: true },
            { name: 'virtualmachines', kind: 'VirtualMachine', namespaced: true },
          ]
          return { json: { resources: names } }
        }
        if (path === '/apis/project.openshift.io/v1') {
          return { json: { resources: [{ name: 'projects', kind: 'Project', namespaced: false }] } }
        }
        if (path === '/apis/project.openshift.io/v1/projects') {
          return { json: { kind: 'ProjectList', items: [{ metadata: { name: 'team-a' } }] } }
        }
        if (path === '/apis/kubevirt.io/v1/namespaces/team-a/virtualmachines') {
          const items = [{ metadata: { name: 'web', namespace: 'team-a' } }]
          return { json: { kind: 'VirtualMachineList', items } }
        }
        const collection = /^\/(api\/v1|apis\/[^/]+\/[^/]+)\/.+/.test(path)
        return collection ? forbidden : undefined
      }),
    )
    const target = await connection.describe()
    expect(target.ok && target.value).toMatchObject({
      version: 'v1.33.0',
      platform: 'openshift',
      platformVersion: '',
      kubevirtVersion: 'unknown',
      cdiVersion: '',
      nodes: { total: 0 },
      namespaces: ['team-a'],
      storageClasses: [],
      vddkImage: '',
      virtualMachines: ['team-a/web'],
    })
  })

  describe('of a login that sees into single namespaces only', () => {
    const machines = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', plural: 'virtualmachines' }
    const spaces = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false }
    const names = ['default', ...Array.from({ length: 40 }, (_, index) => `team-${index + 10}`)]
    const cluster = clusterOf([
      { ...spaces, items: names.map((name) => ({ metadata: { name } })) },
      {
        ...machines,
        namespaced: true,
        items: names.map((namespace) => ({ metadata: { name: 'web', namespace } })),
      },
    ])
    /** What it sees of VMs, and where it looked for them. */
    const look = async (mayLookInto: (namespace: string) => boolean, namespace?: string) => {
      const api = await h.serve((seen) => {
        const inside = /\/(?:namespaces\/([^/]+)\/)?virtualmachines$/.exec(seen.path)
        const isAllowed = !inside || mayLookInto(inside[1] ?? '')
        return isAllowed ? cluster(seen) : failure(403, 'Forbidden', 'no')
      })
      const target = await (await h.connect(api)).describe(namespace)
      const asked = api.seen.filter(({ path }) => path.endsWith('/virtualmachines'))
      return {
        seen: target.ok ? target.value.virtualMachines : target.problem,
        asked: asked.map(({ path }) => /\/namespaces\/([^/]+)/.exec(path)?.[1] ?? 'all'),
      }
    }

    it('asks in those that matter, and in few others when these refuse', async () => {
      const { seen, asked } = await look((namespace) => namespace === 'team-49', 'team-49')
      expect(seen).toEqual(['team-49/web'])
      expect(asked.sort()).toEqual(['all', 'default', 'team-10', 'team-11', 'team-12', 'team-13', 'team-49'])
    })

    it('looks into all of them as long as some may be looked into', async () => {
      const { seen, asked } = await look((namespace) => namespace !== '')
      expect(seen).toHaveLength(names.length)
      expect(asked).toHaveLength(names.length + 1)
    })

    it('does not ask for a namespace that is not there', async () => {
      const { asked } = await look(() => false, 'to-be-made')
      expect(asked).not.toContain('to-be-made')
      expect(asked).toHaveLength(6)
    })
  })

  it('prefers the config map of CDI to HyperConverged', async () => {
    const maps = '/api/v1/namespaces/openshift-cnv/configmaps/v2v-vmware'
    const group = '/apis/hco.kubevirt.io/v1beta1'
    let configured = true
    const connection = await h.connect(
      await h.serve(({ path }) => {
        if (path === maps && configured) {
          return { json: { metadata: { name: 'v2v-vmware' }, data: { 'vddk-init-image': 'r/a:1' } } }
        }
        if (path === group) {
          return {
            json: { resources: [{ name: 'hyperconvergeds', kind: 'HyperConverged', namespaced: true }] },
          }
        }
        if (path === `${group}/hyperconvergeds`) {
          const item = {
            metadata: { name: 'kh', namespace: 'openshift-cnv' },
            spec: { vddkInitImage: 'r/b:2' },
          }
          return { json: { kind: 'HyperConvergedList', items: [item] } }
        }
        return path.includes('/configmaps/') ? failure(404, 'NotFound', '') : undefined
      }),
    )
    const first = await connection.describe()
    expect(first.ok && first.value).toMatchObject({
      vddkImage: 'r/a:1',
      vddkImageSource: 'ConfigMap v2v-vmware in namespace openshift-cnv',
    })
    configured = false
    const second = await connection.describe()
    expect(second.ok && second.value).toMatchObject({
      vddkImage: 'r/b:2',
      vddkImageSource: 'HyperConverged kh in namespace openshift-cnv',
    })
  })

  it('reads the config map of the namespace that CDI says it runs in, and no other', async () => {
    const configMaps = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      plural: 'configmaps',
      namespaced: true,
      items: [
        { metadata: { name: 'v2v-vmware', namespace: 'cdi' }, data: { 'vddk-init-image': 'r/old:1' } },
        { metadata: { name: 'v2v-vmware', namespace: 'my-cdi' }, data: { 'vddk-init-image': 'r/mine:2' } },
      ],
    }
    const services = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      plural: 'apiservices',
      namespaced: false,
      items: [
        {
          metadata: { name: 'v1beta1.upload.cdi.kubevirt.io' },
          spec: { service: { name: 'cdi-api', namespace: 'my-cdi' } },
        },
      ],
    }
    const api = await h.serve(clusterOf([configMaps, services]))
    const target = await (await h.connect(api)).describe()
    expect(target.ok && target.value).toMatchObject({
      vddkImage: 'r/mine:2',
      vddkImageSource: 'ConfigMap v2v-vmware in namespace my-cdi',
    })
    const asked = api.seen.filter((one) => one.path.includes('/configmaps/')).map((one) => one.path)
    expect(asked).toEqual(['/api/v1/namespaces/my-cdi/configmaps/v2v-vmware'])
  })

  it('names the places of the VDDK image that could not be read', async () => {
    const services = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', plural: 'apiservices' }
    const operators = { apiVersion: 'hco.kubevirt.io/v1', kind: 'HyperConverged', plural: 'hyperconvergeds' }
    const name = 'v1beta1.upload.cdi.kubevirt.io'
    const item = { metadata: { name }, spec: { service: { namespace: 'my-cdi' } } }
    const unread = async (may: readonly string[], ...items: (typeof item)[]) => {
      const cluster = clusterOf([
        { ...services, namespaced: false, items },
        { ...operators, namespaced: true, items: [] },
      ])
      const api = await h.serve((seen) => {
        if (may.some((one) => seen.path.includes(one))) return cluster(seen)
        const isPlace = /\/(apiservices|configmaps|hyperconvergeds)(\/|$)/.test(seen.path)
        return isPlace ? failure(403, 'Forbidden', 'no') : cluster(seen)
      })
      const target = await (await h.connect(api)).describe()
      return target.ok ? target.value.vddkImageUnread : target.problem
    }
    const maps = ['cdi', 'openshift-cnv', 'kubevirt-hyperconverged'].map(
      (namespace) => `ConfigMap v2v-vmware in namespace ${namespace}`,
    )
    const operator = 'HyperConverged in all namespaces'
    expect(await unread([])).toEqual([`APIService ${name}`, ...maps, operator])
    expect(await unread(['configmaps'])).toEqual([`APIService ${name}`, operator])
    expect(await unread(['apiservices', 'hyperconvergeds'])).toEqual(maps)
    const ofCdi = 'ConfigMap v2v-vmware in namespace my-cdi'
    expect(await unread(['apiservices', 'hyperconvergeds'], item)).toEqual([ofCdi])
    // What HyperConverged names arrives in that config map.
    expect(await unread(['apiservices', 'configmaps'], item)).toEqual([])
    expect(await unread(['apiservices', 'configmaps', 'hyperconvergeds'])).toEqual([])
  })

  it('reads HyperConverged in both versions', async () => {
    const operator = (version: string, spec: object) => ({
      apiVersion: `hco.kubevirt.io/${version}`,
      kind: 'HyperConverged',
      plural: 'hyperconvergeds',
      namespaced: true,
      items: [{ metadata: { name: 'kh', namespace: 'cnv' }, spec }],
    })
    const imageOn = async (...kept: ReturnType<typeof operator>[]) => {
      const target = await (await h.connect(await h.serve(clusterOf(kept)))).describe()
      return target.ok ? target.value.vddkImage : target.problem.message
    }
    const grouped = operator('v1', { storage: { vddkInitImage: 'r/new:2' } })
    expect(await imageOn(operator('v1beta1', { vddkInitImage: 'r/old:1' }), grouped)).toBe('r/old:1')
    expect(await imageOn(operator('v1beta1', {}), grouped)).toBe('r/new:2')
    expect(await imageOn(grouped)).toBe('r/new:2')
    expect(await imageOn(operator('v1', { storage: {} }))).toBe('')
  })

  it('asks for nothing twice, nor for what is not offered', async () => {
    const nodes = { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false, items: [] }
    const api = await h.serve(clusterOf([nodes], ['kubevirt.io', 'apps']))
    const connection = await h.connect(api)
    const connecting = api.seen.length
    await connection.describe()
    const asked = api.seen.slice(connecting).map((one) => one.path)
    expect(asked.filter((path) => path === '/api/v1/nodes')).toHaveLength(1)
    expect(
      asked.filter((path) => path.startsWith('/apis/') && !path.startsWith('/apis/kubevirt.io')),
    ).toEqual([])
    const lists = asked.filter((path) => path.split('/').length > 4)
    expect(lists.length).toBe(new Set(lists).size)
  })
})
