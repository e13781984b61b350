/** From names as typed to VMs of the inventory. */
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'

const SHOWN = 5

/** What is needed of a VM to find it by name. */
export interface NamedVm {
  readonly id: string
  readonly name: string
  /** Folder path, "DC1/Production". */
  readonly path: string
}

/**
 * Finds each VM by its name or by its whole path ("DC1/Production/web-01"); in the order of `wanted`, each
 * once. A name that fits none or several is a problem that says which ones it may have meant.
 */
export function pickVms(vms: readonly NamedVm[], wanted: readonly string[]): Result<Map<string, NamedVm>> {
  const picked = new Map<string, NamedVm>()
  for (const name of wanted) {
    const found = vms.filter((vm) => vm.name === name || pathOf(vm) === name)
    const [only] = found
    if (!only) return unknown(name, vms)
    if (found.length > 1) return ambiguous(name, found)
    picked.set(name, only)
  }
  return ok(picked)
}

/** Where a VM stands, its name included. */
function pathOf(vm: NamedVm): string {
  return vm.path === '' ? vm.name : `${vm.path}/${vm.name}`
}

function unknown(name: string, vms: readonly NamedVm[]) {
  const near = nearest(
    name,
    vms.map((vm) => vm.name),
  )
  const message = `The vCenter has no VM named "${name}".`
  return near.length === 0
    ? inputFault('vm', message, `Check the name; it has ${vms.length} VMs.`)
    : inputFault(
        'vm',
        `${message} Near it: ${near.join(', ')}.`,
        'Use one of these names, or check the spelling.',
      )
}

function ambiguous(name: string, found: readonly NamedVm[]) {
  const paths = found.map((vm) => `"${pathOf(vm)}"`)
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : ''
  return inputFault(
    'vm-ambiguous',
    `${found.length} VMs are named "${name}": ${paths.slice(0, SHOWN).join(', ')}${more}.`,
    'Give --vm the whole path of the one you mean.',
  )
}

/** Up to five names that a typing slip, another case or a missing part away may have been meant. */
export function nearest(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  return [...new Set(names)]
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate)
}

function distanceTo(wanted: string, candidate: string): number {
  if (wanted.length > 2 && candidate.includes(wanted)) return 1
  return editDistance(wanted, candidate)
}

/** Levenshtein distance: the fewest insertions, deletions and replacements of one character. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
