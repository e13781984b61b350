import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { csvVersion, deploymentVersion } from './forklift-version.ts'
import type { KubeObject } from './service.ts'
import { clusterOf, type Kept } from './test-support/cluster-of.ts'
import { createHarness, type Harness } from './test-support/harness.ts'

const deployment = (image: string, labels?: Record<string, string>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'forklift-controller', namespace: 'mtv', ...(labels && { labels }) },
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
})

describe('the version of Forklift', () => {
  it.each([
    ['mtv-operator.v2.12.3', '2.12.3'],
    ['forklift-operator.v2.9.0-rc.1', '2.9.0-rc.1'],
    ['konveyor-forklift-operator.v2.6.0', '2.6.0'],
    ['kubevirt-hyperconverged-operator.v4.20.9', ''],
    ['mtv-operator.next', ''],
  ])('of the operator %s is "%s"', (name, version) => {
    expect(csvVersion(name)).toBe(version)
  })

  it.each([
    ['quay.io/kubev2v/forklift-controller:v2.9.0', '2.9.0'],
    ['host:5000/forklift-controller:2.9.0@sha256:abc', '2.9.0'],
    ['quay.io/kubev2v/forklift-controller:latest', ''],
    ['host:5000/forklift-controller@sha256:abc', ''],
    ['host:5000/forklift-controller', ''],
  ])('of the image %s is "%s"', (image, version) => {
    expect(deploymentVersion(deployment(image))).toBe(version)
  })

  it('is what a label says before what an image says', () => {
    const labels = { 'app.kubernetes.io/version': '2.10.1' }
    expect(deploymentVersion(deployment('r/c:v1.0.0', labels))).toBe('2.10.1')
    expect(deploymentVersion(undefined)).toBe('')
  })
})

describe('describe', () => {
  let h: Harness
  beforeAll(async () => {
    h = await createHarness()
  })
  afterEach(() => h.closeAll())

  const kind = (apiVersion: string, name: string, plural: string, items: readonly object[]): Kept => ({
    apiVersion,
    kind: name,
    plural,
    namespaced: true,
    items: items as Kept['items'],
  })
  const at = (name: string, namespace: string) => ({ metadata: { name, namespace } })
  const controllers = kind('forklift.konveyor.io/v1beta1', 'ForkliftController', 'forkliftcontrollers', [
    at('forklift-controller', 'mtv'),
  ])
  const csvs = (...items: readonly object[]) =>
    kind('operators.coreos.com/v1alpha1', 'ClusterServiceVersion', 'clusterserviceversions', items)
  const deployments = kind('apps/v1', 'Deployment', 'deployments', [deployment('r/c:v2.9.0')])

  async function versionOn(kept: readonly Kept[]): Promise<string> {
    const connection = await h.connect(await h.serve(clusterOf(kept, ['apps'])))
    const target = await connection.describe()
    if (!target.ok) throw new Error(target.problem.message)
    return target.value.forkliftVersion
  }

  it('asks who installed it, then its controller, in the namespace that it is in', async () => {
    expect(await versionOn([])).toBe('')
    expect(await versionOn([controllers])).toBe('unknown')
    expect(await versionOn([controllers, csvs(at('mtv-operator.v2.8.1', 'other'))])).toBe('unknown')
    expect(await versionOn([controllers, csvs(at('mtv-operator.v2.8.1', 'mtv'))])).toBe('2.8.1')
    expect(await versionOn([controllers, csvs(), deployments])).toBe('2.9.0')
  })
})
