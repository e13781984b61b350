import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
/** Tells the address of each module that is loaded, one a line on standard error. */
const TELL = `import { registerHooks } from 'node:module'
registerHooks({ load: (url, its, next) => (process.stderr.write(url + '\\n'), next(url, its)) })`

/** The files of ours and the packages that a process of its own loads. */
function loadedBy(args: readonly string[]) {
  const tell = `data:text/javascript,${encodeURIComponent(TELL)}`
  const program = [join(root, 'electron/cli.ts'), ...args]
  const { status, stderr } = spawnSync(process.execPath, ['--import', tell, ...program], { encoding: 'utf8' })
  const base = `${pathToFileURL(root).href}/`
  const files = stderr.split('\n').flatMap((url) => (url.startsWith(base) ? [url.slice(base.length)] : []))
  const packages = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])
  const ours = files.filter((file) => !file.startsWith('node_modules/'))
  return { status, packages: [...new Set(packages)], ours: ours.sort() }
}

it.each([[['--version']], [['--help']], [['help', 'migrate']], [['esxi', 'nfc', 'set', '--help']]])(
  'loads texts only for %j',
  (args) => {
    expect(loadedBy(args)).toEqual({
      status: 0,
      packages: ['commander'],
      ours: [
        'electron/cli.ts',
        'electron/cli/exit-codes.ts',
        'electron/cli/options.ts',
        'electron/cli/output-format.ts',
        'electron/cli/program-esxi.ts',
        'electron/cli/program-preflight.ts',
        'electron/cli/program-provider.ts',
        'electron/cli/program.ts',
        'electron/interrupts.ts',
        'electron/version.ts',
        'shared/inventory/kinds.ts',
        'shared/report/formats.ts',
      ],
    })
  },
)
