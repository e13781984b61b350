/** The folder of custom rules. Read anew each time: a person edits there and tries again. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CustomRules } from '../../shared/preflight/custom-rule.ts'
import type { Problem } from '../../shared/problem.ts'

/** Rules are some lines each; more than this is something else. */
const MAX_BYTES = 256 * 1024
const MAX_FILES = 200
const RULE_FILE = /\.(?:ya?ml|json)$/i

/** `builtIn`: ids that custom rules may not have. A folder that is not there holds no rules. */
export async function readRuleFolder(folder: string, builtIn: readonly string[]): Promise<CustomRules> {
  const problems: Problem[] = []
  const names = await listNames(folder, problems)
  const files: { name: string; text: string }[] = []
  for (const name of names) {
    try {
      const path = join(folder, name)
      const { size } = await stat(path)
      if (size > MAX_BYTES) problems.push(tooLarge(name))
      else files.push({ name, text: await readFile(path, 'utf8') })
    } catch (error) {
      problems.push(unreadable(name, error))
    }
  }
  const { readCustomRules } = await import('../../shared/preflight/custom-rule.ts')
  const read = readCustomRules(files, builtIn)
  return { rules: read.rules, problems: [...problems, ...read.problems] }
}

async function listNames(folder: string, problems: Problem[]): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => RULE_FILE.test(name)).sort()
    if (names.length > MAX_FILES) problems.push(tooMany(names.length))
    return names.slice(0, MAX_FILES)
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) problems.push(unreadable(folder, error))
    return []
  }
}

function tooLarge(name: string): Problem {
  return {
    code: 'rules.too-large',
    message: `${name} is larger than ${MAX_BYTES / 1024} KiB.`,
    meaning: 'It was not read; all other rules run.',
    remedy: 'Put the rules into several files, or move this file out of the folder.',
  }
}

function tooMany(count: number): Problem {
  return {
    code: 'rules.too-many',
    message: `The folder has ${count} files of rules; ${MAX_FILES} are read.`,
    meaning: 'The rules in the others, by name, do not run.',
    remedy: 'Put several rules into one file: a file can hold a list of them.',
  }
}

function unreadable(name: string, error: unknown): Problem {
  return {
    code: 'rules.unreadable',
    message: `${name} cannot be read.`,
    meaning: 'Its rules do not run; all other rules do.',
    remedy: 'Check that it is a file (or folder) which this user may read.',
    detail: String(error),
  }
}
