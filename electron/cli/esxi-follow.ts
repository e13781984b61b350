/** Follows a run on hosts to its end: each step of each host as it comes, and what Ctrl-C leaves behind. */
import { STEP_WORDS } from '../../shared/esxi/edit-steps.ts'
import type { EditRun, EditStep, HostEdit } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { EsxiJob } from './esxi-source.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { until } from './stream.ts'
import { printable } from './text.ts'
import type { Output } from './command-context.ts'

type Follower = Pick<EsxiJob, 'client' | 'providerId' | 'interrupts' | 'context'>

/**
 * The run as it ended. A first interrupt asks for its end and waits for it: a host that is being edited is finished
 * or rolled back. A second one does not wait, and says what may be left.
 */
export async function followRun(
  { client, providerId, interrupts, context }: Follower,
  open: () => PromiseLike<AsyncIterable<EditRun>>,
): Promise<Result<EditRun>> {
  const { first, second } = interrupts
  // Asked anew each time: it changes while the run goes on.
  const isInterrupted = (): boolean => first.aborted
  if (isInterrupted()) return fail(INTERRUPTED)
  const steps = stepLines(context.stderr)
  let last: EditRun | undefined
  const cancel = (): void => {
    steps.say(
      'Interrupted: no further host is begun, and one whose settings change now is finished or rolled back. Ctrl-C again leaves at once.',
    )
    const runId = last?.id
    if (runId !== undefined) void attempt(client.esxi.cancel({ providerId, runId }))
  }
  first.addEventListener('abort', cancel, { once: true })
  const read = await attempt(
    (async () => {
      for await (const run of until(await open(), second)) {
        const isFirst = last === undefined
        last = run
        if (isFirst && isInterrupted()) void attempt(client.esxi.cancel({ providerId, runId: run.id }))
        steps.show(run)
      }
    })(),
  )
  steps.stop()
  first.removeEventListener('abort', cancel)
  if (!read.ok) return read
  if (!last) return fail(INTERRUPTED)
  return last.state === 'running' ? fail(leftProblem(last)) : ok(last)
}

/** What is true when nobody waited for the end. */
function leftProblem({ hosts, kind }: EditRun): Problem {
  const busy = hosts.find(({ state }) => state === 'running')
  if (!busy || kind === 'rehearsal') return INTERRUPTED
  const step = busy.steps.find(({ state }) => state === 'running')
  const at = step ? `, at the step "${STEP_WORDS[step.id].title}"` : ''
  return {
    ...INTERRUPTED,
    message: `Left while ${busy.hostName} was being worked on${at}.`,
    meaning:
      'Its settings are those before or those wanted, nothing in between; its SSH service may still be open, and is put back when Palletjack connects to its source next.',
    remedy: `Read what is there: palletjack esxi nfc show --host ${busy.hostName}.`,
  }
}

interface StepLines {
  say(text: string): void
  show(run: EditRun): void
  stop(): void
}

/** A line for each step that begins, or on a terminal one line that stays while the step runs, and how it ended. */
function stepLines(output: Output): StepLines {
  const isLive = output.isTTY === true
  const told = new Set<string>()
  let isOpen = false
  const close = (): void => {
    if (isOpen) output.write(CLEAR_LINE)
    isOpen = false
  }
  const say = (text: string): void => {
    close()
    output.write(`${printable(text)}\n`)
  }
  const once = (key: string, text: string): void => {
    if (told.has(key)) return
    told.add(key)
    say(text)
  }
  const showStep = (host: HostEdit, step: EditStep): void => {
    const key = `${host.hostId} ${step.id}`
    const line = `${host.hostName}: ${STEP_WORDS[step.id].title}`
    if (step.state === 'done' && isLive) once(`${key} done`, `${line}: done.${after(step.detail)}`)
    else if (step.state === 'failed') once(`${key} failed`, `${line}: failed.${after(step.detail)}`)
    else if (step.state === 'running' && !isLive) once(`${key} running`, line)
  }
  return {
    say,
    stop: close,
    show({ hosts }) {
      for (const host of hosts) for (const step of host.steps) showStep(host, step)
      const host = hosts.find(({ state }) => state === 'running')
      const step = host?.steps.find(({ state }) => state === 'running')
      close()
      if (!isLive || !host || !step) return
      const words = STEP_WORDS[step.id]
      const which = hosts.length > 1 ? ` (${hosts.indexOf(host) + 1} of ${hosts.length})` : ''
      const text = `${host.hostName}${which}: ${words.title}: ${step.detail || words[host.generation ?? 'configFile']}`
      output.write(
        printable(text)
          .replaceAll('\n', ' ')
          .slice(0, (output.columns || 80) - 1),
      )
      isOpen = true
    },
  }
}

/** Back to the start of the line, and ECMA-48 "erase in line". */
const CLEAR_LINE = '\r\u001b[K'

function after(detail: string): string {
  return detail === '' ? '' : ` ${detail}`
}
