import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLabClock } from '../../clock.ts'
import type { HostFailures } from '../../service.ts'
import { HOSTD_CONFIG } from '../files/installed-files.ts'
import { createMachine, type Machine } from '../machine.ts'
import { runLine } from './shell.ts'

let machine: Machine
beforeEach(() => {
  machine = machineOf('6.7.0')
})
afterEach(() => machine.close())

function machineOf(version: string, hasConfigStore = false): Machine {
  const host = { name: 'esx-09.lab.example', version, build: '1', hasConfigStore, vms: () => [] }
  return createMachine({ host, clock: createLabClock(1_000) })
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(line: string, input: string | Buffer = '', uid = 0): Promise<Ran> {
  const given = Promise.resolve(Buffer.from(input))
  const { code, stdout, stderr } = await runLine(line, { inside: machine.inside, uid, input: () => given })
  return { code, out: Buffer.from(stdout).toString('utf8'), err: stderr }
}

const ok = (out = ''): Ran => ({ code: 0, out, err: '' })
const no = (err: string, code = 1): Ran => ({ code, out: '', err })
const fail = (failures: HostFailures): void => machine.failures.set(failures)

describe('files', () => {
  it('are written from standard input, copied with mode and owner, and replaced in one step', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 39])
    expect((await run(`dd of=${HOSTD_CONFIG}.new`, bytes)).code).toBe(0)
    expect(await run(`stat -c '%a %u %g %s' ${HOSTD_CONFIG}.new`)).toEqual(ok('644 0 0 5\n'))
    expect(await run(`cp -p ${HOSTD_CONFIG} /etc/vmware/hostd/kept`)).toEqual(ok())
    expect((await run('stat -c %a /etc/vmware/hostd/kept')).out).toBe('1644\n')
    expect((await run('ls -l /etc/vmware/hostd/kept')).out).toMatch(
      /^-rw-r--r-T +1 root +root +\d+ Nov  3 04:12 \/etc\/vmware\/hostd\/kept\n$/,
    )
    expect(await run(`mv -f ${HOSTD_CONFIG}.new ${HOSTD_CONFIG}`)).toEqual(ok())
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await run(`sha256sum ${HOSTD_CONFIG}`)).toEqual(ok(`${sha256}  ${HOSTD_CONFIG}\n`))
    expect(await run(`test -e ${HOSTD_CONFIG}.new`)).toEqual(no(''))
    expect(machine.inside.files.find(HOSTD_CONFIG)?.data).toEqual(bytes)
  })

  it('dd over a file keeps its mode', async () => {
    await run(`dd of=${HOSTD_CONFIG}`, 'x')
    expect((await run(`stat -c '%a %s' ${HOSTD_CONFIG}`)).out).toBe('1644 1\n')
  })

  it('are locked by a directory that only one can make', async () => {
    expect(await run('mkdir /tmp/lock')).toEqual(ok())
    expect(await run('mkdir /tmp/lock')).toEqual(
      no("mkdir: can't create directory '/tmp/lock': File exists\n"),
    )
    expect((await run('dd of=/tmp/lock/owner', 'me')).code).toBe(0)
    expect(await run('rmdir /tmp/lock')).toEqual(no("rmdir: '/tmp/lock': Directory not empty\n"))
    expect(await run('rm -f /tmp/lock/owner /tmp/lock/nothing')).toEqual(ok())
    expect(await run('rmdir /tmp/lock')).toEqual(ok())
    expect(await run('test -d /tmp/lock')).toEqual(no(''))
  })

  it.each([
    ['cat /nowhere', "cat: can't open '/nowhere': No such file or directory\n"],
    ['rm /nowhere', "rm: can't remove '/nowhere': No such file or directory\n"],
    ['mv /nowhere /tmp/x', "mv: can't rename '/nowhere': No such file or directory\n"],
    ['cp -p /nowhere /tmp/x', "cp: can't stat '/nowhere': No such file or directory\n"],
    ['stat -c %s /nowhere', "stat: can't stat '/nowhere': No such file or directory\n"],
    ['ls /nowhere', 'ls: /nowhere: No such file or directory\n'],
    ['sha256sum /nowhere', "sha256sum: can't open '/nowhere': No such file or directory\n"],
    ['rm /etc', "rm: '/etc' is a directory\n"],
    ['dd of=/nowhere/x', "dd: can't open '/nowhere/x': No such file or directory\n"],
    ['df -k /nowhere', "df: /nowhere: can't find mount point\n"],
  ])('%s says why not', async (line, said) => {
    expect(await run(line)).toEqual(no(said))
  })

  it('are not for everybody', async () => {
    expect(await run(`dd of=${HOSTD_CONFIG}`, 'x', 1000)).toEqual(
      no(`dd: can't open '${HOSTD_CONFIG}': Permission denied\n`),
    )
    expect(await run('cat /etc/vmware/esx.conf', '', 1000)).toEqual(
      no("cat: can't open '/etc/vmware/esx.conf': Permission denied\n"),
    )
    expect((await run(`cat ${HOSTD_CONFIG}`, '', 1000)).code).toBe(0)
    expect((await run('/etc/init.d/hostd restart', '', 1000)).code).toBe(126)
    expect((await run('id -u', '', 1000)).out).toBe('1000\n')
  })
})

describe('the clock of a host', () => {
  it('is shown as date does, or in a format', async () => {
    const now = (await run('date -u')).out
    expect(now).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}\n$/)
    const seconds = Number((await run('date +%s')).out)
    expect(Math.abs(seconds - Date.parse(now) / 1000)).toBeLessThan(60)
    expect((await run("date -u '+%Y%m%dT%H%M%SZ'")).out).toMatch(/^\d{8}T\d{6}Z\n$/)
  })
})

describe('a broken file system', () => {
  it('takes no change while it is read-only, and can be read', async () => {
    fail({ readOnly: ['/etc'] })
    const message = 'Read-only file system\n'
    expect((await run(`cp -p ${HOSTD_CONFIG} ${HOSTD_CONFIG}.kept`)).err).toContain(message)
    expect((await run(`dd of=${HOSTD_CONFIG}`, 'x')).err).toContain(message)
    expect((await run(`rm -f ${HOSTD_CONFIG}`)).err).toContain(message)
    expect((await run(`mv -f ${HOSTD_CONFIG} /etc/x`)).err).toContain(message)
    expect((await run(`cat ${HOSTD_CONFIG}`)).out).toContain('<nfcsvc>')
    expect((await run('mkdir /tmp/lock')).code).toBe(0)
  })

  it('takes what fits while it is full, and says so', async () => {
    fail({ diskFull: ['/etc'] })
    expect(await run('dd of=/etc/x', 'bytes')).toEqual(
      no("dd: error writing '/etc/x': No space left on device\n"),
    )
    expect((await run('stat -c %s /etc/x')).out).toBe('0\n')
    expect((await run(`cp -p ${HOSTD_CONFIG} /etc/y`)).err).toBe('cp: write error: No space left on device\n')
    expect((await run('df -k /etc/vmware')).out).toMatch(/^etc +28672 +28672 +0 100% \/etc$/m)
    fail({})
    expect((await run('dd of=/etc/x', 'bytes')).code).toBe(0)
  })

  it('is full in truth too', async () => {
    const big = Buffer.alloc(30 * 1024 * 1024)
    expect((await run('dd of=/etc/big', big)).err).toContain('No space left on device')
    expect((await run('dd of=/etc/x', 'x')).err).toContain('No space left on device')
    expect((await run('rm -f /etc/big')).code).toBe(0)
    expect((await run('dd of=/etc/x', 'x')).code).toBe(0)
  })
})

describe('a restart of the host', () => {
  it('brings back what was saved, and what was installed', async () => {
    await run(`dd of=${HOSTD_CONFIG}`, '<config/>')
    await run(`cp -p ${HOSTD_CONFIG} ${HOSTD_CONFIG}.kept`)
    await run('dd of=/etc/unmarked', 'x')
    await run('dd of=/tmp/x', 'x')
    expect((await run('/sbin/backup.sh 0')).code).toBe(0)
    await run(`dd of=${HOSTD_CONFIG}`, 'later')
    await machine.reboot()
    expect((await run(`cat ${HOSTD_CONFIG}`)).out).toBe('<config/>')
    expect((await run(`cat ${HOSTD_CONFIG}.kept`)).out).toBe('<config/>')
    // Only files with the sticky bit are kept.
    expect((await run('test -e /etc/unmarked')).code).toBe(1)
    expect((await run('test -e /tmp/x')).code).toBe(1)
    expect((await run('test -d /tmp')).code).toBe(0)
  })

  it('forgets what was not saved', async () => {
    const before = (await run(`cat ${HOSTD_CONFIG}`)).out
    await run(`dd of=${HOSTD_CONFIG}`, '<config/>')
    await machine.reboot()
    expect((await run(`cat ${HOSTD_CONFIG}`)).out).toBe(before)
  })
})

const SET = "-c esx -g services -k 'hostd'"

describe('the database of a newer host', () => {
  beforeEach(() => {
    machine.close()
    machine = machineOf('7.0.2', true)
  })

  it('gives and takes its settings as a file', async () => {
    expect(await run(`/bin/configstorecli config current get ${SET} -outfile /tmp/h.json`)).toEqual(ok())
    const settings = JSON.parse((await run('cat /tmp/h.json')).out) as {
      plugins: { nfcsvc: { max_memory: number } }
      vmacore: object
    }
    expect(settings).toMatchObject({ vmacore: {}, plugins: { nfcsvc: { max_memory: 50_331_648 } } })
    settings.plugins.nfcsvc.max_memory = 1_000_000_000
    await run('dd of=/tmp/h.json', JSON.stringify(settings))
    expect(await run(`configstorecli config current set ${SET} --infile /tmp/h.json`)).toEqual(
      ok('Set: completed successfully\n'),
    )
    expect(machine.inside.hostd.inUse()?.maxMemory).toBe(50_331_648)
    await machine.reboot()
    expect(machine.inside.hostd.inUse()?.maxMemory).toBe(1_000_000_000)
    // The file is still there, and nobody reads it.
    expect((await run(`cat ${HOSTD_CONFIG}`)).out).toContain('<maxMemory>50331648</maxMemory>')
  })

  it.each([
    ['{', 'Error: Input is not a JSON document\n'],
    ['[]', 'Error: the document is not an object\n'],
    ['{"plugins":{"nfc":{}}}', 'Error: Unknown property plugins.nfc\n'],
    ['{"plugins":{"nfcsvc":{"max_memory":"1"}}}', /^Error: plugins.nfcsvc.max_memory is not a whole number/],
    ['{"plugins":{"nfcsvc":{"max_memory":2147483648}}}', /from 0 to 2147483647\n$/],
  ])('refuses %s', async (document, said) => {
    const before = (await run(`configstorecli config current get ${SET}`)).out
    await run('dd of=/tmp/h.json', document)
    const answer = await run(`configstorecli config current set ${SET} -infile /tmp/h.json`)
    expect(answer.code).toBe(1)
    expect(answer.err).toMatch(said)
    expect((await run(`configstorecli config current get ${SET}`)).out).toBe(before)
  })

  it('knows its schema, and hostd from 7.0 Update 2 on only', async () => {
    expect((await run(`configstorecli schema get ${SET}`)).out).toContain('"max_stream_memory"')
    machine.close()
    machine = machineOf('7.0.1', true)
    expect((await run(`configstorecli schema get ${SET}`)).code).toBe(1)
    machine.close()
    machine = machineOf('6.7.0')
    expect((await run(`configstorecli schema get ${SET}`)).code).toBe(127)
  })
})

describe('hostd', () => {
  const raised = async (): Promise<void> => {
    const text = (await run(`cat ${HOSTD_CONFIG}`)).out
    await run(`dd of=${HOSTD_CONFIG}`, text.replace('<maxMemory>50331648<', '<maxMemory>1000000000<'))
  }

  it('uses what its file held when it started', async () => {
    await raised()
    expect(machine.inside.hostd.inUse()).toEqual({ maxMemory: 50_331_648, maxStreamMemory: 10_485_760 })
    expect((await run('/etc/init.d/hostd status')).out).toBe('hostd is running.\n')
    expect((await run('/etc/init.d/hostd restart')).out).toMatch(/hostd stopped\.\nhostd started\.\n$/)
    expect(await run('/etc/init.d/hostd status')).toEqual({
      code: 3,
      out: 'hostd is not running.\n',
      err: '',
    })
    expect((await run('vim-cmd hostsvc/hostsummary')).code).toBe(1)
    await expect.poll(async () => (await run('/etc/init.d/hostd status')).code).toBe(0)
    expect(machine.inside.hostd.inUse()?.maxMemory).toBe(1_000_000_000)
    expect((await run('vim-cmd hostsvc/hostsummary')).out).toMatch(/^\(vim\.host\.Summary\) \{/)
    expect((await run('vim-cmd vimsvc/task_list')).out).toBe('(ManagedObjectReference) []\n')
  })

  it.each(['<config>', '<config><plugins><nfcsvc><maxMemory>much</maxMemory></nfcsvc></plugins></config>'])(
    'does not start with %s',
    async (text) => {
      await run(`dd of=${HOSTD_CONFIG}`, text)
      await run('/sbin/auto-backup.sh')
      await machine.reboot()
      expect((await run('/etc/init.d/hostd status')).code).toBe(3)
      expect((await run('esxcli system version get')).code).toBe(1)
      expect((await run('vmware -v')).code).toBe(0)
    },
  )

  it('stays down where it is to', async () => {
    fail({ hostdStaysDown: true })
    await machine.reboot()
    expect(machine.inside.hostd.inUse()).toBeUndefined()
    fail({})
    await machine.reboot()
    expect(machine.inside.hostd.isRunning()).toBe(true)
  })
})
