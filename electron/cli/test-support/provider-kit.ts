/** Runs `palletjack provider` and `probe` against invented data. */
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../program.ts'
import { inventBackend, type InventedBackend, type Script } from './invented-backend.ts'
import { aProvider } from './invented-providers.ts'
import { inventWorld, type InventedTerminal, type InventedWorld } from './invented-world.ts'

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

const worlds: InventedWorld[] = []
let folder: string | undefined

/** Removes what a test made. */
export function tidy(): void {
  for (const world of worlds.splice(0)) world.dispose()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  folder = undefined
}

export interface Ran {
  readonly exitCode: number
  readonly world: InventedWorld
  readonly backend: InventedBackend
}

export async function palletjack(
  script: Partial<Script>,
  args: readonly string[],
  terminal: Omit<InventedTerminal, 'backend'> & { readonly typed?: string } = {},
): Promise<Ran> {
  const backend = inventBackend({ vms: [], ...script })
  const world = inventWorld({ ...terminal, backend })
  worlds.push(world)
  const exit = run([...args, '--home', world.home], world)
  if (terminal.typed !== undefined) world.keyboard.write(terminal.typed)
  return { exitCode: await exit, world, backend }
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
