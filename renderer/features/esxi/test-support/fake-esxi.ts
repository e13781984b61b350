/** Hosts of a source over invented data. */
import { startEdit } from '../../../../shared/esxi/edit-steps.ts'
import type { EditRun, EsxiHost, HostEdit, HostKey, NfcReading } from '../../../../shared/esxi/model.ts'
import { Topic } from '../../../../shared/topic.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { missing } from '../../../test-support/refuse.ts'

export function inventedHost(number: number, change: Partial<EsxiHost> = {}): EsxiHost {
  const name = `esx-${String(number).padStart(2, '0')}`
  return {
    id: `host-${number}`,
    name,
    version: '8.0.3',
    build: '24022510',
    generation: 'configStore',
    connectionState: 'connected',
    lockdownMode: 'lockdownDisabled',
    ssh: { running: true, policy: 'on' },
    address: `10.0.0.${number}`,
    login: { kind: 'password', username: 'root', hasSecret: true },
    hostKey: { ...inventedKey('A'), pinnedAt: '2026-11-23T00:00:00Z' },
    copies: { limit: 10, because: 'The NFC memory of this host was not read yet.', now: 0 },
    adapters: [inventedAdapter('vmk0', `10.0.0.${number}`), inventedAdapter('vmk1', `10.1.0.${number}`)],
    network: { state: 'management' },
    ...change,
  }
}

export function inventedKey(letter: string): HostKey {
  return { type: 'ecdsa-sha2-nistp256', sha256: `SHA256:${letter.repeat(43)}` }
}

function inventedAdapter(device: string, ip: string): EsxiHost['adapters'][number] {
  const subnet = ip.replace(/\d+$/, '0/24')
  return { device, ip, subnet, mtu: 9000, linkMbps: 25_000, portgroup: device, services: [], warnings: [] }
}

/** How an edit or a rehearsal of these hosts stands. */
export function inventedEdit(
  hosts: readonly EsxiHost[],
  run: Partial<EditRun> = {},
  host: Partial<HostEdit> = {},
): EditRun {
  const kind = run.kind ?? 'edit'
  return {
    id: 'run-1',
    providerId: 'src',
    kind,
    state: 'running',
    step: `Begins with ${hosts[0]?.name ?? ''}.`,
    ...(kind !== 'restore' && { change: { maxMemory: 1_000_000_000 } }),
    startedAt: '2026-11-23T00:00:00Z',
    hosts: hosts.map((one) => ({
      ...startEdit({ hostId: one.id, hostName: one.name }, kind, one.generation),
      ...host,
    })),
    ...run,
  }
}

export interface FakeEsxi {
  readonly hosts: Topic<EsxiHost[]>
  shown: HostKey
  pinned: HostKey | undefined
  reading: NfcReading | undefined
  /** What an edit shows; its stream ends once it is over. */
  readonly run: Topic<EditRun | undefined>
  history: EditRun[]
}

export function inventedEsxi(): FakeEsxi {
  return {
    hosts: new Topic<EsxiHost[]>([]),
    shown: inventedKey('A'),
    pinned: undefined,
    reading: undefined,
    run: new Topic<EditRun | undefined>(undefined),
    history: [],
  }
}

export function fakeEsxi({ os: { esxi: os }, world, call }: Backstage) {
  const { esxi } = world
  const chosen = (ids: readonly string[]) => esxi.hosts.value.filter(({ id }) => ids.includes(id))
  return {
    watch: os.watch.handler(({ signal }) => esxi.hosts.watch(signal)),
    setLogin: os.setLogin.handler(({ input }) =>
      call('esxi.setLogin', input, () => ({ hosts: input.hostIds.length })),
    ),
    forgetLogin: os.forgetLogin.handler(({ input }) =>
      call('esxi.forgetLogin', input, () => ({ hosts: input.hostIds.length })),
    ),
    hostKey: os.hostKey.handler(({ input }) =>
      call('esxi.hostKey', input, () => ({
        shown: esxi.shown,
        ...(esxi.pinned && { pinned: esxi.pinned }),
      })),
    ),
    trustHostKey: os.trustHostKey.handler(({ input }) =>
      call('esxi.trustHostKey', input, () => ({ pinned: (esxi.pinned = esxi.shown) })),
    ),
    forgetHostKey: os.forgetHostKey.handler(({ input }) =>
      call('esxi.forgetHostKey', input, () => ({ forgotten: true })),
    ),
    read: os.read.handler(({ input }) =>
      call('esxi.read', input, () => esxi.reading ?? missing(input.hostId)),
    ),
    edit: os.edit.handler(({ input, signal }) => call('esxi.edit', input, () => untilOver(esxi.run, signal))),
    restore: os.restore.handler(({ input, signal }) =>
      call('esxi.restore', input, () => untilOver(esxi.run, signal)),
    ),
    history: os.history.handler(() => esxi.history),
    watchRun: os.watchRun.handler(({ signal }) => untilOver(esxi.run, signal)),
    cancel: os.cancel.handler(({ input }) => call('esxi.cancel', input, () => ({ asked: true }))),
    closeSsh: os.closeSsh.handler(({ input }) =>
      call('esxi.closeSsh', input, () => ({ closed: input.hostIds.length })),
    ),
    setMigrationNetwork: os.setMigrationNetwork.handler(async function* ({ input }) {
      await Promise.resolve()
      yield call('esxi.setMigrationNetwork', input, () => chosen(input.hostIds))
    }),
    checkMigrationNetwork: os.checkMigrationNetwork.handler(async function* ({ input }) {
      await Promise.resolve()
      yield call('esxi.checkMigrationNetwork', input, () => chosen(input.hostIds))
    }),
  }
}

async function* untilOver(run: Topic<EditRun | undefined>, signal?: AbortSignal): AsyncGenerator<EditRun> {
  for await (const view of run.watch(signal)) {
    if (!view) continue
    yield view
    if (view.state !== 'running') return
  }
}
