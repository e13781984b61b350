/** The server under an unmodified kubectl, where there is one. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

const kubectl = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, process.platform === 'win32' ? 'kubectl.exe' : 'kubectl'))
  .find((file) => existsSync(file))

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

let lab: TestApi
let folder: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  if (kubectl === undefined) return
  lab = await startTestApi({ logs: (...names) => `hello from ${names.join('/')}\n` })
  folder = await mkdtemp(join(tmpdir(), 'palletjack-kubectl-'))
  // A home of its own: neither a person's configuration nor a cache from another run takes part.
  env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'config') }
  await writeFile(join(folder, 'config'), lab.kubeconfig, { mode: 0o600 })
})

afterAll(async () => {
  if (kubectl === undefined) return
  await lab.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs kubectl with words split at blanks; `input` goes to its standard input. */
function run(words: string, input = '', ...more: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      kubectl ?? '',
      [...words.split(' '), ...more],
      { env, timeout: 20_000 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
    )
    child.stdin?.end(input)
  })
}

async function ok(words: string, input = '', ...more: readonly string[]): Promise<string> {
  const outcome = await run(words, input, ...more)
  expect(outcome, `kubectl ${words}`).toMatchObject({ code: 0 })
  return outcome.out
}

function map(data: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: demo }\ndata: ${data}\n`
}

const machine = `
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: { name: vm-1 }
spec:
  runStrategy: Halted
  template: { spec: { domain: { devices: {} } } }
---
apiVersion: cdi.kubevirt.io/v1beta1
kind: DataVolume
metadata: { name: dv-1 }
spec: { source: { blank: {} }, storage: { resources: { requests: { storage: 1Gi } } } }
`

describe.skipIf(kubectl === undefined)('kubectl (skipped when it is not on the PATH)', () => {
  it('discovers, explains and asks what it may do', async () => {
    expect(await ok('api-resources')).toMatch(
      /datavolumes +dv,dvs +cdi.kubevirt.io\/v1beta1 +true +DataVolume/,
    )
    expect(await ok('explain vm.spec.runStrategy')).toContain('RerunOnFailure')
    expect(await ok('auth can-i create virtualmachines')).toBe('yes\n')
    expect(await ok('get --raw /openapi/v2')).toContain('"swagger":"2.0"')
    expect(await ok('get --raw /openapi/v3')).toContain('apis/kubevirt.io/v1')
    expect(await ok('get all,crd,nodes -A')).toContain('datavolumes.cdi.kubevirt.io')
  })

  it('applies with validation, from the client and from the server', async () => {
    await ok('create namespace apply')
    const apply = (data: string) => ok('apply -n apply -f -', map(data))
    expect(await apply('{ a: "1", b: "2" }')).toBe('configmap/demo created\n')
    expect(await apply('{ a: "1", b: "2" }')).toBe('configmap/demo unchanged\n')
    expect(await apply('{ a: "2" }')).toBe('configmap/demo configured\n')
    expect(await ok('get cm demo -n apply -o jsonpath={.data}')).toBe('{"a":"2"}')
    const bad = await run('apply -n apply -f -', map('{ a: 1 }'))
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('must be of type string') as string })
    const conflict = await run('apply --server-side -n apply -f - --field-manager=other', map('{ a: "3" }'))
    expect(conflict.err).toContain('conflict with "kubectl-client-side-apply"')
    const forced = '--server-side --force-conflicts --field-manager=other'
    expect(await ok(`apply -n apply ${forced} -f -`, map('{ a: "3" }'))).toContain('serverside-applied')
    expect(await ok('diff -n apply -f -', map('{ a: "3" }'))).not.toContain('+  a:')
    expect(await ok('get cm demo -n apply -o yaml --show-managed-fields')).toContain('manager: other')
  })

  it('creates what it sends as protobuf, or as JSON', async () => {
    await ok('create namespace typed')
    await ok('create configmap typed -n typed --from-literal=a=b --from-literal=empty=')
    await ok('create secret generic typed -n typed --from-literal=user=me')
    await ok('create serviceaccount typed -n typed')
    await ok('create role typed -n typed --verb=get --resource=pods')
    await ok('create rolebinding typed -n typed --role=typed --serviceaccount=typed:typed')
    await ok('create quota typed -n typed --hard=pods=3')
    await ok('create service clusterip typed -n typed --tcp=80:8080')
    await ok('create job typed -n typed --image=x -- run it')
    expect(await ok('get cm typed -n typed -o jsonpath={.data}')).toBe('{"a":"b","empty":""}')
    expect(await ok('get secret typed -n typed -o jsonpath={.data.user}')).toBe('bWU=')
    expect(await ok('get svc typed -n typed -o jsonpath={.spec.ports[0].targetPort}')).toBe('8080')
    expect(await ok('get job typed -n typed -o jsonpath={.spec.template.spec.containers[0].command}')).toBe(
      '["run","it"]',
    )
    expect((await ok('create token typed -n typed')).length).toBeGreaterThan(20)
  })

  it('patches, labels, annotates and describes', async () => {
    await ok('create namespace edit')
    await ok('apply -n edit -f -', map('{ a: "1" }'))
    await ok('patch cm demo -n edit --type=merge -p', '', '{"data":{"m":"1"}}')
    await ok('patch cm demo -n edit --type=json -p', '', '[{"op":"add","path":"/data/j","value":"1"}]')
    await ok('patch cm demo -n edit --type=strategic -p', '', '{"data":{"s":"1"}}')
    await ok('label cm demo -n edit tier=one')
    await ok('annotate cm demo -n edit note=here')
    expect(await ok('get cm -n edit -l tier=one -o jsonpath={.items[0].data}')).toBe(
      '{"a":"1","j":"1","m":"1","s":"1"}',
    )
    expect(await ok('describe cm demo -n edit')).toMatch(/Labels: +tier=one\nAnnotations: +note: here/)
  })

  it('watches rows and waits for a field', async () => {
    await ok('create namespace machines')
    await ok('apply -n machines -f -', machine)
    expect(await ok('get vm,dv -n machines')).toMatch(/NAME +PHASE +PROGRESS +RESTARTS +AGE/)
    const watching = watchRows('get dv -n machines -w', 'Succeeded')
    const waiting = ok('wait -n machines dv/dv-1 --for=jsonpath={.status.phase}=Succeeded --timeout=15s')
    const status = '{"status":{"phase":"Succeeded","progress":"100.0%"}}'
    await ok('patch dv dv-1 -n machines --subresource=status --type=merge -p', '', status)
    expect(await waiting).toBe('datavolume.cdi.kubevirt.io/dv-1 condition met\n')
    expect(await watching).toMatch(/dv-1 +Succeeded +100.0%/)
    await ok('delete vm/vm-1 dv/dv-1 -n machines')
    expect((await run('get vm vm-1 -n machines')).err).toContain('NotFound')
  })

  it('runs a pod, reads its log and deletes a namespace with all in it', async () => {
    await ok('create namespace gone')
    await ok('run talker -n gone --image=x')
    expect(await ok('get pods -n gone')).toMatch(/talker +0\/1 +Pending +0/)
    expect(await ok('logs talker -n gone')).toBe('hello from gone/talker/talker\n')
    await ok('delete namespace gone --timeout=15s')
    expect(await ok('get pods -n gone -o name')).toBe('')
    expect((await run('get namespace gone')).err).toContain('NotFound')
  })
})

/** Follows a watch until a row holds `text`, then ends it. */
function watchRows(words: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(kubectl ?? '', words.split(' '), { env, timeout: 20_000 })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
      if (out.includes(text)) child.kill()
    })
    child.on('error', reject).on('close', () => resolve(out))
  })
}
