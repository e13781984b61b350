/** `palletjack esxi` as a person at a terminal uses it, against a lab of another process. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EditRun, NfcReading } from '../../shared/esxi/model.ts'
import { over } from '../fixtures/cli-process.ts'
import { answer, esxiCli, FILE_HOST, LOGIN, OTHER_HOST, STORE_HOST } from '../fixtures/esxi-cli.ts'
import {
  BEFORE,
  CONFIG_FILE,
  ended,
  LOCK,
  loginOf,
  memoryIn,
  prepareHosts,
  WANTED,
} from '../fixtures/esxi-hosts.ts'
import { connectTo } from '../fixtures/lab-backend.ts'

const cli = esxiCli()

beforeAll(async () => {
  for (const name of [FILE_HOST, STORE_HOST, OTHER_HOST]) await cli.trust(name)
})

describe('palletjack esxi list', () => {
  it('shows hosts with generation and SSH, by pattern', async () => {
    const hosts = await cli.shown('esx-0?.lab.example')
    expect(hosts.map(({ name, generation }) => [name, generation])).toEqual([
      ['esx-01.lab.example', 'configStore'],
      ['esx-02.lab.example', 'configStore'],
      ['esx-03.lab.example', 'configStore'],
      ['esx-04.lab.example', 'configFile'],
    ])
    const text = await cli.ran('list')
    expect(text.out).toMatch(/esx-02\.lab\.example .*running, lockdown/)
  })

  it('knows no host of another name, and no provider without one', async () => {
    const slip = await cli.ran('list', '--host', 'esx-99.lab.example', '--json')
    expect(slip.exitCode).toBe(2)
    expect(answer(slip)).toMatchObject({ problem: { code: 'input.host' } })
    expect(slip.err).toContain('esx-01.lab.example')
    const nobody = await over(cli.started(['list', '--json']))
    expect(nobody.exitCode).toBe(2)
    expect(answer(nobody)).toMatchObject({ problem: { code: 'input.source-missing' } })
  })
})

describe('palletjack esxi trust', () => {
  it('takes only the key that the host shows', async () => {
    const wrong = `SHA256:${'A'.repeat(43)}`
    const run = await cli.ran('trust', FILE_HOST, '--key', wrong, '--json')
    expect(run.exitCode).toBe(1)
    expect(answer(run)).toMatchObject({ problem: { code: 'esxi.host-key-changed' } })
    const nobody = await cli.ran('trust', FILE_HOST)
    expect(nobody.exitCode).toBe(2)
    expect(nobody.err).toContain('--key SHA256:')
  })

  it('is refused with both keys when the host shows another one, until that is trusted', async () => {
    const [before] = await cli.shown(OTHER_HOST)
    await cli.lab.esxi(OTHER_HOST).fail({ newHostKey: true })
    const refused = await cli.ran('nfc', 'show', '--host', OTHER_HOST, ...LOGIN)
    expect(refused.exitCode).toBe(1)
    const keys = refused.err.match(/SHA256:[A-Za-z0-9+/]{43}/g) ?? []
    expect(keys).toHaveLength(2)
    expect(keys).toContain(before?.hostKey?.sha256)
    const key = keys.find((one) => one !== before?.hostKey?.sha256) ?? ''
    const trusted = await cli.ran('trust', OTHER_HOST, '--key', key, '--json')
    expect(answer(trusted)).toMatchObject({
      hosts: [
        {
          host: OTHER_HOST,
          shown: { sha256: key },
          before: { sha256: before?.hostKey?.sha256 },
          trusted: true,
        },
      ],
    })
    expect((await cli.ran('nfc', 'show', '--host', OTHER_HOST, ...LOGIN)).exitCode).toBe(0)
    await cli.lab.esxi(OTHER_HOST).fail({})
    expect((await cli.ran('trust', OTHER_HOST, '--forget')).out).toContain('not trusted any more')
    await cli.trust(OTHER_HOST)
  })
})

describe('palletjack esxi nfc', () => {
  it('shows both generations, and tells a wrong password without trying again', async () => {
    const run = await cli.ran('nfc', 'show', '--host', FILE_HOST, STORE_HOST, ...LOGIN, '--json')
    // Each host of the lab has its own password.
    const { hosts } = answer(run) as {
      hosts: { host: string; reading?: NfcReading; problem?: { code: string } }[]
    }
    expect(hosts[0]?.reading).toMatchObject({ generation: 'configFile', values: { maxMemory: BEFORE } })
    expect(hosts[1]?.problem).toMatchObject({ code: 'esxi.login-refused' })
    expect(run.exitCode).toBe(1)
  })

  it('prints the diff with --dry-run and changes nothing', async () => {
    const run = await cli.ran('nfc', 'set', '--host', FILE_HOST, '--max-memory', '1GB', '--dry-run', ...LOGIN)
    expect(run.exitCode, run.err).toBe(0)
    expect(run.out).toMatch(/^-\s+<maxMemory>50331648</m)
    expect(run.out).toMatch(/^\+\s+<maxMemory>1000000000</m)
    expect(memoryIn(cli.lab, FILE_HOST)).toBe(BEFORE)
  })

  it('wants consent: --yes where nobody can be asked, and sizes that hostd takes', async () => {
    const run = await cli.ran('nfc', 'set', '--host', FILE_HOST, ...LOGIN, '--json')
    expect(run.exitCode).toBe(2)
    expect(answer(run)).toMatchObject({ problem: { code: 'input.yes' } })
    const size = await cli.ran(
      'nfc',
      'set',
      '--host',
      FILE_HOST,
      '--max-memory',
      '1G',
      '--yes',
      ...LOGIN,
      '--json',
    )
    expect(size.exitCode).toBe(2)
    expect(answer(size)).toMatchObject({ problem: { code: 'input.size' } })
    const argument = await cli.ran('nfc', 'set', '--host', FILE_HOST, '--password', 'x', '--yes')
    expect(argument.exitCode).toBe(2)
    expect(argument.err).toContain('no password on the command line')
  })

  it('sets, remembers, and restores', async () => {
    const before = cli.lab.esxi(FILE_HOST).file(CONFIG_FILE)
    const set = await cli.ran(
      'nfc',
      'set',
      '--host',
      FILE_HOST,
      '--max-memory',
      '1GB',
      '--yes',
      ...LOGIN,
      '--json',
    )
    expect(set.exitCode, set.err).toBe(0)
    const { run } = answer(set) as { dryRun: boolean; run: EditRun }
    expect(run).toMatchObject({ state: 'done', hosts: [{ after: { maxMemory: WANTED } }] })
    expect(set.err).toContain(`${FILE_HOST}: Restart hostd`)
    expect(cli.lab.esxi(FILE_HOST).nfcInUse()?.maxMemory).toBe(WANTED)
    const again = await cli.ran('nfc', 'set', '--host', FILE_HOST, '--max-memory', '1GB', '--yes', ...LOGIN)
    expect(again.exitCode, again.err).toBe(0)
    expect(again.out).toContain('was so already')
    expect(await cli.shown(FILE_HOST)).toMatchObject([
      { nfc: { values: { maxMemory: WANTED } }, copies: { limit: 20 } },
    ])
    const history = await over(
      cli.started(['nfc', 'history', '--provider', 'vc', '--host', FILE_HOST, '--json']),
    )
    expect((answer(history) as { runs: EditRun[] }).runs.map(({ id }) => id)).toContain(run.id)
    const restored = await cli.ran('nfc', 'restore', '--host', FILE_HOST, '--yes', ...LOGIN)
    expect(restored.exitCode, restored.out + restored.err).toBe(0)
    expect(cli.lab.esxi(FILE_HOST).file(CONFIG_FILE)).toEqual(before)
    expect(cli.lab.esxi(FILE_HOST).nfcInUse()?.maxMemory).toBe(BEFORE)
  })

  it('cancels cleanly at Ctrl-C, and says what is true', async () => {
    await cli.lab.esxi(FILE_HOST).fail({ stuckAt: 'cp -p' })
    const one = cli.begun(['nfc', 'set', '--host', FILE_HOST, '--yes', ...LOGIN])
    await expect.poll(() => cli.lab.esxi(FILE_HOST).file(`${LOCK}/owner`), { timeout: 60_000 }).toBeDefined()
    one.child.kill('SIGINT')
    await expect.poll(() => one.err(), { timeout: 60_000 }).toContain('Interrupted')
    await cli.lab.esxi(FILE_HOST).fail({})
    const run = await over(one)
    expect(run.exitCode, run.err).toBe(130)
    expect(run.out).toContain(`Nothing was changed on ${FILE_HOST}.`)
    expect(memoryIn(cli.lab, FILE_HOST)).toBe(BEFORE)
    expect(cli.lab.esxi(FILE_HOST).file(`${LOCK}/owner`)).toBeUndefined()
  })

  it('excludes another process that edits the same host, and keeps its SSH open meanwhile', async () => {
    const stopped = { running: false, policy: 'off', ruleset: false }
    const at = await connectTo(cli.world, join(cli.world.home, 'other'))
    await prepareHosts(at, cli.lab)
    const hostId = cli.ids.get(FILE_HOST)!
    await cli.admin.setSsh(hostId, stopped)
    // The longest of all steps.
    await cli.lab.esxi(FILE_HOST).fail({ stuckAt: 'hostd restart' })
    const one = cli.begun(['nfc', 'set', '--host', FILE_HOST, '--open-ssh', '--yes', ...LOGIN, '--json'])
    await expect
      .poll(() => cli.lab.esxi(FILE_HOST).commands().at(-1), { timeout: 60_000 })
      .toContain('hostd restart')
    const other = await ended(
      at.client.esxi.edit({
        ...{ providerId: at.sourceId, hostIds: [hostId], openSsh: true },
        change: { maxMemory: 512 * 1024 * 1024 },
      }),
    )
    expect(other.hosts[0]).toMatchObject({ state: 'failed', problem: { code: 'esxi.locked' } })
    const [host] = await cli.shown(FILE_HOST)
    expect(host?.sshLeftOpen).toBeUndefined()
    expect(host?.unfinished).toBeUndefined()
    expect(await cli.admin.ssh(hostId)).toMatchObject({ running: true })
    // One of the same state directory is refused before it takes login or SSH away from the edit.
    const reading = await cli.ran('nfc', 'show', '--host', FILE_HOST, ...LOGIN)
    expect(reading.exitCode).toBe(1)
    expect(reading.err).toContain('in another edit')
    await cli.lab.esxi(FILE_HOST).fail({})
    const first = await over(one)
    expect(first.exitCode, first.out).toBe(0)
    expect(await cli.admin.ssh(hostId)).toEqual(stopped)
    expect(memoryIn(cli.lab, FILE_HOST)).toBe(WANTED)
    await cli.admin.setSsh(hostId, { running: true, policy: 'on', ruleset: true })
    await at.backend.close()
    expect((await cli.ran('nfc', 'restore', '--host', FILE_HOST, '--yes', ...LOGIN)).exitCode).toBe(0)
  })
})

describe('palletjack esxi network', () => {
  it('chooses an adapter, logs in there, and goes back', async () => {
    const set = await cli.ran('network', 'set', '--host', FILE_HOST, '--adapter', 'vmk1', ...LOGIN, '--json')
    expect(set.exitCode, set.err + set.out).toBe(0)
    expect(answer(set)).toMatchObject({
      hosts: [{ host: FILE_HOST, network: { state: 'ready', device: 'vmk1' } }],
    })
    const check = await cli.ran('network', 'check', '--host', FILE_HOST, ...LOGIN)
    expect(check.exitCode, check.err).toBe(0)
    expect(check.out).toContain('vmk1')
    const wrong = await over(
      cli.begun(['network', 'check', '--host', FILE_HOST, ...LOGIN, '--json'], 'wrong-canary'),
    )
    expect(wrong.exitCode).toBe(1)
    expect(answer(wrong)).toMatchObject({ hosts: [{ network: { state: 'failed' } }] })
    const back = await cli.ran('network', 'set', '--host', FILE_HOST, '--via-vcenter', '--json')
    expect(answer(back)).toMatchObject({ hosts: [{ network: { state: 'management' } }] })
    const show = await cli.ran('network', 'show', '--host', FILE_HOST)
    expect(show.out).toMatch(/vmk1 .*9000/)
  })
})

describe('a secret', () => {
  it('is in nothing that was printed, and in no file of the state directory', () => {
    const secrets = [cli.lab.endpoints.vcenter.password, loginOf(cli.lab, FILE_HOST).password, 'wrong-canary']
    expect(cli.said.join('').length).toBeGreaterThan(1000)
    for (const secret of secrets) {
      for (const text of cli.said) expect(text.includes(secret)).toBe(false)
      for (const entry of readdirSync(cli.home, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const content = readFileSync(join(entry.parentPath, entry.name), 'latin1')
        expect(content.includes(secret), entry.name).toBe(false)
      }
    }
  })
})
