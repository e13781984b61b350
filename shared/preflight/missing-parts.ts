/** What to do where a part of the facts is missing that a rule needs. */
import { quoted } from '../shell-quote.ts'
import { PARTS, type Part } from './facts.ts'
import type { Command } from './model.ts'
import type { Facts } from './rule.ts'

interface Advice {
  readonly remedy: string
  readonly commands: Command[]
}

const INVENTORY =
  'Read the inventory from the vCenter itself, or from an inventory file that was saved from one.'
const CHOOSE_TARGET = 'Run the preflight with a target cluster.'

/** By the first part that is missing, as the others may come with it. */
export function adviceFor(missing: readonly string[], facts: Facts): Advice {
  const [first] = PARTS.filter((part) => missing.includes(part))
  return first === undefined ? { remedy: INVENTORY, commands: [] } : advice(first, facts)
}

function advice(part: Part, facts: Facts): Advice {
  const hasTarget = facts.target !== undefined
  switch (part) {
    case 'networkProbe':
      return probeAdvice('network', 'Run the network probe from the target cluster', facts)
    case 'vddkProbe':
      return probeAdvice('vddk', 'Probe the VDDK image on the target cluster', facts)
    case 'target':
      return { remedy: CHOOSE_TARGET, commands: [] }
    case 'permissions':
      return {
        remedy: hasTarget ? 'Connect the target cluster, and look at the rights again.' : CHOOSE_TARGET,
        commands: [],
      }
    case 'privileges':
      return { remedy: 'Connect the vCenter, and look at the privileges again.', commands: [] }
    case 'plan':
    case 'plans':
      return { remedy: 'Run the preflight for a plan.', commands: [] }
  }
}

function probeAdvice(probe: 'network' | 'vddk', what: string, facts: Facts): Advice {
  if (facts.target === undefined)
    return { remedy: `Choose a target cluster. ${what}, then look at this rule again.`, commands: [] }
  return { remedy: `${what}, then look at this rule again.`, commands: probeCommands(probe, facts) }
}

/** As the terminal runs the probe; none for the demo lab, which another process does not reach. */
export function probeCommands(probe: 'network' | 'vddk', { ends, plan }: Facts): Command[] {
  if (ends?.target === undefined) return []
  const source = probe === 'network' ? ` --provider ${quoted(ends.source)}` : ''
  const namespace = plan?.targetNamespace ?? (ends.namespace || 'default')
  const where = `--target ${quoted(ends.target)} --namespace ${quoted(namespace)}`
  return [{ tool: 'palletjack', command: `palletjack probe ${probe}${source} ${where}` }]
}
