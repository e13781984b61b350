/** The command line as a user runs it: a process of its own, against the demo lab. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { LabEndpoints } from '../../electron/lab/service.ts'
import { jsonLines, palletjack, type CliProcess } from '../fixtures/cli-process.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

let folder: string
const running: CliProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-e2e-'))
})
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill('SIGKILL')
    await one.ended
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function started(...args: Parameters<typeof palletjack>): CliProcess {
  const one = palletjack(...args)
  running.push(one)
  return one
}

describe('palletjack migrate --lab --json', () => {
  it('migrates five disks that agree byte for byte, and ends with 0', async () => {
    const home = join(folder, 'whole')
    const run = started([
      ...['migrate', '--lab', '--vm', 'web-01', 'app-01', 'db-01', '--type', 'cold'],
      ...['--target-namespace', 'demo', '--yes', '--json', '--time-scale', '20', '--home', home],
    ])
    expect(await run.ended, run.err()).toBe(0)
    const lines = jsonLines(run.out())
    const summary = lines.at(-1) as unknown as {
      disks: { vm: string; bytes: number; sourceSha256: string; targetSha256: string }[]
    }
    expect(summary).toMatchObject({ type: 'summary', succeeded: 3, failed: 0, canceled: 0 })
    expect(summary.disks.map((disk) => disk.vm).sort()).toEqual([
      'app-01',
      'db-01',
      'db-01',
      'db-01',
      'web-01',
    ])
    for (const disk of summary.disks) {
      expect(disk.bytes).toBeGreaterThan(0)
      expect(disk.sourceSha256).toMatch(/^[0-9a-f]{64}$/)
      expect(disk.targetSha256).toBe(disk.sourceSha256)
    }
    expect(lines.filter((line) => line['type'] === 'problem')).toEqual([])
    expect(lines.filter((line) => line['type'] === 'summary')).toHaveLength(1)
    // The lab's disks are gone, and the journal stays.
    expect(readdirSync(home)).toContain('journal.sqlite')
    expect(readdirSync(home)).not.toContain('lab')
  })
})

describe('palletjack lab', () => {
  it('says where its two ends are, and takes all of it away at its end', async () => {
    const lab = started(['lab', '--json', '--home', join(folder, 'lab-state')])
    await lab.until(/\n/)
    expect(JSON.parse(lab.out())).toMatchObject({ vcenter: { url: expect.any(String) as string } })
    expect(readdirSync(join(folder, 'lab-state'))).toContain('lab')
    lab.child.kill('SIGTERM')
    expect(await lab.ended, lab.err()).toBe(0)
    expect(readdirSync(join(folder, 'lab-state'))).not.toContain('lab')
  })
})

describe('palletjack against a lab in another process', () => {
  let world: LabWorld
  let endpoints: LabEndpoints

  beforeAll(async () => {
    world = await startLabWorld()
    endpoints = world.lab.endpoints
  })
  afterAll(() => world.close())

  function args(home: string, change: Record<string, string | undefined> = {}): string[] {
    const { vcenter, cluster } = endpoints
    const options: Record<string, string | undefined> = {
      '--vcenter': vcenter.url,
      '--username': vcenter.username,
      '--fingerprint': vcenter.sha256,
      '--kubeconfig': cluster.kubeconfigFile,
      '--vm': 'web-01',
      '--target-namespace': 'elsewhere',
      '--password-fd': '3',
      '--home': join(folder, home),
      ...change,
    }
    const words = Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [name, value],
    )
    return ['migrate', '--yes', '--json', ...words]
  }

  it('leaves nothing behind after Ctrl-C in the middle of a copy, and the source runs again', async () => {
    const goOn = world.lab.hold('copies')
    onTestFinished(goOn)
    const run = started(args('interrupted', { '--vm': 'db-01', '--target-namespace': 'gone' }), {
      password: endpoints.vcenter.password,
    })
    await run.until(/"type":"progress".*"bytesCopied":[1-9]/)
    expect(await objectsIn(endpoints.cluster, 'gone')).not.toEqual([])
    run.child.kill('SIGINT')
    expect(await run.ended, run.err()).toBe(130)
    expect(run.err()).toContain('Canceling')
    expect(jsonLines(run.out()).at(-1)).toEqual({
      type: 'summary',
      succeeded: 0,
      failed: 0,
      canceled: 1,
      disks: [],
    })
    expect(await objectsIn(endpoints.cluster, 'gone')).toEqual([])
    expect((await kube(endpoints.cluster, '/api/v1/namespaces/gone')).status).toBe(404)
    goOn()
    // The source was put back: the same VM migrates as a running one.
    const again = started(args('again', { '--vm': 'db-01', '--target-namespace': 'again' }), {
      password: endpoints.vcenter.password,
    })
    expect(await again.ended, again.err()).toBe(0)
    expect(again.err()).toContain('Shut down for the whole copy: db-01.')
    const { body } = await kube(
      endpoints.cluster,
      '/apis/kubevirt.io/v1/namespaces/again/virtualmachines/db-01',
    )
    expect(body).toMatchObject({ metadata: { name: 'db-01' } })
  })

  interface Mistake {
    readonly what: string
    readonly change: Record<string, string | undefined>
    readonly password?: string
    readonly code: RegExp
    readonly exitCode: number
  }
  const mistakes: Mistake[] = [
    { what: 'an unknown VM', change: { '--vm': 'web-1' }, code: /^input\.vm$/, exitCode: 2 },
    {
      what: 'a host that does not answer',
      change: { '--vcenter': 'https://127.0.0.1:1/sdk' },
      code: /^vsphere\./,
      exitCode: 1,
    },
    {
      what: 'a wrong password',
      change: {},
      password: 'wrong',
      code: /^vsphere\.invalid-login$/,
      exitCode: 1,
    },
    {
      what: 'a wrong fingerprint',
      change: { '--fingerprint': '00'.repeat(20) },
      code: /^vsphere\./,
      exitCode: 1,
    },
    {
      what: 'a fingerprint that is none',
      change: { '--fingerprint': 'xyz' },
      code: /^input\./,
      exitCode: 2,
    },
    {
      what: 'a namespace name that Kubernetes refuses',
      change: { '--target-namespace': 'Bad_NS' },
      code: /^input\.namespace$/,
      exitCode: 2,
    },
    {
      what: 'a kubeconfig that is not there',
      change: { '--kubeconfig': '/no/such/file' },
      code: /^input\.file$/,
      exitCode: 2,
    },
    {
      what: 'a state directory that cannot be',
      change: { '--home': import.meta.filename },
      code: /^input\.home$/,
      exitCode: 2,
    },
    { what: 'no password', change: { '--password-fd': undefined }, code: /^input\.password$/, exitCode: 2 },
    {
      what: 'a VM that cannot be migrated',
      change: { '--vm': 'web-01', '--target-namespace': 'legacy' },
      code: /^plan\.target-name-taken$/,
      exitCode: 1,
    },
  ]
  it.each(mistakes)('says $what in one sentence with a remedy', async (mistake) => {
    const password = mistake.password ?? endpoints.vcenter.password
    const run = started(args('mistakes', mistake.change), { password })
    expect(await run.ended).toBe(mistake.exitCode)
    const [first, last, ...more] = jsonLines(run.out())
    expect(first).toMatchObject({
      type: 'problem',
      problem: { code: expect.stringMatching(mistake.code) as string },
    })
    const { problem } = first as unknown as { problem: { message: string; remedy: string } }
    expect(problem.message).toMatch(/\.$/)
    expect(problem.remedy).toMatch(/\.$/)
    expect(last).toEqual({ type: 'summary', succeeded: 0, failed: 0, canceled: 0, disks: [] })
    expect(more).toEqual([])
    expect(run.err()).toContain(problem.remedy)
    expect(run.err()).not.toMatch(/\n\s+at /)
  })

  it('says that a namespace cannot be created, and why', async () => {
    // The name of a namespace that is on its way out is taken, and nothing can be made in it.
    const path = '/api/v1/namespaces'
    const body = { metadata: { name: 'stuck', finalizers: ['example.com/hold'] } }
    await kube(endpoints.cluster, path, { method: 'POST', body })
    await kube(endpoints.cluster, `${path}/stuck`, { method: 'DELETE' })
    const run = started(args('stuck', { '--target-namespace': 'stuck' }), {
      password: endpoints.vcenter.password,
    })
    expect(await run.ended).toBe(1)
    expect(jsonLines(run.out()).at(-1)).toMatchObject({ type: 'summary', succeeded: 0 })
    expect(run.err()).toContain('stuck')
    const type = 'application/merge-patch+json'
    await kube(endpoints.cluster, `${path}/stuck`, {
      method: 'PATCH',
      type,
      body: { metadata: { finalizers: [] } },
    })
  })

  it('keeps the password out of everything it writes', async () => {
    const secret = 'not-the-right-password-81723'
    const home = join(folder, 'secret')
    const run = started([...args('secret'), '--home', home], { password: secret })
    await run.ended
    expect(run.out() + run.err()).not.toContain(secret)
    for (const file of readdirSync(home)) {
      expect(readFileSync(join(home, file)).includes(secret), `${file} holds the password`).toBe(false)
    }
  })
})

describe('palletjack without a run', () => {
  it('prints the version from the package', async () => {
    const run = started(['--version'])
    expect(await run.ended).toBe(0)
    expect(run.out()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('takes its state directory from the environment', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const run = started(['lab', '--json'], { env: { PALLETJACK_HOME: file } })
    expect(await run.ended).toBe(2)
    expect(run.err()).toContain(file)
    expect(run.out()).toBe('')
  })
})
