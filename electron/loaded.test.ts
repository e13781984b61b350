import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
/** Tells the address of each module that is loaded, one a line on standard error. */
const TELL = `import { registerHooks } from 'node:module'
registerHooks({ load: (url, its, next) => (process.stderr.write(url + '\\n'), next(url, its)) })`

/** The files of ours and the packages that a process of its own loads. */
function loadedBy(...args: string[]) {
  const tell = `data:text/javascript,${encodeURIComponent(TELL)}`
  const { status, stderr } = spawnSync(process.execPath, ['--import', tell, ...args], { encoding: 'utf8' })
  const base = `${pathToFileURL(root).href}/`
  const files = stderr.split('\n').flatMap((url) => (url.startsWith(base) ? [url.slice(base.length)] : []))
  const packages = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])
  const ours = files.filter((file) => !file.startsWith('node_modules/'))
  return { status, packages: [...new Set(packages)], ours: ours.sort() }
}

it.each([[['--version']], [['--help']], [['help', 'migrate']], [['esxi', 'nfc', 'set', '--help']]])(
  'the command line loads texts only for %j',
  (args) => {
    expect(loadedBy(join(root, 'electron/cli.ts'), ...args)).toEqual({
      status: 0,
      packages: ['commander'],
      ours: [
        'electron/cli.ts',
        'electron/cli/exit-codes.ts',
        'electron/cli/options.ts',
        'electron/cli/output-format.ts',
        'electron/cli/program-audit.ts',
        'electron/cli/program-esxi.ts',
        'electron/cli/program-preflight.ts',
        'electron/cli/program-provider.ts',
        'electron/cli/program-vault.ts',
        'electron/cli/program.ts',
        'electron/interrupts.ts',
        'electron/version.ts',
        'shared/inventory/kinds.ts',
        'shared/provider/cluster-settings.ts',
        'shared/report/formats.ts',
      ],
    })
  },
)

/** Answers the first questions of a page, and ends. */
const FIRST_PAGE = `const [{ createBackend }, home] = [await import(process.argv[1]), process.argv[2]]
const { client, close } = await createBackend({ home, shell: 'web' })
await Promise.all([client.session.hello(), client.providers.list(), client.plans.list()])
await close()`

/** What speaks to servers, reads and writes workbooks, or is the lab. */
const LATER = [
  ...['exceljs', 'ssh2', 'undici', 'yaml', '@kubernetes/client-node', '@peculiar/x509'],
  ...['electron/vsphere/session.ts', 'electron/cluster/connection.ts', 'electron/report/reports.ts'],
  ...['electron/lab/lab.ts', 'electron/cli/program.ts'],
]

it('the backend answers a first page before it loads what speaks to servers', () => {
  const home = mkdtempSync(join(tmpdir(), 'palletjack-loaded-'))
  try {
    const backend = pathToFileURL(join(root, 'electron/backend.ts')).href
    const { status, packages, ours } = loadedBy('--input-type=module', '-e', FIRST_PAGE, backend, home)
    expect(status).toBe(0)
    expect(ours).toContain('electron/vsphere/vsphere-service.ts')
    expect([...packages, ...ours].filter((one) => LATER.includes(one))).toEqual([])
  } finally {
    rmSync(home, { recursive: true })
  }
})
