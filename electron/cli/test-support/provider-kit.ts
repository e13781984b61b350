/** Runs `palletjack provider` and `probe` against invented data. */
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../program.ts'
import { inventBackend, type InventedBackend, type Script } from './invented-backend.ts'
import { aProvider } from './invented-providers.ts'
import { inventContext, type InventedTerminal, type InventedContext } from './invented-context.ts'

const locked = { state: 'needsCredentials' } as const
export const known = [
  aProvider({ id: 'vc', name: 'vc', username: 'admin', status: locked }),
  aProvider({ id: 'ocp', kind: 'cluster', name: 'ocp', credential: 'token', status: locked }),
  aProvider({ id: 'kc', kind: 'cluster', name: 'kc', credential: 'kubeconfig', status: locked }),
  aProvider({
    ...{ id: 'file', name: 'file', credential: 'none' },
    status: { state: 'offline', takenAt: '2026-01-30T10:00:00.000Z' },
  }),
]

const contexts: InventedContext[] = []
let folder: string | undefined

/** Removes what a test made. */
export function tidy(): void {
  for (const context of contexts.splice(0)) context.dispose()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  folder = undefined
}

export interface Ran {
  readonly exitCode: number
  readonly context: InventedContext
  readonly backend: InventedBackend
}

export async function palletjack(
  script: Partial<Script>,
  args: readonly string[],
  terminal: Omit<InventedTerminal, 'backend'> & { readonly typed?: string } = {},
): Promise<Ran> {
  const backend = inventBackend({ vms: [], ...script })
  const context = inventContext({ ...terminal, backend })
  contexts.push(context)
  const exit = run([...args, '--home', context.home], context)
  if (terminal.typed !== undefined) context.keyboard.write(terminal.typed)
  return { exitCode: await exit, context, backend }
}

/** A descriptor that holds the text. */
export function descriptor(text: string): string {
  const file = place(`secret-${text.length}`)
  writeFileSync(file, text)
  return String(openSync(file, 'r'))
}

export function file(text: string): string {
  const path = place('file')
  writeFileSync(path, text)
  return path
}

function place(name: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'palletjack-provider-'))
  return join(folder, name)
}
