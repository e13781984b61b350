/** The bans of ESLint hold: each one finds a planted violation. */
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const eslint = new ESLint({ cwd: root })

/** Typed rules need a file that the projects know; only its text is replaced, never the file. */
const PURE = 'shared/problem.ts'

async function rulesBroken(text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, PURE) })
  if (!result) throw new Error(`${PURE} was ignored`)
  const fatal = result.messages.find((message) => message.fatal)
  if (fatal) throw new Error(fatal.message)
  return result.messages.map((message) => message.ruleId ?? '')
}

const BANS: [what: string, rule: string, text: string][] = [
  ['any', '@typescript-eslint/no-explicit-any', 'export const x: any = 1\n'],
  ['a default export', 'no-restricted-syntax', 'export default 1\n'],
  ['an enum', 'no-restricted-syntax', 'export enum Colour {\n  Red,\n}\n'],
  ['the whole of zod', 'no-restricted-syntax', "import { z } from 'zod'\nexport const x = z.string()\n"],
  [
    'the barrel of MUI',
    'no-restricted-imports',
    "import { Button } from '@mui/material'\nexport const x = Button\n",
  ],
  [
    'the barrel of the icons',
    'no-restricted-imports',
    "import { Add } from '@mui/icons-material'\nexport const x = Add\n",
  ],
  ['the console', 'no-console', "console.log('x')\n"],
  ['a long file', 'max-lines', 'export const x = [\n' + '  1,\n'.repeat(401) + ']\n'],
  [
    'a promise that nobody waits for',
    '@typescript-eslint/no-floating-promises',
    'export function f(): void {\n  Promise.resolve(1)\n}\n',
  ],
  [
    'a variable that nobody uses',
    '@typescript-eslint/no-unused-vars',
    'export function f(): void {\n  const unused = 1\n}\n',
  ],
]

describe('lint', () => {
  it.each(BANS)('forbids %s', async (_, rule, text) => {
    expect(await rulesBroken(text)).toContain(rule)
  })

  it('accepts what breaks no rule', async () => {
    expect(await rulesBroken("import * as z from 'zod'\n\nexport const x = z.string()\n")).toEqual([])
  })

  it('lets tests assert that something is there, and only tests', async () => {
    const rule = '@typescript-eslint/no-non-null-assertion'
    expect(await rulesBroken('export const f = (x: string | undefined): string => x!\n')).toContain(rule)
    const forTests = (await eslint.calculateConfigForFile(join(root, 'test/rules/lint.test.ts'))) as {
      rules: Record<string, readonly unknown[]>
    }
    expect(forTests.rules[rule]?.[0]).toBe(0)
  })
})
