import { setMaxListeners } from 'node:events'
import { timestamp, type LabClock } from '../clock.ts'
import type { KubeClient } from './client.ts'
import { createController, type Controller, type Reconcile } from './controller.ts'
import { createInformer, type Informer } from './informer.ts'
import * as kinds from './kinds.ts'
import { keyOf } from './objects.ts'
import type * as k from './objects.ts'

/** What all controllers of one lab share: one connection, one copy of each kind, one clock, one end. */
export interface ControllerContext {
  readonly client: KubeClient
  readonly clock: LabClock
  readonly signal: AbortSignal
  readonly pods: Informer<k.Pod>
  readonly jobs: Informer<k.Job>
  readonly nodes: Informer<k.Node>
  readonly claims: Informer<k.Claim>
  readonly volumes: Informer<k.Volume>
  readonly storageClasses: Informer<k.StorageClass>
  readonly dataVolumes: Informer<k.DataVolume>
  readonly machines: Informer<k.VirtualMachine>
  readonly instances: Informer<k.VirtualMachineInstance>
  /** ISO 8601 in whole seconds, as Kubernetes writes times. */
  timestamp(): string
  /** Writes an Event about an object; a failure to write it is nobody's concern. */
  recordEvent(about: k.KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void
  /** Makes a controller of which `allIdle` knows. */
  controller(kind: kinds.Kind<k.KubeObject>, reconcile: Reconcile): Controller
  /** Starts all informers; resolves when each has its first list. */
  start(): Promise<void>
  /** Resolves when no reconcile is under way any more; the signal must have been aborted. */
  allIdle(): Promise<void>
}

const EVENTS_REMEMBERED = 1_000

export function createContext(client: KubeClient, clock: LabClock, signal: AbortSignal): ControllerContext {
  // Every wait of every controller listens to it.
  setMaxListeners(0, signal)
  const controllers: Controller[] = []
  const informers = {
    pods: createInformer(client, kinds.pods, signal),
    jobs: createInformer(client, kinds.jobs, signal),
    nodes: createInformer(client, kinds.nodes, signal),
    claims: createInformer(client, kinds.claims, signal),
    volumes: createInformer(client, kinds.volumes, signal),
    storageClasses: createInformer(client, kinds.storageClasses, signal),
    dataVolumes: createInformer(client, kinds.dataVolumes, signal),
    machines: createInformer(client, kinds.virtualMachines, signal),
    instances: createInformer(client, kinds.virtualMachineInstances, signal),
  }
  const told = new Map<string, string>()
  const recordEvent: ControllerContext['recordEvent'] = (about, type, reason, message) => {
    const key = `${about.kind} ${keyOf(about.metadata)} ${about.metadata.uid}`
    // A copy that lags behind makes a controller say the same thing twice.
    if (told.get(key) === `${reason} ${message}`) return
    if (told.size >= EVENTS_REMEMBERED) told.clear()
    told.set(key, `${reason} ${message}`)
    const event = eventAbout(about, { type, reason, message, at: timestamp(clock) })
    client.create(kinds.events, event).catch(() => undefined)
  }
  return {
    client,
    clock,
    signal,
    ...informers,
    timestamp: () => timestamp(clock),
    recordEvent,
    controller: (kind, reconcile) => {
      const onGiveUp = (namespace: string, name: string, error: Error): void => {
        const about = {
          apiVersion: kind.apiVersion,
          kind: kind.kind,
          metadata: { name, namespace, uid: '', resourceVersion: '' },
        }
        recordEvent(about, 'Warning', 'ReconcileFailed', error.message)
      }
      const controller = createController({ reconcile, signal, onGiveUp })
      controllers.push(controller)
      return controller
    },
    start: async () => {
      await Promise.all(Object.values(informers).map((informer) => informer.start()))
    },
    allIdle: async () => {
      await Promise.all(controllers.map((controller) => controller.idle()))
    },
  }
}

function eventAbout(
  about: k.KubeObject,
  what: { type: string; reason: string; message: string; at: string },
): k.New<k.KubeObject> & Record<string, unknown> {
  const namespace = about.metadata.namespace ?? 'default'
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      namespace,
      generateName: `${about.metadata.name}.`.slice(0, 50),
    } as Partial<k.Meta>,
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      namespace,
      name: about.metadata.name,
      uid: about.metadata.uid,
    },
    type: what.type,
    reason: what.reason,
    message: what.message,
    source: { component: 'lab' },
    firstTimestamp: what.at,
    lastTimestamp: what.at,
    count: 1,
  }
}
