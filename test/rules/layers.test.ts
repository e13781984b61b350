/** The rules of the house hold: each one finds a planted violation, and the real tree has none. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const configFile = join(root, '.dependency-cruiser.js')
// The configuration is plain JavaScript, which has no types to import.
const { default: config } = (await import(configFile)) as {
  default: { readonly forbidden: readonly { readonly name: string }[] }
}

/** File to its text; each import that a rule forbids, and beside them some that are fine. */
type Tree = Readonly<Record<string, string>>

const use = (path: string): string => `import { x } from '${path}'\nexport const y = x\n`
const leaf = 'export const x = 1\n'

const SERVICES = config.forbidden
  .map((rule) => /^service-(\w+)-stands-alone$/.exec(rule.name)?.[1])
  .filter((name) => name !== undefined)
const neighbour = (service: string): string => (service === 'vault' ? 'journal' : 'vault')

/** Rule to the file whose import breaks it, and what that file says. */
const PLANTED: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'no-cycles': ['shared/cycle-a.ts', use('./cycle-b.ts')],
  'shared-is-pure': ['shared/impure.ts', use('node:fs')],
  'renderer-talks-through-the-contract': ['renderer/shortcut.ts', use('../electron/api/router.ts')],
  'renderer-has-no-node': ['renderer/with-node.ts', use('node:path')],
  'electron-does-not-know-the-renderer': ['electron/upwards.ts', use('../renderer/page.ts')],
  'only-the-shell-imports-electron': ['electron/api/desktop.ts', use('electron')],
  'services-are-wired-in-backend-only': ['electron/cli/shortcut.ts', use('../journal/impl.ts')],
  'service-interfaces-are-types': ['electron/vault/service.ts', use('./impl.ts')],
  'only-tests-use-test-support': ['electron/journal/with-invented.ts', use('./test-support/invented.ts')],
  ...Object.fromEntries(
    SERVICES.map((service): [string, readonly [string, string]] => [
      `service-${service}-stands-alone`,
      [`electron/${service}/reaches-out.ts`, use(`../${neighbour(service)}/impl.ts`)],
    ]),
  ),
}

const ALLOWED: Tree = {
  'shared/pure.ts': "import * as z from 'zod'\nexport const x = z.string()\n",
  'shared/pure.test.ts': use('node:fs'),
  'electron/backend.ts': use('./vault/impl.ts'),
  'electron/shell/window.ts': use('electron'),
  'electron/journal/with-interface.ts': "import type { X } from '../cluster/service.ts'\nexport type Y = X\n",
  'electron/cluster/service.ts': 'export type X = string\n',
  'electron/vsphere/seen.test.ts': use('../vault/impl.ts'),
  'renderer/with-node.test.ts': use('node:path'),
  'shared/plan/test-support/invented.ts': use('../../../test/fixtures/estate.ts'),
  'electron/journal/test-support/invented.ts': use('../../../test/fixtures/estate.ts'),
  'electron/journal/seen.test.ts': use('./test-support/invented.ts'),
  'renderer/test-support/invented.ts': use('../../test/fixtures/estate.ts'),
  'test/e2e/everything.test.ts': use('../../electron/vault/impl.ts'),
}

const SCENERY: Tree = {
  'shared/cycle-b.ts': use('./cycle-a.ts'),
  'electron/api/router.ts': leaf,
  'electron/vault/impl.ts': leaf,
  'electron/journal/impl.ts': leaf,
  'renderer/page.ts': leaf,
  'test/fixtures/estate.ts': leaf,
}

interface Violation {
  readonly rule: { readonly name: string }
  readonly from: string
  readonly to: string
}

/** Runs dependency-cruiser with the project's own rules in `cwd`. */
async function violationsIn(cwd: string): Promise<readonly Violation[]> {
  const args = ['--config', configFile, '--output-type', 'json']
  const child = spawn(process.execPath, [depcruise, ...args, 'shared', 'electron', 'renderer', 'test'], {
    cwd,
  })
  const pieces: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  child.stderr.on('data', (piece: Buffer) => errors.push(piece))
  await new Promise((resolve) => child.once('close', resolve))
  const text = Buffer.concat(pieces).toString('utf8')
  if (text === '') throw new Error(Buffer.concat(errors).toString('utf8'))
  const report = JSON.parse(text) as {
    summary: { violations: Violation[]; totalCruised: number }
  }
  expect(report.summary.totalCruised).toBeGreaterThan(Object.keys(ALLOWED).length)
  return report.summary.violations
}

describe('layers', () => {
  let folder: string
  let found: readonly Violation[]

  beforeAll(async () => {
    // Below the project, so that packages resolve as they do in it.
    const cache = join(root, '.cache/rules')
    mkdirSync(cache, { recursive: true })
    folder = mkdtempSync(join(cache, 'planted-'))
    const planted = Object.fromEntries(Object.values(PLANTED))
    for (const [file, text] of Object.entries({ ...SCENERY, ...ALLOWED, ...planted })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
    found = await violationsIn(folder)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(config.forbidden.map((rule) => rule.name))('%s finds what was planted', (name) => {
    const file = PLANTED[name]?.[0]
    expect(file, `the rule ${name} has no planted violation here`).toBeDefined()
    expect(found.filter((one) => one.from === file).map((one) => one.rule.name)).toContain(name)
  })

  it('leaves alone what is allowed', () => {
    expect(found.filter((one) => one.from in ALLOWED)).toEqual([])
  })

  it('the real tree has no violation', async () => {
    expect((await violationsIn(root)).map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual(
      [],
    )
  }, 60_000)
})
