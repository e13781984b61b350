/**
 * Writes a vault and dies before its `step`-th effect on the disk, as by a power cut: the functions of Node through
 * which a vault is written count, and the one that is due kills the process instead. Argument: a JSON of Job.
 */
import { promises, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { documentSchema } from '../format.ts'

interface Job {
  readonly path: string
  readonly document: string
  readonly step: number
  readonly forgetOld: boolean
}

const job = JSON.parse(process.argv[2] ?? '') as Job
let left = job.step

function counted(target: object, names: readonly string[]): void {
  const functions = target as Record<string, (...given: unknown[]) => unknown>
  for (const name of names) {
    const real = functions[name]
    if (!real) throw new Error(`there is no ${name}`)
    functions[name] = function (this: unknown, ...given: unknown[]) {
      if (--left === 0) process.kill(process.pid, 'SIGKILL')
      return real.apply(this, given)
    }
  }
}

const probe = await promises.open(job.document, 'r')
counted(Object.getPrototypeOf(probe) as object, ['writeFile', 'sync'])
await probe.close()
counted(promises, ['open', 'rm', 'link', 'copyFile', 'rename', 'mkdir', 'chmod'])
syncBuiltinESMExports()

const { createVaultFile } = await import('../vault-file.ts')
const document = documentSchema.parse(JSON.parse(readFileSync(job.document, 'utf8')))
const written = await createVaultFile(job.path).write(document, { forgetOld: job.forgetOld })
process.stdout.write(JSON.stringify({ ok: written.ok, steps: job.step - left }))
