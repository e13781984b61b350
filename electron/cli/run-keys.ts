/** Keys that a person presses while a run is shown: cut over, copy now, and answers to what a VM asks. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Answer, MigrationView } from '../../shared/migration/model.ts'
import { CLUSTER_GOES_ON } from '../../shared/migration/courtesy.ts'
import { formatCount, formatRange } from '../../shared/units.ts'
import type { CommandContext } from './command-context.ts'
import { attempt } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import { isIdle, type Steering } from './steer-run.ts'
import { problemText } from './text.ts'

const CTRL_C = '\u0003'
const ANSWERS: Readonly<Record<string, Answer>> = { p: 'power-off', w: 'wait', g: 'give-up' }
const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  'power-off': 'p powers it off hard',
  wait: 'w waits as long again',
  'give-up': 'g gives it up and leaves its source as it was',
}

/** What the next key answers. */
type Pending = 'cutover' | 'cancel' | undefined

/** Reads single keys until stopped. The first Ctrl-C only says what a second one does. */
export function listenForKeys(
  client: Client,
  { stdin, interrupt }: Pick<CommandContext, 'stdin' | 'interrupt'>,
  reporter: Pick<Reporter, 'say'>,
): Steering {
  let latest: MigrationView | undefined
  let pending: Pending
  const asked = new Set<string>()
  let isTold = false
  const call = async (work: Promise<unknown>): Promise<void> => {
    const done = await attempt(work)
    if (!done.ok) reporter.say(problemText(done.problem).trimEnd())
  }
  const act = (view: MigrationView, key: string): void => {
    const migrationId = view.id
    const was = pending
    pending = undefined
    if (key === CTRL_C) {
      if (was === 'cancel') interrupt()
      else {
        pending = 'cancel'
        reporter.say(cancelText(view))
      }
    } else if (was === 'cutover' && key === 'y')
      void call(client.migrations.setCutover({ migrationId, at: new Date().toISOString() }))
    else if (was !== undefined) reporter.say('Nothing was changed; the run goes on.')
    else if (key === 'c' && view.type === 'warm') {
      const question = cutoverText(view)
      if (question !== undefined) pending = 'cutover'
      reporter.say(question ?? 'The cutover of all VMs has begun or is over.')
    } else if (key === 'n' && view.type === 'warm') void call(client.migrations.copyNow({ migrationId }))
    else answer(view, key)
  }
  const answer = ({ id: migrationId, vms }: MigrationView, key: string): void => {
    const vm = vms.find((one) => one.question !== undefined)
    const said = ANSWERS[key]
    if (!vm?.question || said === undefined || !vm.question.answers.includes(said)) return
    void call(client.migrations.answer({ migrationId, vmId: vm.vmId, answer: said }))
  }
  let listens = false
  const onData = (data: Buffer | string): void => {
    for (const key of data.toString().toLowerCase())
      if (latest) act(latest, key)
      else if (key === CTRL_C) interrupt()
  }
  const listen = (wanted: boolean): void => {
    if (wanted === listens) return
    listens = wanted
    stdin.setRawMode?.(wanted)
    if (wanted) stdin.on('data', onData).resume()
    else stdin.off('data', onData).pause()
  }
  listen(true)
  return {
    view(view) {
      latest = view
      // The question of the vault's passphrase has the keyboard then.
      listen(view.waitsForVault !== true)
      if (!isTold && view.vms.some(isIdle)) {
        isTold = true
        reporter.say('Press c to cut over, n to copy the next delta now.')
      }
      for (const { vmId, name, question } of view.vms) {
        if (!question || asked.has(`${vmId} ${question.askedAt}`)) continue
        asked.add(`${vmId} ${question.askedAt}`)
        const keys = question.answers.map((one) => ANSWER_WORDS[one]).join(', ')
        reporter.say(`${name}: ${question.text}. Press a key: ${keys}.`)
      }
    },
    stop: () => listen(false),
  }
}

/** Undefined: there is none left that could. */
function cutoverText({ vms, downtime }: MigrationView): string | undefined {
  const left = vms.filter(
    (vm) => !vm.steps.some(({ name, state }) => name === 'Cutover' && state !== 'pending') && !vm.endedAt,
  )
  if (left.length === 0) return undefined
  const ready = left.filter(isIdle)
  const later = left.length - ready.length
  return [
    `Cut over ${formatCount(left.length, 'VM')} now? Their sources are shut down${
      downtime ? ` for ${formatRange(downtime.lowMs, downtime.highMs)} (${downtime.basis})` : ''
    }.`,
    ...(later > 0 ? [`${formatCount(later, 'VM')} of them as soon as the copy that runs is complete.`] : []),
    'Press y to cut over, any other key to go on as before.',
  ].join(' ')
}

function cancelText({ type, vms }: MigrationView): string {
  const left = vms.filter((vm) => !vm.endedAt).length
  return [
    `${formatCount(left, 'VM')} of this run ${left === 1 ? 'is' : 'are'} not migrated yet, and the run stands still without Palletjack.`,
    CLUSTER_GOES_ON,
    'Ctrl-C again cancels it: what was half made on the target is removed' +
      `${type === 'warm' ? ', our snapshots too' : ''}, and sources that ran are powered on again.`,
    'Any other key lets it go on.',
  ].join(' ')
}
