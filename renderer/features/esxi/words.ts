/** What a host's state is called on the pages, with the shape that goes with it. */
import type { EditRun, EsxiHost, HostEdit, NfcValues } from '../../../shared/esxi/model.ts'
import { NFC_DEFAULT_BYTES } from '../../../shared/esxi/limits.ts'
import { formatBytes, formatCount, formatNumber } from '../../../shared/units.ts'
import type { Tone } from '../../ui/state-label.tsx'

export interface StateWords {
  readonly tone: Tone
  readonly text: string
  /** The whole of it, for a tooltip or a drawer. */
  readonly more: string
}

type Generation = EsxiHost['generation']

export const GENERATION_WORDS: Readonly<
  Record<Generation, { readonly short: string; readonly long: string }>
> = {
  configFile: {
    short: 'config.xml',
    long: 'Settings in config.xml: hostd of this host reads /etc/vmware/hostd/config.xml, as the guides say.',
  },
  configStore: {
    short: 'ConfigStore',
    long: 'Settings in ConfigStore: most guides are wrong for this host. From 7.0 U2 on hostd reads its settings from the database of the host. An edit of /etc/vmware/hostd/config.xml, which most guides tell, does nothing here, and nothing warns of it.',
  },
  unknown: {
    short: 'unknown',
    long: 'Where this host keeps its settings is not known: its version cannot be read. A login tells it.',
  },
}

export function connectionWords({ connectionState }: Pick<EsxiHost, 'connectionState'>): StateWords {
  switch (connectionState) {
    case 'connected':
      return { tone: 'done', text: 'Connected', more: 'vCenter is connected to this host.' }
    case 'disconnected':
      return { tone: 'failed', text: 'Disconnected', more: 'Somebody disconnected this host in vCenter.' }
    default:
      return { tone: 'failed', text: 'Not responding', more: 'vCenter does not reach this host.' }
  }
}

const POLICIES: Readonly<Record<string, string>> = {
  on: 'starts with the host',
  off: 'started by hand',
  automatic: 'follows its firewall rule',
}

export function sshWords({ ssh, sshLeftOpen }: Pick<EsxiHost, 'ssh' | 'sshLeftOpen'>): StateWords {
  if (sshLeftOpen)
    return { tone: 'failed', text: 'Left open', more: 'SSH was opened for a work and is still open.' }
  if (!ssh) return { tone: 'pending', text: 'Unknown', more: 'vSphere does not tell whether SSH runs.' }
  const policy = POLICIES[ssh.policy] ?? ssh.policy
  return ssh.running
    ? { tone: 'done', text: `Running (${ssh.policy})`, more: `The SSH service runs; it ${was(policy)}.` }
    : {
        tone: 'pending',
        text: `Stopped (${ssh.policy})`,
        more: `The SSH service is stopped; it ${was(policy)}. Palletjack can start it for the time of a work and puts it back.`,
      }
}

function was(policy: string): string {
  return policy.startsWith('started') ? `is ${policy}` : policy
}

export function lockdownWords({ lockdownMode }: Pick<EsxiHost, 'lockdownMode'>): StateWords {
  const more =
    'Only exception users of the host may log in by SSH; any other login is refused like a wrong password. Palletjack never changes the mode.'
  switch (lockdownMode) {
    case 'lockdownDisabled':
      return { tone: 'done', text: 'Off', more: 'Lockdown mode is off: users of the host may log in.' }
    case 'lockdownNormal':
      return { tone: 'waiting', text: 'Normal', more: `Lockdown mode is normal. ${more}` }
    case 'lockdownStrict':
      return {
        tone: 'waiting',
        text: 'Strict',
        more: `Lockdown mode is strict: the console of the host is locked as well. ${more}`,
      }
    default:
      return {
        tone: 'pending',
        text: 'Unknown',
        more: 'vSphere does not tell whether the host is in lockdown mode.',
      }
  }
}

const LOGINS = { password: 'password', key: 'key', agent: 'agent' } as const

export function loginWords({ login }: Pick<EsxiHost, 'login'>): StateWords {
  if (!login) return { tone: 'pending', text: 'None', more: 'Palletjack has no login for this host yet.' }
  return login.hasSecret
    ? {
        tone: 'done',
        text: login.username,
        more: `Logs in as ${login.username} with ${withWhat(login.kind)}.`,
      }
    : {
        tone: 'action',
        text: `${login.username}: give it again`,
        more: `The secret of ${login.username} ended with the process that was given it. Give the login again.`,
      }
}

function withWhat(kind: keyof typeof LOGINS): string {
  return kind === 'agent'
    ? 'a key of the SSH agent of this computer'
    : `a ${LOGINS[kind]} that is in the vault`
}

export function keyWords({ hostKey }: Pick<EsxiHost, 'hostKey'>): StateWords {
  if (!hostKey)
    return {
      tone: 'pending',
      text: 'Not trusted',
      more: 'Nobody has compared and trusted the SSH key of this host yet. Nothing is sent to it before.',
    }
  return { tone: 'done', text: 'Trusted', more: `${hostKey.type} ${hostKey.sha256}` }
}

/** "953.7 MiB (1,000,000,000 bytes)" */
function bytesText(bytes: number): string {
  return `${formatBytes(bytes)} (${formatNumber(bytes)} bytes)`
}

export function memoryText(bytes: number | undefined): string {
  return bytes === undefined ? `not set: the default of ${formatBytes(NFC_DEFAULT_BYTES)}` : bytesText(bytes)
}

export function valuesText({ maxMemory, maxStreamMemory }: NfcValues): string {
  const stream = maxStreamMemory === undefined ? '' : `; per copy ${bytesText(maxStreamMemory)}`
  return `${memoryText(maxMemory)}${stream}`
}

/** Whether a reading found more memory than a host starts with. */
export function isRaised({ nfc }: Pick<EsxiHost, 'nfc'>): boolean {
  return (nfc?.values.maxMemory ?? 0) > NFC_DEFAULT_BYTES
}

export function networkWords({ network }: Pick<EsxiHost, 'network'>): StateWords {
  const at = `${network.device ?? ''} (${network.address ?? 'no address'})`
  switch (network.state) {
    case 'management':
      return {
        tone: 'pending',
        text: 'vCenter',
        more: 'Copies from this host take the way through vCenter and the management network.',
      }
    case 'unchecked':
      return {
        tone: 'waiting',
        text: `${network.device ?? ''}: not checked`,
        more: `${at} was chosen and not tried since Palletjack was started.`,
      }
    case 'checking':
      return {
        tone: 'running',
        text: `${network.device ?? ''}: checking`,
        more: `A login at ${at} is being tried.`,
      }
    case 'ready':
      return {
        tone: 'done',
        text: `${network.device ?? ''}: ready`,
        more: `Copies from this host read through ${at}.`,
      }
    case 'failed':
      return {
        tone: 'failed',
        text: `${network.device ?? ''}: failed`,
        more: network.problem?.message ?? `A login at ${at} failed.`,
      }
  }
}

const EDIT_STATES: Readonly<Record<HostEdit['state'], { readonly tone: Tone; readonly text: string }>> = {
  waiting: { tone: 'waiting', text: 'Waits' },
  running: { tone: 'running', text: 'Running' },
  done: { tone: 'done', text: 'Done' },
  unchanged: { tone: 'done', text: 'So already' },
  rolledBack: { tone: 'failed', text: 'Failed, rolled back' },
  failed: { tone: 'failed', text: 'Failed' },
  skipped: { tone: 'pending', text: 'Left alone' },
  canceled: { tone: 'canceled', text: 'Canceled' },
}

export function editWords(state: HostEdit['state'], kind: EditRun['kind']): { tone: Tone; text: string } {
  const words = EDIT_STATES[state]
  if (kind === 'rehearsal' && state === 'done') return { ...words, text: 'Would change' }
  // A rehearsal has nothing to roll back.
  return kind === 'rehearsal' && state === 'rolledBack' ? EDIT_STATES.failed : words
}

export const RUN_TONES: Readonly<Record<EditRun['state'], Tone>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  canceled: 'canceled',
}

export const KIND_NOUNS: Readonly<Record<EditRun['kind'], string>> = {
  rehearsal: 'Rehearsal',
  edit: 'Edit',
  restore: 'Restore',
}

const NAMES_SHOWN = 3

/** "esx-01", "esx-01 and esx-02", "esx-01, esx-02, esx-03 and 5 more" */
export function namesText(names: readonly string[], most = NAMES_SHOWN): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${formatNumber(rest)} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

/** The one host by name, many by their number: "esx-01", "3 hosts". */
export function hostsText(names: readonly string[]): string {
  const [only] = names
  return names.length === 1 && only !== undefined ? only : formatCount(names.length, 'host')
}
