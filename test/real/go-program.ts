/** Programs in Go that the tests run against: built once for each state of their sources. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export const NEEDS_GO = 'needs Go 1.25 or newer, which is neither on the PATH nor in /usr/local/go'

const CACHE = join(import.meta.dirname, '..', '..', '.cache', 'real')
/** A cold build of a whole control plane takes some 7 minutes on two cores. */
const BUILD_LIMIT_MS = 20 * 60_000
const run = promisify(execFile)

/** A change to one file of a module that the program is built with. */
export interface ModulePatch {
  readonly module: string
  readonly file: string
  readonly edits: readonly { readonly find: string; readonly put: string }[]
  /** A file of the program that the module gets too. */
  readonly addition: { readonly file: string; readonly as: string; readonly packageName: string }
}

/** The `go` command: on the PATH, or where Go's own installer puts it. Undefined when there is none. */
export function findGo(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin']
  return folders.map((folder) => join(folder, 'go')).find((file) => existsSync(file))
}

export interface GoBuild {
  readonly patch?: ModulePatch
  /** Values of string variables, "import/path.name=value", set by the linker. */
  readonly values?: readonly string[]
}

/** Builds the program in `folder` if its sources or `build` are not those of the last time; answers with its path. */
export async function buildGo(go: string, folder: string, build: GoBuild = {}): Promise<string> {
  const { patch, values = [] } = build
  const names = (await readdir(folder)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort()
  const hash = createHash('sha256').update(JSON.stringify(build))
  for (const name of names) hash.update(`\n${name}\n`).update(await readFile(join(folder, name)))
  const program = join(CACHE, `${basename(folder)}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  await mkdir(CACHE, { recursive: true })
  // Whole or not there: a build that was cut off must not be taken for a program.
  const work = await mkdtemp(join(CACHE, 'build-'))
  try {
    const extra = patch ? await patchModule(go, folder, join(work, 'build'), patch) : []
    const unfinished = join(work, 'program')
    const linker = ['-s', '-w', ...values.flatMap((value) => ['-X', value])].join(' ')
    await run(go, ['build', '-mod=readonly', '-ldflags', linker, ...extra, '-o', unfinished, '.'], {
      cwd: folder,
      timeout: BUILD_LIMIT_MS,
    })
    await rename(unfinished, program)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return program
}

/**
 * Go refuses to build with another text for a file in its module cache. So the module is replaced by a folder
 * that exists only in the overlay: each file of it is the one in the cache, or the patched one.
 * Answers with the arguments for `go build`.
 */
async function patchModule(
  go: string,
  folder: string,
  prefix: string,
  patch: ModulePatch,
): Promise<string[]> {
  const { module, file, edits, addition } = patch
  const limit = { cwd: folder, timeout: BUILD_LIMIT_MS }
  const { stdout } = await run(go, ['mod', 'download', '-json', module], limit)
  const original = (JSON.parse(stdout) as { readonly Dir: string }).Dir
  let text = await readFile(join(original, file), 'utf8')
  for (const { find, put } of edits) {
    if (text.split(find).length !== 2) throw new Error(`${file} of ${module} does not have "${find}" once`)
    text = text.replace(find, () => put)
  }
  const added = await readFile(join(folder, addition.file), 'utf8')
  const [patched, more, list, mod] = ['patched.go', 'added.go', 'list.json', 'mod'].map(
    (ending) => `${prefix}.${ending}`,
  ) as [string, string, string, string]
  // The same in every build, or Go would compile the whole module anew.
  const virtual = join(CACHE, 'patched', module)
  const files = (await readdir(original, { recursive: true })).filter(
    (name) => name === 'go.mod' || (name.endsWith('.go') && !name.endsWith('_test.go')),
  )
  const replaced = Object.fromEntries(files.map((name) => [join(virtual, name), join(original, name)]))
  replaced[join(virtual, file)] = patched
  replaced[join(virtual, addition.as)] = more
  await writeFile(patched, text)
  await writeFile(more, added.replace(/^package main$/m, `package ${addition.packageName}`))
  await writeFile(list, JSON.stringify({ Replace: replaced }))
  await writeFile(mod, `${await readFile(join(folder, 'go.mod'), 'utf8')}\nreplace ${module} => ${virtual}\n`)
  await copyFile(join(folder, 'go.sum'), `${prefix}.sum`)
  return [`-modfile=${mod}`, '-overlay', list]
}
