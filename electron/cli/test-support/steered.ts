/** What a run is told while it is followed, and views of a warm one. */
import type { Client } from '../../../shared/contract/contract.ts'
import type { MigrationView, Precopy, VmView } from '../../../shared/migration/model.ts'
import { inventedVm, inventedView } from './invented-data.ts'

/** A client that keeps what it is told: the procedure with its input. */
export function toldClient(): { readonly client: Client; readonly told: [string, object][] } {
  const told: [string, object][] = []
  const keep = (name: string) => (input: object) => {
    told.push([name, input])
    return Promise.resolve({ changed: 1 })
  }
  const names = ['setCutover', 'copyNow', 'answer'] as const
  const migrations = Object.fromEntries(names.map((name) => [name, keep(name)]))
  return { client: { migrations } as unknown as Client, told }
}

/** Two VMs between two rounds, with so many of them copied. */
export function idleView(rounds: number, change: Partial<VmView> = {}): MigrationView {
  const view = inventedView([inventedVm('vm-1', 'web-01'), inventedVm('vm-2', 'db-01')], 'running')
  const startedAt = '2026-01-31T10:00:00Z'
  const precopies = Array.from({ length: rounds }, (_, at): Precopy => ({
    number: at + 1,
    startedAt,
    endedAt: startedAt,
    bytes: 1,
    full: at === 0,
  }))
  const vms = view.vms.map((vm) => ({ ...vm, phase: 'CopyingPaused' as const, precopies, ...change }))
  return { ...view, type: 'warm', vms }
}
