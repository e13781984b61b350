import { afterEach, describe, expect, it } from 'vitest'
import type { EditRun, EditStepId, HostEdit, NfcReading } from '../../shared/esxi/model.ts'
import { run } from './program.ts'
import { inventBackend, type Script } from './test-support/invented-backend.ts'
import { aHostEdit, anEditRun, anEsxiHost, type EsxiScript } from './test-support/invented-esxi.ts'
import { inventContext } from './test-support/invented-context.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const NAMES = ['esx-01.example', 'esx-02.example']
const hosts = NAMES.map((name, at) =>
  anEsxiHost({ id: `host-${at + 1}`, name, ...(at === 1 && { ssh: { running: false, policy: 'off' } }) }),
)
const DIFF = '--- config.xml\n+++ config.xml\n-<maxMemory>1</maxMemory>\n+<maxMemory>2</maxMemory>\n'

function edits(change: Partial<HostEdit>, count = 2): HostEdit[] {
  return hosts
    .slice(0, count)
    .map(({ id, name }) =>
      aHostEdit({ hostId: id, hostName: name, sha256: `hash-${id}`, truth: `${name} is so.`, ...change }),
    )
}

/** The first host at this step. */
function at(step: EditStepId, state: 'running' | 'done' | 'failed' = 'running'): HostEdit[] {
  const [first, ...rest] = edits({})
  const steps = first!.steps.map((one) => (one.id === step ? { ...one, state, detail: 'Because.' } : one))
  return [{ ...first!, steps }, ...rest.map((one) => ({ ...one, state: 'waiting' as const }))]
}

const rehearsed = (change: Partial<HostEdit> = {}, state: EditRun['state'] = 'done') => [
  anEditRun(edits({ state: 'done', diff: DIFF, ...change }), { kind: 'rehearsal', state }),
]
const done = [anEditRun(at('replace')), anEditRun(edits({ state: 'done' }), { state: 'done' })]
const script = (esxi: EsxiScript): Partial<Script> => ({
  known,
  esxi: { hosts, rehearsal: rehearsed(), edit: done, ...esxi },
})
const args = (...more: string[]) => [
  ...['esxi', 'nfc', 'set', '--provider', 'vc', '--password-fd', descriptor('pass')],
  ...['--host-password-fd', descriptor('host-pass'), '--host', 'esx-*', ...more],
]

describe('esxi nfc set', () => {
  it('rehearses, shows the diff, and edits what the diff was made of', async () => {
    const { exitCode, context, backend } = await palletjack(script({}), args('--yes', '--max-memory', '1GB'))
    expect(exitCode, context.err()).toBe(0)
    expect(context.out()).toContain('+<maxMemory>2</maxMemory>')
    expect(context.out()).toMatch(/esx-02\.example +│ done +│ esx-02\.example is so\./)
    expect(context.err()).toContain('esx-01.example: Replace\n')
    const change = { maxMemory: 1_000_000_000 }
    const hostIds = ['host-1', 'host-2']
    const base = { providerId: 'vc', hostIds, change, openSsh: false }
    expect(backend.esxi).toEqual([
      {
        call: 'setLogin',
        input: {
          providerId: 'vc',
          hostIds,
          login: { kind: 'password', username: 'root', password: 'host-pass' },
        },
      },
      { call: 'rehearse', input: { ...base, rehearse: true } },
      {
        call: 'edit',
        input: { ...base, rehearse: false, expected: { 'host-1': 'hash-host-1', 'host-2': 'hash-host-2' } },
      },
    ])
  })

  it('changes nothing with --dry-run, and prints one object with --json', async () => {
    const { exitCode, context, backend } = await palletjack(script({}), args('--dry-run', '--json'))
    expect(exitCode).toBe(0)
    expect(context.lines()).toMatchObject([
      { dryRun: true, run: { kind: 'rehearsal', hosts: [{ diff: DIFF }, {}] } },
    ])
    expect(backend.esxi.map(({ call }) => call)).toEqual(['setLogin', 'rehearse'])
  })

  it('leaves out what is so already, unless an edit of it was cut off', async () => {
    const same = [anEditRun(edits({ state: 'unchanged' }), { kind: 'rehearsal', state: 'done' })]
    const nothing = await palletjack(script({ rehearsal: same }), args('--yes'))
    expect(nothing.exitCode).toBe(0)
    expect(nothing.backend.esxi.map(({ call }) => call)).toEqual(['setLogin', 'rehearse'])
    const unfinished = { runId: 'run-0', at: '2026-01-31T09:00:00.000Z', step: 'write' as const }
    const cut = [{ ...hosts[0]!, unfinished }, hosts[1]!]
    const one = await palletjack(script({ rehearsal: same, hosts: cut }), args('--yes'))
    expect(one.backend.esxi.at(-1)).toMatchObject({ call: 'edit', input: { hostIds: ['host-1'] } })
  })

  it('ends with 1, the truth and a command when a host failed', async () => {
    const problem = { code: 'esxi.ssh-closed', message: 'SSH is stopped.', remedy: 'Start it.' }
    const failed = rehearsed({ state: 'failed', problem }, 'failed')
    const { exitCode, context, backend } = await palletjack(script({ rehearsal: failed }), args('--yes'))
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('Start it. (the same command with --open-ssh)')
    expect(context.out()).toContain('esx-01.example is so.')
    expect(backend.esxi.map(({ call }) => call)).not.toContain('edit')
  })

  it.each([
    ['y\r', 0, true],
    ['n\r', 130, false],
  ])('asks on a terminal, naming hosts and consequences: %j', async (typed, code, isDone) => {
    const { exitCode, context, backend } = await palletjack(script({}), args(), { isTTY: true, typed })
    expect(exitCode, context.err()).toBe(code)
    expect(context.err()).toContain('esx-01.example first as the canary')
    expect(context.err()).toContain('SSH is stopped on esx-02.example')
    expect(context.err()).toContain('hostd of the host is restarted')
    expect(context.err()).toContain('Edit esx-01.example, esx-02.example? [y/N]')
    expect(backend.esxi.some(({ call }) => call === 'edit')).toBe(isDone)
  })

  it('shows steps on a terminal as they end', async () => {
    const edit = [anEditRun(at('replace')), anEditRun(at('replace', 'done')), ...done.slice(1)]
    const { context } = await palletjack(script({ edit }), args('--yes'), { isTTY: true })
    expect(context.err()).toContain('esx-01.example (1 of 2): Replace: Because.')
    expect(context.err()).toContain('\r\u001b[Kesx-01.example: Replace: done. Because.\n')
  })

  it('says which steps failed', async () => {
    const edit = [
      anEditRun(at('write', 'failed')),
      anEditRun(edits({ state: 'failed' }), { state: 'failed' }),
    ]
    const { exitCode, context } = await palletjack(script({ edit }), args('--yes'))
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('esx-01.example: Write: failed. Because.\n')
  })
})

describe('esxi nfc restore', () => {
  const reading: NfcReading = {
    ...{
      hostId: 'host-1',
      hostName: 'esx-01.example',
      version: '8.0.3',
      build: '1',
      generation: 'configStore' as const,
    },
    ...{
      place: 'x',
      values: { maxMemory: 2 },
      sha256: 'hash',
      sizeBytes: 1,
      readAt: '2026-01-31T10:00:00.000Z',
    },
    backups: ['new', 'old'].map((name) => ({
      ...{ id: `/etc/vmware/hostd/${name}`, at: '2026-01-30T10:00:00.000Z', sha256: name, sizeBytes: 1 },
    })),
  }
  const restore = (...more: string[]) =>
    args(...more).map((word) => (word === 'set' ? 'restore' : word === 'esx-*' ? 'esx-01*' : word))

  it.each([
    [[], 'new'],
    [['--backup', 'old'], 'old'],
    [['--backup', '/etc/vmware/hostd/old'], 'old'],
  ])('puts back the backup that it rehearsed: %j', async (more, name) => {
    const { exitCode, context, backend } = await palletjack(script({ reading }), restore('--yes', ...more))
    expect(exitCode, context.err()).toBe(0)
    const backup = `/etc/vmware/hostd/${name}`
    expect(backend.esxi.slice(2)).toMatchObject([
      { call: 'rehearse', input: { hostId: 'host-1', backup } },
      { call: 'restore', input: { hostId: 'host-1', backup } },
    ])
  })

  it('is about one host and a backup that is there', async () => {
    const given = script({ reading })
    const unknown = await palletjack(given, restore('--yes', '--backup', 'none'))
    expect(unknown.exitCode).toBe(2)
    expect(unknown.context.err()).toContain('/etc/vmware/hostd/new')
    const two = await palletjack(given, [...restore('--yes').slice(0, -1), 'esx-02*', '--yes'])
    expect(two.exitCode).toBe(2)
    expect(two.context.err()).toContain('2 hosts are named')
  })
})

describe('Ctrl-C', () => {
  const canceled = anEditRun(edits({ state: 'canceled' }), { state: 'canceled', step: '0 hosts edited.' })

  async function interrupted(esxi: EsxiScript, times: 1 | 2) {
    const backend = inventBackend({ vms: [], ...script({ edit: [anEditRun(at('replace'))], ...esxi }) })
    const context = inventContext({ backend })
    const exit = run([...args('--yes'), '--home', context.home], context)
    await expect.poll(() => context.err()).toContain('Replace')
    for (let time = 0; time < times; time += 1) context.interrupt()
    const exitCode = await exit
    context.dispose()
    return { exitCode, context, backend }
  }

  it('asks for the end and waits for it', async () => {
    const { exitCode, context, backend } = await interrupted({ afterCancel: canceled }, 1)
    expect(exitCode).toBe(130)
    expect(backend.esxi.at(-1)).toEqual({ call: 'cancel', input: { providerId: 'vc', runId: 'run-1' } })
    expect(context.out()).toMatch(/canceled +│ esx-01\.example is so\./)
    expect(context.err()).toContain('Interrupted. 0 hosts edited.')
  })

  it('twice leaves at once, and says what may be left', async () => {
    const { exitCode, context } = await interrupted({ afterCancel: canceled, cancelHangs: true }, 2)
    expect(exitCode).toBe(130)
    expect(context.err()).toContain('Left while esx-01.example was being worked on, at the step "Replace".')
    expect(context.err()).toContain('SSH service may still be open')
  })
})
