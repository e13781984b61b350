import { afterEach, beforeAll, describe, expect, it } from 'vitest'
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
          return { json: { groups: [{ name: 'kubevirt.io' }, { name: 'config.openshift.io' }] } }
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
})
