/** Source power: remember it, ask the guest to shut down, wait, and only by consent pull the plug. */
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
  const { ends, record, plan } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  if (state.value === 'poweredOff') return done
  if (state.value === 'suspended') return failed(suspended(record.source.name))
  const shutdown = await source.value.shutdownGuest(record.vmId)
  if (shutdown.ok) return done
  if (shutdown.problem.code === 'vsphere.tools-unavailable' && plan.options.onShutdownTimeout === 'power-off')
    return pullPlug(context)
  return outcomeOf(shutdown.problem)
}

export const waitForPowerOff: PhaseFn = async (context) => {
  const { ends, record, plan, phaseMs } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  if (state.value === 'poweredOff') return done
  const limit = plan.options.shutdownTimeoutMs
  if (phaseMs < limit)
    return wait(
      `waits for the guest to shut down: ${formatDuration(phaseMs)} of at most ${formatDuration(limit)}`,
    )
  if (plan.options.onShutdownTimeout === 'power-off') return pullPlug(context)
  return failed({
    code: 'migration.shutdown-timeout',
    message: `The guest of ${record.source.name} did not shut down within ${formatDuration(limit)}.`,
    meaning: 'Nothing was copied; the source is as it was.',
    remedy: 'Shut the guest down yourself, or allow a hard power-off in the plan, then start again.',
  })
}

async function pullPlug(context: PhaseContext): Promise<Outcome> {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  context.log({ type: 'wait', message: 'powers the source off hard, as the plan allows' })
  const off = await source.value.powerOff(record.vmId)
  return off.ok ? done : outcomeOf(off.problem)
}

function suspended(name: string) {
  return {
    code: 'migration.suspended',
    message: `${name} is suspended.`,
    meaning: 'Nothing was copied; copying now would lose what its memory holds.',
    remedy: 'Resume it in vSphere, then start again.',
  }
}
