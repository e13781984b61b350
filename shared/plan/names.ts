/**
 * Names that Kubernetes accepts: how a source name becomes one, and what is wrong with a typed one.
 * Grammar: RFC 1123 as Kubernetes applies it to object names ("Object Names and IDs").
 */

/** Longest DNS label, and the longest name of a VirtualMachine (it becomes a label value). */
const maxLabelLength = 63
const maxSubdomainLength = 253
const suffixRoom = 5

/** Why a name cannot be used, and the nearest one that can. */
export interface NameFault {
  /** One sentence that says what is wrong and what would be right. */
  readonly message: string
  /** A valid name made from the rejected one; empty when nothing of it can be used. */
  readonly suggestion: string
}

export function isLabel(name: string): boolean {
  return name.length <= maxLabelLength && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
}

/** Dot-separated labels. Kubernetes limits the whole to 253 characters, and no part of its own. */
export function isSubdomain(name: string): boolean {
  return (
    name.length <= maxSubdomainLength &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
  )
}

/** Valid as it stands for a VirtualMachine: a subdomain that also fits a label value. */
export function isVmName(name: string): boolean {
  return name.length <= maxLabelLength && isSubdomain(name)
}

/**
 * The name of the target VM. A valid source name is kept. Anything else is lower-cased; `_ + * space / \`
 * become dashes, other characters go, dashes collapse, and parts and whole are cut at 63 characters. A name
 * without anything usable becomes "vm-" and a suffix; a taken one is cut and gets a suffix.
 *
 * `randomSuffix` answers four characters of a-z and 0-9, others each time it is called.
 */
export function targetName(
  sourceName: string,
  taken: ReadonlySet<string>,
  randomSuffix: () => string,
): string {
  const wanted = isVmName(sourceName) ? sourceName : sanitized(sourceName, true)
  const name = wanted === '' ? `vm-${randomSuffix()}` : wanted
  if (!taken.has(name)) return name
  const stem = trimEnds(name.slice(0, maxLabelLength - suffixRoom))
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const candidate = `${stem}-${randomSuffix()}`
    if (isVmName(candidate) && !taken.has(candidate)) return candidate
  }
  // Twenty clashes in a row mean that the suffix is not random; counting still ends.
  for (let count = 1; ; count += 1) {
    const end = `-${count}`
    const candidate = `${trimEnds(stem.slice(0, maxLabelLength - end.length))}${end}`
    if (!taken.has(candidate)) return candidate
  }
}

/** A DNS label made from any text, cut at `max` characters; empty when nothing of it can be used. */
export function toLabel(text: string, max = maxLabelLength): string {
  return trimEnds(sanitized(text.replaceAll('.', '-'), false).slice(0, max))
}

/** What is wrong with a DNS label such as a plan's or a namespace's name; undefined when it is fine. */
export function labelFault(name: string, what: string): NameFault | undefined {
  if (isLabel(name)) return undefined
  const suggestion = toLabel(name)
  return fault(name, what, suggestion, grammarFaults(name, false), 'lower-case letters, digits and "-"')
}

/** What is wrong with a VirtualMachine's name; undefined when it is fine. */
function subdomainFault(name: string, what: string): NameFault | undefined {
  if (isVmName(name)) return undefined
  const suggestion = sanitized(name, true)
  return fault(name, what, suggestion, grammarFaults(name, true), 'lower-case letters, digits, "-" and "."')
}

export function vmNameFault(name: string): NameFault | undefined {
  return subdomainFault(name, 'VM name')
}

/** A plan's name becomes part of object names and a label value, so it is a DNS label. */
export function planNameFault(name: string): NameFault | undefined {
  return labelFault(name, 'plan name')
}

/**
 * A namespace to migrate into: a DNS label outside the names that Kubernetes (kube-) and OpenShift
 * (openshift-) keep for themselves.
 */
export function namespaceFault(name: string): NameFault | undefined {
  const grammar = labelFault(name, 'namespace name')
  if (grammar !== undefined) return grammar
  const reserved = /^(kube|openshift)(-|$)/.exec(name)
  if (reserved === null) return undefined
  const suggestion = toLabel(`vms-${name.slice(reserved[0].length)}`)
  return {
    message: `"${name}" cannot hold migrated VMs: names that begin with "${reserved[1] ?? ''}-" belong to the cluster itself. Use another name, for example "${suggestion}".`,
    suggestion,
  }
}

function fault(
  name: string,
  what: string,
  suggestion: string,
  faults: readonly string[],
  allowed: string,
): NameFault {
  const subject =
    name === '' ? `The ${what} is empty.` : `"${name}" is not a valid ${what}: ${listed(faults)}.`
  const example = suggestion === '' ? '' : `, for example "${suggestion}"`
  return { message: `${subject} Use 1 to ${maxLabelLength} ${allowed}${example}.`, suggestion }
}

function grammarFaults(name: string, dots: boolean): string[] {
  const faults: string[] = []
  if (name.length > maxLabelLength) faults.push(`it has ${name.length} characters`)
  if (/[A-Z]/.test(name)) faults.push('it has capital letters')
  const strange = new Set(name.match(dots ? /[^A-Za-z0-9.-]/gu : /[^A-Za-z0-9-]/gu))
  if (strange.size > 0) faults.push(`it has ${[...strange].slice(0, 5).map(shown).join(' ')}`)
  if (/^[-.]|[-.]$/.test(name)) faults.push('it begins or ends with "-" or "."')
  else if (dots && /\.[-.]|-\./.test(name))
    faults.push('a part between dots is empty or has a "-" at its end')
  return faults
}

function shown(character: string): string {
  return character === ' ' ? 'a space' : `"${character}"`
}

function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? 'it has characters that are not allowed'
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

function sanitized(text: string, dots: boolean): string {
  const parts = dots ? text.toLowerCase().split('.') : [text.toLowerCase()]
  const clean = parts
    .map((part) =>
      trimEnds(
        trimEnds(
          part
            .replace(/[_+* /\\]/g, '-')
            .replace(/[^a-z0-9-]/g, '')
            .replace(/-{2,}/g, '-'),
        ).slice(0, maxLabelLength),
      ),
    )
    .filter((part) => part !== '')
  return trimEnds(clean.join('.').slice(0, maxLabelLength))
}

function trimEnds(text: string): string {
  return text.replace(/^[-.]+/, '').replace(/[-.]+$/, '')
}
