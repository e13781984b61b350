/** Rights as an unmodified kubectl sees them, where there is one. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { accountYaml } from '../../../shared/target/account-manifests.ts'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

const kubectl = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, process.platform === 'win32' ? 'kubectl.exe' : 'kubectl'))
  .find((file) => existsSync(file))

let lab: TestApi
let folder: string

beforeAll(async () => {
  lab = await startTestApi()
  folder = await mkdtemp(join(tmpdir(), 'palletjack-kubectl-'))
  await writeFile(join(folder, 'config'), lab.kubeconfig, { mode: 0o600 })
})
afterAll(async () => {
  await lab.close()
  await rm(folder, { recursive: true, force: true })
})

/** Output and errors together: can-i ends with 1 where the answer is no. */
function run(words: string, input = ''): Promise<string> {
  // A home of its own: neither a person's configuration nor a cache from another run takes part.
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'config') }
  return new Promise((resolve) => {
    const child = execFile(kubectl ?? '', words.split(' '), { env, timeout: 20_000 }, (_error, out, err) =>
      resolve(out + err),
    )
    child.stdin?.end(input)
  })
}

describe.skipIf(kubectl === undefined)('kubectl (skipped when it is not on the PATH)', () => {
  it('applies the manifests of the account, strictly, and is then told its rights', async () => {
    const yaml = await accountYaml({
      name: 'palletjack',
      accountNamespace: 'palletjack',
      targetNamespaces: ['demo'],
      probes: true,
    })
    const applied = await run('apply --validate=strict -f -', yaml)
    expect(applied.trim().split('\n')).toEqual([
      'namespace/palletjack created',
      'namespace/demo created',
      'serviceaccount/palletjack created',
      'clusterrole.rbac.authorization.k8s.io/palletjack created',
      'clusterrolebinding.rbac.authorization.k8s.io/palletjack created',
      'role.rbac.authorization.k8s.io/palletjack created',
      'rolebinding.rbac.authorization.k8s.io/palletjack created',
    ])
    const token = (await run('create token palletjack -n palletjack --duration=1h')).trim()
    const as = (words: string) => run(`${words} --token=${token}`)
    const config = parse(lab.kubeconfig) as { users: { user: object }[] }
    config.users[0]!.user = {}
    await writeFile(join(folder, 'config'), JSON.stringify(config), { mode: 0o600 })
    expect(await as('auth whoami')).toContain('system:serviceaccount:palletjack:palletjack')
    expect(await as('auth can-i create datavolumes.cdi.kubevirt.io -n demo')).toBe('yes\n')
    expect(await as('auth can-i get pods --subresource=log -n demo')).toBe('yes\n')
    expect(await as('auth can-i list nodes')).toContain('yes\n')
    expect(await as('auth can-i create datavolumes.cdi.kubevirt.io -n default')).toContain('no')
    expect(await as('auth can-i * *')).toContain('no')
    expect(await as('auth can-i --list -n demo')).toMatch(
      /virtualmachines.kubevirt.io +\[\] +\[\] +\[create delete get list\]/,
    )
    expect(await as('get secrets -A')).toContain(
      'secrets is forbidden: User "system:serviceaccount:palletjack:palletjack" cannot list resource "secrets" in API group "" at the cluster scope',
    )
    expect(await as('get vm,dv,pvc,pods -n demo')).toContain('No resources found')
    expect(await as('create role more -n demo --verb=get --resource=secrets')).toContain('is forbidden')
    await writeFile(join(folder, 'config'), lab.kubeconfig, { mode: 0o600 })
    const acting = '--as=system:serviceaccount:palletjack:palletjack'
    expect(await run(`auth can-i delete virtualmachines -n demo ${acting}`)).toBe('yes\n')
    expect(await run(`auth can-i delete namespaces ${acting}`)).toContain('no')
  })

  it('binds the roles that every cluster has', async () => {
    await run('create namespace edits')
    await run('create rolebinding me -n edits --clusterrole=edit --user=me')
    expect(await run('auth can-i create pods -n edits --as=me')).toBe('yes\n')
    expect(await run('auth can-i create rolebindings -n edits --as=me')).toContain('no')
    expect(await run('auth can-i create pods -n default --as=me')).toContain('no')
  })
})
