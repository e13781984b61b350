/** Hosts of a source over invented data. */
import type { implement } from '@orpc/server'
import type { contract } from '../../shared/contract/contract.ts'
import type { EditRun, EsxiHost, HostKey, NfcReading } from '../../shared/esxi/model.ts'
import { Topic } from '../../shared/topic.ts'

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
    shown: { type: 'ecdsa-sha2-nistp256', sha256: 'SHA256:0000000000000000000000000000000000000000000' },
    pinned: undefined,
    reading: undefined,
    run: new Topic<EditRun | undefined>(undefined),
    history: [],
  }
}

type Os = ReturnType<typeof implement<typeof contract>>
type Call = <T>(name: string, input: unknown, answer: () => T) => T

export function fakeEsxi(
  os: Os['esxi'],
  world: { readonly esxi: FakeEsxi },
  call: Call,
  missing: (what: string) => never,
) {
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
