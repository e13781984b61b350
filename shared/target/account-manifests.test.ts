import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { accountManifests, accountObjects, accountYaml, rulesOf, type Rule } from './account-manifests.ts'
import { neededRights, resourceName } from './rights.ts'

const account = {
  name: 'palletjack',
  accountNamespace: 'tools',
  targetNamespaces: ['finance', 'shop', 'finance'],
  probes: true,
}

/** "verb group/resource" of all that rules give. */
function given(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ apiGroups, resources, resourceNames = [''], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        resourceNames.flatMap((name) => verbs.map((verb) => `${verb} ${group}/${resource} ${name}`)),
      ),
    ),
  )
}

function wanted(scope: 'cluster' | 'namespace', uses: Parameters<typeof neededRights>[0]): string[] {
  const texts = neededRights(uses)
    .filter((right) => right.scope === scope)
    .map(({ verb, group, resource, name = '' }) => `${verb} ${group}/${resource} ${name}`)
  return [...new Set(texts)]
}

describe('accountManifests', () => {
  it('makes every namespace once, then what lies in it', () => {
    expect(
      accountManifests(account).map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace]),
    ).toEqual([
      ['Namespace', 'tools', undefined],
      ['Namespace', 'finance', undefined],
      ['Namespace', 'shop', undefined],
      ['ServiceAccount', 'palletjack', 'tools'],
      ['ClusterRole', 'palletjack:tools:palletjack', undefined],
      ['ClusterRoleBinding', 'palletjack:tools:palletjack', undefined],
      ['Role', 'palletjack:tools:palletjack', 'finance'],
      ['RoleBinding', 'palletjack:tools:palletjack', 'finance'],
      ['Role', 'palletjack:tools:palletjack', 'shop'],
      ['RoleBinding', 'palletjack:tools:palletjack', 'shop'],
    ])
    for (const { metadata } of accountManifests(account))
      expect(metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'palletjack' })
  })

  it.each([
    [true, ['look', 'migrate', 'lease', 'probe']],
    [false, ['look', 'migrate', 'lease']],
  ] as const)('gives exactly the rights of the table (probes: %j)', (probes, uses) => {
    const objects = accountObjects({ ...account, probes })
    const rulesIn = (kind: string) => objects.find((one) => one.kind === kind)?.rules ?? []
    expect(given(rulesIn('ClusterRole')).sort()).toEqual(wanted('cluster', uses).sort())
    expect(given(rulesIn('Role')).sort()).toEqual(wanted('namespace', uses).sort())
  })

  it('never gives a wildcard, nor rights on rights', () => {
    const rules = accountObjects(account).flatMap((object) => object.rules ?? [])
    const texts = rules.flatMap((rule) => [...rule.apiGroups, ...rule.resources, ...rule.verbs])
    expect(texts).not.toContain('*')
    expect(texts).not.toContain('rbac.authorization.k8s.io')
    expect(texts).not.toContain('serviceaccounts/token')
    // Secrets of the whole cluster are nobody's business.
    expect(given(accountObjects(account)[1]?.rules ?? []).join()).not.toContain('secrets')
  })

  it('never takes the name of a role that a cluster has', () => {
    const names = accountObjects({ ...account, name: 'admin' }).map(({ kind, metadata }) => [
      kind,
      metadata.name,
    ])
    expect(names.filter(([, name]) => name === 'admin')).toEqual([['ServiceAccount', 'admin']])
  })

  it('is written as YAML documents that say the same', async () => {
    const yaml = await accountYaml(account)
    const documents = parseAllDocuments(yaml).map((one) => one.toJS() as unknown)
    expect(documents).toEqual(JSON.parse(JSON.stringify(accountManifests(account))))
    expect(yaml).not.toMatch(/[&*]a\d/)
  })
})

describe('rulesOf', () => {
  it('joins resources that share group, name and verbs, and nothing else', () => {
    const base = { use: 'look', scope: 'cluster', purpose: '' } as const
    expect(
      rulesOf([
        { ...base, verb: 'list', group: 'a', resource: 'one' },
        { ...base, verb: 'list', group: 'a', resource: 'two' },
        { ...base, verb: 'get', group: 'a', resource: 'two', name: 'x' },
        { ...base, verb: 'list', group: 'b', resource: 'one' },
      ]),
    ).toEqual([
      { apiGroups: ['a'], resources: ['one', 'two'], verbs: ['list'] },
      { apiGroups: ['a'], resources: ['two'], resourceNames: ['x'], verbs: ['get'] },
      { apiGroups: ['b'], resources: ['one'], verbs: ['list'] },
    ])
  })
})

describe('neededRights', () => {
  it('leaves out what belongs to operators that are not there', () => {
    const plain = neededRights(['look', 'migrate', 'privileged-conversion'], new Set(['kubevirt.io']))
    const names = plain.map(resourceName)
    expect(names.filter((name) => /openshift|forklift|rolebindings/.test(name))).toEqual([])
    expect(names).toContain('virtualmachines.kubevirt.io')
  })

  it('asks for no more than is called', () => {
    const names = (use: 'migrate' | 'probe') =>
      neededRights([use]).map((right) => `${right.verb} ${resourceName(right)}`)
    // Why a conversion failed is told by the pod's status; a probe's pod is seen through its list.
    expect(names('migrate')).not.toContain('get pods/log')
    expect(names('probe')).not.toContain('get pods')
    // Without security context constraints nothing has to be opened for a conversion.
    expect(neededRights(['privileged-conversion'], new Set(['kubevirt.io']))).toEqual([])
  })

  it('says for each right what does not work without it', () => {
    const all = neededRights([
      'look',
      'migrate',
      'create-namespace',
      'probe',
      'create-account',
      'privileged-conversion',
    ])
    expect(all.filter(({ purpose }) => purpose === '')).toEqual([])
  })
})
