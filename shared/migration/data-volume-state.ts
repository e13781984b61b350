/** What a DataVolume says about the copy behind it (CDI v1beta1, status.phase and conditions). */

/** `restarts` and `message` come from the importer, whatever the phase. */
export type CopyState = { readonly restarts: number; readonly message: string } & (
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'copying'; readonly percent: number }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed' }
)

interface Status {
  readonly phase?: string
  readonly progress?: string
  readonly restartCount?: number
  readonly conditions?: readonly { type?: string; status?: string; reason?: string; message?: string }[]
}

/** Phases in which CDI prepares; the words after them are what a person reads while nothing moves. */
const WAITING: Readonly<Record<string, string>> = {
  '': 'waits for CDI to look at the DataVolume',
  Pending: 'waits for its claim to be bound',
  PVCBound: 'waits for the importer pod',
  WaitForFirstConsumer: 'waits for a first consumer: the storage class binds its volumes late',
  PendingPopulation: 'waits for a first consumer: the storage class binds its volumes late',
  ImportScheduled: 'waits for the importer pod to start',
  Paused: 'waits for the next checkpoint',
  Unknown: 'waits for CDI, which does not know the state of the importer',
}

/** Between two stages of a warm import; says nothing of which. */
export function isPaused(volume: { readonly status?: unknown } | undefined): boolean {
  return (volume?.status as Status | undefined)?.phase === 'Paused'
}

export function readDataVolume(volume: { readonly status?: unknown }): CopyState {
  const status = (volume.status ?? {}) as Status
  const phase = status.phase ?? ''
  const restarts = status.restartCount ?? 0
  const message = conditionMessage(status)
  const facts = { restarts, message }
  if (phase === 'Succeeded') return { ...facts, kind: 'succeeded' }
  if (phase === 'Failed') return { ...facts, kind: 'failed' }
  if (phase === 'ImportInProgress') return { ...facts, kind: 'copying', percent: percentOf(status.progress) }
  const words = WAITING[phase] ?? `waits in CDI's phase ${phase}`
  return { ...facts, kind: 'waiting', reason: message === '' ? words : `${words} (${message})` }
}

/** "12.34%" as 12.34; "N/A" and anything else as 0. */
function percentOf(progress: string | undefined): number {
  const percent = Number.parseFloat(progress ?? '')
  return Number.isFinite(percent) ? Math.min(100, Math.max(0, percent)) : 0
}

/** Reasons of a container that ended without a message. */
const ENDED: Readonly<Record<string, string>> = {
  OOMKilled: 'the importer needed more memory than it may have, and was killed (OOMKilled)',
  Error: 'the importer ended with an error and said nothing',
}

/** The message of the condition that holds things up: Running speaks for the importer, Bound for the claim. */
function conditionMessage(status: Status): string {
  for (const type of ['Running', 'Bound']) {
    const condition = status.conditions?.find((one) => one.type === type)
    if (!condition || condition.status === 'True') continue
    // An importer that ended well says so, in JSON with the versions of its libraries: nothing waits for that.
    if (type === 'Running' && condition.reason === 'Completed') continue
    if (condition.message) return condition.message
    // A container that is killed has no last words.
    const ended = type === 'Running' ? ENDED[condition.reason ?? ''] : undefined
    if (ended !== undefined) return ended
  }
  return ''
}
