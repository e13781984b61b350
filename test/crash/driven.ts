/** A Palletjack of its own that takes one run to its end, or as far as it gets. Told what to do on standard input. */
import { json } from 'node:stream/consumers'
import { NAMESPACE } from './namespace.ts'
import { changePhase } from '../fixtures/changed-phases.ts'
import { createBackend } from '../../electron/backend.ts'
import type { LabEndpoints } from '../../electron/lab/service.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import type { MigrationView, Phase } from '../../shared/migration/model.ts'

export interface Orders {
  readonly home: string
  readonly endpoints: LabEndpoints
  readonly vms: readonly string[]
  readonly type: 'cold' | 'warm'
  /** Deltas before the cutover. */
  readonly deltas: number
  /** Where this process kills itself: the same instant each time. */
  readonly boundary?: Boundary
  /** The first VM is canceled as it comes to this phase. */
  readonly cancelAt?: Phase
  /** The plan is started again once its first run is over. */
  readonly again?: boolean
}

/** A phase, before it has done anything, or when all is done and nothing of that is in the journal yet. */
export interface Boundary {
  readonly at: 'phase'
  readonly phase: Phase
  readonly when: 'before' | 'after'
}

/** A line on standard output. */
export type Told =
  | { readonly started: true }
  /** The run has heard of the cancel. */
  | { readonly canceling: true }
  | { readonly phase: string; readonly vm: string }
  | { readonly end: string; readonly view: MigrationView }

const orders = (await json(process.stdin)) as Orders
const tell = (line: Told): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

if (orders.boundary) dieAt(orders.boundary)
if (orders.cancelAt) cancelAt(orders.cancelAt)
const { backend, client, sourceId, targetId } = await connect()
tell({ started: true })
const migrationId = await findRun()
const phases = tellPhases()
const view = await follow(client, migrationId, drive)
await phases
await backend.close()
tell({ end: view.state, view })

function dieAt({ phase, when }: Boundary): void {
  changePhase(phase, (original) => async (context) => {
    if (when === 'before') process.kill(process.pid, 'SIGKILL')
    const outcome = await original(context)
    if (outcome.kind !== 'wait') process.kill(process.pid, 'SIGKILL')
    return outcome
  })
}

function cancelAt(phase: Phase): void {
  changePhase(phase, (original) => async (context) => {
    const { manifests, record, signal } = context
    if (record.source.name !== orders.vms[0] || signal.aborted) return original(context)
    const heard = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    // Its answer comes once all is removed.
    void client.migrations.cancel({ migrationId: manifests.migrationId, vmIds: [record.vmId] })
    await heard
    tell({ canceling: true })
    return original(context)
  })
}

/** The first process adds both ends; later ones find them, and give their secrets again. */
async function connect() {
  const { home, endpoints } = orders
  const backend = await createBackend({ home, shell: 'test' })
  const known = await backend.client.providers.list()
  const { vcenter, cluster } = endpoints
  const id = (name: string) => known.find((one) => one.name === name)?.id
  const source =
    id('vc') ??
    (
      await backend.client.providers.addVsphere({
        name: 'vc',
        url: vcenter.url,
        username: vcenter.username,
        password: vcenter.password,
        trust: { kind: 'fingerprint', value: vcenter.sha256 },
      })
    ).id
  const access = { kind: 'token', url: cluster.url, token: cluster.token, caPem: cluster.caPem } as const
  const target = id('ocp') ?? (await backend.client.providers.addCluster({ name: 'ocp', access })).id
  if (id('vc') !== undefined)
    await backend.client.providers.reconnect({ id: source, secret: vcenter.password })
  if (id('ocp') !== undefined) await backend.client.providers.reconnect({ id: target, secret: cluster.token })
  return { backend, client: backend.client, sourceId: source, targetId: target }
}

/** The run that is there, or a new one. */
async function findRun(): Promise<string> {
  for await (const [run] of await client.migrations.watchAll()) {
    if (run && orders.again && run.state === 'canceled')
      return (await client.migrations.start({ planId: run.planId })).migrationId
    if (run) return run.id
    break
  }
  const plan = await planFor({ backend, client, sourceId, targetId }, orders.vms, {
    targetNamespace: NAMESPACE,
    type: orders.type,
  })
  return start(client, plan)
}

async function tellPhases(): Promise<void> {
  for await (const event of await client.migrations.events({ migrationId }))
    if (event.type === 'phase' && event.vm !== undefined) tell({ phase: event.phase ?? '', vm: event.vm })
}

/** Asks each VM for its deltas, then for its cutover. Decisions that are journaled already are made again: the same. */
function drive(now: MigrationView): boolean {
  for (const vm of now.vms) {
    if (vm.phase !== 'CopyingPaused') continue
    const one = { migrationId, vmIds: [vm.vmId] }
    const call =
      (vm.precopies?.length ?? 0) > orders.deltas
        ? client.migrations.setCutover({ ...one, at: new Date().toISOString() })
        : client.migrations.copyNow(one)
    // It may have moved on in the meantime.
    call.catch(() => undefined)
  }
  return false
}
