/** The part of the invented contract that is about ESXi hosts. */
import type { implement } from '@orpc/server'
import type { contract } from '../../../shared/contract/contract.ts'
import { stepsOf } from '../../../shared/esxi/edit-steps.ts'
import type { EditRun, EsxiHost, HostEdit, HostKey, NfcReading } from '../../../shared/esxi/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { refusal } from './invented-providers.ts'

type Implementer = ReturnType<typeof implement<typeof contract>>

export interface EsxiScript {
  readonly hosts?: readonly EsxiHost[]
  readonly key?: HostKey
  readonly reading?: NfcReading | Problem
  /** How each rehearsal goes; a dry run ends here. */
  readonly rehearsal?: readonly EditRun[]
  readonly edit?: readonly EditRun[]
  /** The edit goes on after that until it is canceled, and ends like this. */
  readonly afterCancel?: EditRun
  /** A cancel changes nothing. */
  readonly cancelHangs?: boolean
  readonly runs?: readonly EditRun[]
}

export interface EsxiSeen {
  /** Inputs of what changes something, with the name of the procedure. */
  readonly esxi: { readonly call: string; readonly input: unknown }[]
}

export function inventEsxi(os: Implementer, script: EsxiScript, seen: EsxiSeen) {
  const { esxi } = os
  const canceled = Promise.withResolvers<undefined>()
  const note = (call: string, input: unknown): void => void seen.esxi.push({ call, input })
  const hosts = () => [...(script.hosts ?? [])]
  const shown = script.key ?? { type: 'ecdsa-sha2-nistp256', sha256: `SHA256:${'k'.repeat(43)}` }
  const work = async function* (rehearse: boolean) {
    yield* (rehearse ? script.rehearsal : script.edit) ?? []
    if (rehearse || !script.afterCancel) return
    await canceled.promise
    yield script.afterCancel
  }
  return {
    watch: esxi.watch.handler(async function* () {
      yield await Promise.resolve(hosts())
    }),
    setLogin: esxi.setLogin.handler(({ input }) => {
      note('setLogin', input)
      return { hosts: input.hostIds.length }
    }),
    hostKey: esxi.hostKey.handler(({ input }) => {
      const pinned = hosts().find(({ id }) => id === input.hostId)?.hostKey
      return { shown, ...(pinned && { pinned: { type: pinned.type, sha256: pinned.sha256 } }) }
    }),
    trustHostKey: esxi.trustHostKey.handler(({ input }) => {
      note('trustHostKey', input)
      return { pinned: shown }
    }),
    read: esxi.read.handler(({ input }) => {
      note('read', input)
      const { reading } = script
      if (!reading) throw new Error('no reading in this test')
      if ('code' in reading) throw refusal(reading)
      return reading
    }),
    edit: esxi.edit.handler(async function* ({ input }) {
      note(input.rehearse ? 'rehearse' : 'edit', input)
      yield* work(input.rehearse)
    }),
    restore: esxi.restore.handler(async function* ({ input }) {
      note(input.rehearse ? 'rehearse' : 'restore', input)
      yield* work(input.rehearse)
    }),
    cancel: esxi.cancel.handler(({ input }) => {
      note('cancel', input)
      if (script.cancelHangs !== true) canceled.resolve(undefined)
      return { asked: true }
    }),
    closeSsh: esxi.closeSsh.handler(({ input }) => {
      note('closeSsh', input)
      return { closed: input.hostIds.length }
    }),
    history: esxi.history.handler(() => [...(script.runs ?? [])]),
  }
}

export function anEsxiHost(change: Partial<EsxiHost> = {}): EsxiHost {
  return {
    ...{ id: 'host-1', name: 'esx-01.example', version: '8.0.3', build: '1', generation: 'configStore' },
    ...{ connectionState: 'connected', lockdownMode: 'lockdownDisabled', address: '192.0.2.1' },
    ssh: { running: true, policy: 'on' },
    copies: { limit: 10, because: 'Not read yet.', now: 0 },
    adapters: [],
    network: { state: 'management' },
    ...change,
  }
}

export function aHostEdit(change: Partial<HostEdit> = {}): HostEdit {
  return {
    ...{ hostId: 'host-1', hostName: 'esx-01.example', state: 'running', truth: 'Nothing was changed.' },
    steps: stepsOf('edit').map((id) => ({ id, state: 'waiting', detail: '' })),
    diff: '',
    ...change,
  }
}

export function anEditRun(hosts: readonly HostEdit[], change: Partial<EditRun> = {}): EditRun {
  return {
    ...{ id: 'run-1', providerId: 'vc', kind: 'edit', state: 'running', step: 'It runs.' },
    hosts: [...hosts],
    startedAt: '2026-01-31T10:00:00.000Z',
    ...change,
  }
}
