/** Source power: remember it, ask the guest to shut down, wait, and only by consent pull the plug. */
import type { Question } from '../../../shared/migration/model.ts'
import type { ShutdownRecord } from '../../../shared/migration/record.ts'
import type { Problem } from '../../../shared/problem.ts'
import { formatDuration } from '../../../shared/units.ts'
import { done, failed, outcomeOf, wait, type Outcome, type PhaseContext, type PhaseFn } from '../context.ts'

export const storePowerState: PhaseFn = async ({ ends, record }) => {
  // A restart in this phase must not overwrite what the first pass saw before it touched the VM.
  if (record.restorePowerState) return done
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  record.restorePowerState = state.value
  return done
}

export const powerOffSource: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  if (state.value === 'poweredOff') return isOff(context)
  if (state.value === 'suspended') return failed(suspended(record.source.name))
  const noted = shutdownOf(context)
  // Where a person is asked already, each pass before found no Tools; that the last one was cut off says nothing.
  const askedBefore = noted.askedAt !== undefined && noted.question === undefined
  noted.askedAt ??= new Date(ends.now()).toISOString()
  context.save()
  const shutdown = await source.value.shutdownGuest(record.vmId)
  if (shutdown.ok) return goesOn(context)
  if (shutdown.problem.code !== 'vsphere.tools-unavailable') return outcomeOf(shutdown.problem)
  // A guest that goes down ends its Tools first: the plug must not be pulled in the middle of that.
  if (askedBefore) return goesOn(context)
  // A process that takes over must not believe that it was asked.
  delete noted.askedAt
  context.save()
  return stillOn(context, 'no-tools', shutdown.problem)
}

export const waitForPowerOff: PhaseFn = async (context) => {
  const { ends, record, plan, phaseMs } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  if (state.value === 'poweredOff') return isOff(context)
  if (state.value === 'suspended') return failed(suspended(record.source.name))
  const limit = plan.options.shutdownTimeoutMs
  if (phaseMs < limit && shutdownOf(context).decision === undefined)
    return wait(
      `waits for the guest to shut down: ${formatDuration(phaseMs)} of at most ${formatDuration(limit)}`,
    )
  return stillOn(context, 'shutdown-timeout', timedOut(context))
}

function shutdownOf({ record }: PhaseContext): ShutdownRecord {
  record.shutdown ??= {}
  return record.shutdown
}

function isOff(context: PhaseContext): Outcome {
  const noted = shutdownOf(context)
  // It was on when the run came to it: the downtime counts from here.
  if (context.record.restorePowerState === 'poweredOn')
    noted.offAt ??= new Date(context.ends.now()).toISOString()
  return goesOn(context)
}

function goesOn(context: PhaseContext): Outcome {
  const waits = takesSlots(context)
  if (waits) return waits
  delete shutdownOf(context).question
  return done
}

/** While a person was asked, the slots of the VM were left to others. Undefined: it has them. */
function takesSlots({ record, admit, save }: PhaseContext): Outcome | undefined {
  if (record.gaveSlots === undefined) return undefined
  const admission = admit(true)
  if (!admission.admitted) return wait(admission.reason)
  delete record.gaveSlots
  save()
  return undefined
}

/** The guest cannot or does not shut down: what the plan says then, or a person. `problem`: of giving up. */
async function stillOn(context: PhaseContext, kind: Question['kind'], problem: Problem): Promise<Outcome> {
  const { plan, ends, phaseMs, record } = context
  const noted = shutdownOf(context)
  const rule = noted.decision ?? plan.options.onShutdownTimeout
  const leftOfLimitMs = plan.options.shutdownTimeoutMs - phaseMs
  // Tools may only be starting, and a person may shut the guest down in the time that the plan gives it.
  if (kind === 'no-tools' && rule === 'power-off' && noted.decision === undefined && leftOfLimitMs > 0)
    return wait(
      `waits for VMware Tools, which do not run: the guest is powered off hard in ${formatDuration(leftOfLimitMs)} unless it is shut down before`,
    )
  if (rule === 'power-off') return takesSlots(context) ?? pullPlug(context)
  if (rule === 'give-up') return failed(problem)
  const leftMs = noted.waitUntil === undefined ? 0 : Date.parse(noted.waitUntil) - ends.now()
  if (leftMs > 0) return wait(`waits for the guest to shut down: ${formatDuration(leftMs)} longer`)
  if (noted.question?.kind !== kind) {
    const text = `${problemText(context, kind)}: power it off, wait ${formatDuration(plan.options.shutdownTimeoutMs)} longer, or give up`
    const askedAt = new Date(ends.now()).toISOString()
    noted.question = { kind, text, answers: ['power-off', 'wait', 'give-up'], askedAt }
    // An answer may take all night, and nothing is copied meanwhile.
    record.gaveSlots = true
    context.save()
  }
  return wait(`asks: ${noted.question.text}`)
}

function problemText({ plan }: PhaseContext, kind: Question['kind']): string {
  return kind === 'no-tools'
    ? 'VMware Tools do not run, so the guest cannot be asked to shut down'
    : `the guest did not shut down within ${formatDuration(plan.options.shutdownTimeoutMs)}`
}

function timedOut({ record, plan }: PhaseContext): Problem {
  return {
    code: 'migration.shutdown-timeout',
    message: `The guest of ${record.source.name} did not shut down within ${formatDuration(plan.options.shutdownTimeoutMs)}.`,
    meaning:
      plan.type === 'warm'
        ? 'It runs on; what was copied is removed from the target.'
        : 'Nothing was copied; the source is as it was.',
    remedy: 'Shut the guest down yourself, or allow a hard power-off in the plan, then start again.',
  }
}

async function pullPlug(context: PhaseContext): Promise<Outcome> {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const noted = shutdownOf(context)
  const whose = noted.decision === 'power-off' ? 'as was answered' : 'as the plan allows'
  context.log({ type: 'wait', message: `powers the source off hard, ${whose}` })
  noted.hard = true
  context.save()
  const off = await source.value.powerOff(record.vmId)
  return off.ok ? isOff(context) : outcomeOf(off.problem)
}

function suspended(name: string): Problem {
  return {
    code: 'migration.suspended',
    message: `${name} is suspended.`,
    meaning: 'Nothing was copied; copying now would lose what its memory holds.',
    remedy: 'Resume it in vSphere, then start again.',
  }
}
