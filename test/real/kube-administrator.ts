/** What an administrator of the cluster does beside a run, by plain HTTPS. */
import { expect } from 'vitest'
import { kube, type KubeServer } from '../fixtures/kube.ts'

/** `server`: there from the first call on. */
export function kubeAdministrator(server: () => KubeServer) {
  const admin = (path: string, method = 'GET', body?: object, type?: string) =>
    kube(server(), path, { method, ...(body && { body }), ...(type && { type }) })

  async function create(path: string, body: object): Promise<void> {
    const { status, body: answer } = await admin(`${path}?fieldValidation=Strict`, 'POST', body)
    expect(status, JSON.stringify(answer)).toBe(201)
  }

  const namespace = (name: string, more: object = {}) =>
    create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...more } })

  const admission = '/apis/admissionregistration.k8s.io/v1'

  /** No DataVolume may be made in a namespace; resolves when the server acts on it. */
  async function deny(name: string, message: string): Promise<void> {
    await namespace(name)
    const rule = { apiGroups: ['cdi.kubevirt.io'], apiVersions: ['*'], resources: ['datavolumes'] }
    await create(`${admission}/validatingadmissionpolicies`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ ...rule, operations: ['CREATE'] }] },
        validations: [{ expression: 'false', message }],
      },
    })
    await create(`${admission}/validatingadmissionpolicybindings`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } },
      },
    })
    const volume = {
      apiVersion: 'cdi.kubevirt.io/v1beta1',
      kind: 'DataVolume',
      metadata: { name: 'try' },
      spec: {},
    }
    const path = `/apis/cdi.kubevirt.io/v1beta1/namespaces/${name}/datavolumes?dryRun=All`
    await until(async () => (await admin(path, 'POST', volume)).status !== 201)
  }

  async function allow(name: string): Promise<void> {
    await admin(`${admission}/validatingadmissionpolicybindings/${name}`, 'DELETE')
    await admin(`${admission}/validatingadmissionpolicies/${name}`, 'DELETE')
  }

  return { admin, allow, create, deny, namespace }
}

/** Looks every 100 ms, 20 s at most. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the condition never held')
}
