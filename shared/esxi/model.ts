/** ESXi hosts as Palletjack reaches them directly: NFC memory, SSH, migration network. Never holds a secret. */
import * as z from 'zod'
import { problemSchema } from '../problem.ts'
import { passwordSchema } from '../provider/model.ts'
import { secretInput } from '../secret-input.ts'
import { NFC_LEAST_BYTES, NFC_MOST_BYTES, NFC_RAISED_BYTES, NFC_STREAM_LEAST_BYTES } from './limits.ts'

/**
 * Where hostd of a host reads its settings: `configFile` is /etc/vmware/hostd/config.xml (before 7.0 U2),
 * `configStore` the host's database (from 7.0 U2 on, where editing the file does nothing).
 */
export const GENERATIONS = ['configFile', 'configStore'] as const

/** Bytes; left out where the host does not set one, so that its built-in default holds. */
const nfcValuesSchema = z.object({
  maxMemory: z.number().int().optional(),
  maxStreamMemory: z.number().int().optional(),
})

/** What is asked for. A value that is left out stays as it is. */
export const nfcChangeSchema = z.object({
  /** Bytes of memory for all copies of the host together. */
  maxMemory: z.number().int().min(NFC_LEAST_BYTES).max(NFC_MOST_BYTES).default(NFC_RAISED_BYTES),
  /** Bytes for one copy. */
  maxStreamMemory: z.number().int().min(NFC_STREAM_LEAST_BYTES).max(NFC_MOST_BYTES).optional(),
})

/** A copy of the settings that an edit left on the host, or in the journal for a host with a database. */
const nfcBackupSchema = z.object({
  /** Path on the host; what `restore` takes. */
  id: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** Of its bytes, lower-case hex. */
  sha256: z.string(),
  sizeBytes: z.number().int(),
  /** What it holds; undefined when it cannot be read as settings (and then it cannot be restored). */
  values: nfcValuesSchema.optional(),
})

/** What a login to a host found. */
export const nfcReadingSchema = z.object({
  hostId: z.string(),
  hostName: z.string(),
  /** "8.0.3" as the host itself says. */
  version: z.string(),
  build: z.string(),
  generation: z.enum(GENERATIONS),
  /** The file, or the key in the database: "/etc/vmware/hostd/config.xml" or "esx/services/hostd: plugins.nfcsvc". */
  place: z.string(),
  values: nfcValuesSchema,
  /** On a host with a database: values in the file, which hostd does not read. */
  ignored: z.object({ place: z.string(), values: nfcValuesSchema }).optional(),
  /** The settings were changed and hostd was not restarted since: it still works with the values before. */
  restartDue: z.boolean().optional(),
  /** Of the settings as they were read, lower-case hex; an edit is refused when they are others by then. */
  sha256: z.string(),
  sizeBytes: z.number().int(),
  /** Newest first. */
  backups: z.array(nfcBackupSchema),
  /** ISO 8601. */
  readAt: z.string(),
})

/** Steps of an edit in their order; a host with a database has no `persist`. */
export const EDIT_STEPS = [
  'openSsh',
  'connect',
  'lock',
  'look',
  'check',
  'backUp',
  'write',
  'verify',
  'replace',
  'persist',
  'restart',
  'answer',
  'readBack',
  'unlock',
  'closeSsh',
] as const

const editStepSchema = z.object({
  id: z.enum(EDIT_STEPS),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  /** What it did or waits for: one sentence, or empty. */
  detail: z.string(),
  /** ISO 8601. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
})

/** How one host fares in an edit, a rehearsal or a restore. */
export const hostEditSchema = z.object({
  hostId: z.string(),
  hostName: z.string(),
  /**
   * `unchanged`: it was so already; `rolledBack`: it failed and the settings are as before; `failed`: it failed, and
   * `truth` says what is on the host; `skipped`: not begun because another failed; `canceled`: not begun.
   */
  state: z.enum(['waiting', 'running', 'done', 'unchanged', 'rolledBack', 'failed', 'skipped', 'canceled']),
  steps: z.array(editStepSchema),
  /** What is true on the host now: one sentence. */
  truth: z.string(),
  generation: z.enum(GENERATIONS).optional(),
  place: z.string().optional(),
  before: nfcValuesSchema.optional(),
  /** As read back from the host; only set once it was. */
  after: nfcValuesSchema.optional(),
  /** Lines of the change as `diff -u` shows them; empty while unknown, or where nothing changes. */
  diff: z.string(),
  /** Of the settings that the diff starts from; what an edit has to repeat. */
  sha256: z.string().optional(),
  backup: z.string().optional(),
  problem: problemSchema.optional(),
})

/** An edit of one or more hosts, the first of them as the canary. */
export const editRunSchema = z.object({
  id: z.string(),
  providerId: z.string(),
  kind: z.enum(['rehearsal', 'edit', 'restore']),
  state: z.enum(['running', 'done', 'failed', 'canceled']),
  /** What happens now, or how it ended: one sentence. */
  step: z.string(),
  change: nfcChangeSchema.optional(),
  hosts: z.array(hostEditSchema),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string().optional(),
})

/** The public key that a host's SSH server proves to hold. */
export const hostKeySchema = z.object({
  /** ecdsa-sha2-nistp256, rsa-sha2-512, ... */
  type: z.string(),
  /** As ssh shows it: "SHA256:" and base64 without padding. */
  sha256: z.string(),
})

/** How Palletjack logs in by SSH; the secret itself goes to the vault and never comes back. */
export const sshLoginSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('password'),
    username: z.string().min(1).max(320),
    password: passwordSchema,
  }),
  z.object({
    kind: z.literal('key'),
    username: z.string().min(1).max(320),
    /** OpenSSH or PEM text; RSA or ECDSA, since ESXi in FIPS mode refuses ed25519. */
    privateKey: secretInput(z.string().min(1).max(65_536), 'a private key'),
    passphrase: secretInput(z.string().max(256), 'the passphrase of a private key').optional(),
  }),
  /** The agent of this computer (SSH_AUTH_SOCK, or Pageant). */
  z.object({ kind: z.literal('agent'), username: z.string().min(1).max(320) }),
])

/** A vmkernel adapter as a way for disk copies. */
const adapterSchema = z.object({
  device: z.string(),
  ip: z.string(),
  /** "10.21.0.0/24" */
  subnet: z.string(),
  /** Bytes. */
  mtu: z.number().int(),
  /** Of the fastest card behind it whose link is up, Mbit/s; undefined where none is or vSphere does not tell. */
  linkMbps: z.number().int().optional(),
  portgroup: z.string(),
  /** management, vmotion, vSphereProvisioning, vSphereBackupNFC, ... */
  services: z.array(z.string()),
  /** What speaks against it: under 10 Gbit/s, MTU under 9000. One sentence each. */
  warnings: z.array(z.string()),
})

const migrationNetworkSchema = z.object({
  /**
   * `management`: copies take the way through vCenter; `ready`: a login at the address worked and showed the
   * certificate that vCenter knows; `unchecked`: chosen, not tried since the start of this process.
   */
  state: z.enum(['management', 'unchecked', 'checking', 'ready', 'failed']),
  device: z.string().optional(),
  address: z.string().optional(),
  username: z.string().optional(),
  /** ISO 8601. */
  checkedAt: z.string().optional(),
  problem: problemSchema.optional(),
})

/** One host on the page of hosts. */
export const esxiHostSchema = z.object({
  id: z.string(),
  name: z.string(),
  clusterId: z.string().optional(),
  version: z.string(),
  build: z.string(),
  /** By its version, before anybody logged in; `unknown` for a version that cannot be read. */
  generation: z.enum([...GENERATIONS, 'unknown']),
  connectionState: z.string(),
  /** lockdownDisabled, lockdownNormal or lockdownStrict; empty where vSphere does not tell. */
  lockdownMode: z.string(),
  /** undefined where vSphere does not tell. */
  ssh: z.object({ running: z.boolean(), policy: z.string() }).optional(),
  /** Where SSH is tried: the management adapter, or the host's name. */
  address: z.string(),
  login: z
    .object({ kind: z.enum(['password', 'key', 'agent']), username: z.string(), hasSecret: z.boolean() })
    .optional(),
  hostKey: hostKeySchema.extend({ pinnedAt: z.string() }).optional(),
  /** The last reading, if there was one. */
  nfc: z
    .object({ values: nfcValuesSchema, generation: z.enum(GENERATIONS), verifiedAt: z.string() })
    .optional(),
  /** Disk copies that the scheduler lets run at once, why, and how many run now. */
  copies: z.object({ limit: z.number().int(), because: z.string(), now: z.number().int() }),
  adapters: z.array(adapterSchema),
  network: migrationNetworkSchema,
  /** SSH was opened for an edit and could not be closed again yet. */
  sshLeftOpen: z.object({ since: z.string(), problem: problemSchema.optional() }).optional(),
  /** An edit that an end of the process cut off, and where it stood. */
  unfinished: z.object({ runId: z.string(), at: z.string(), step: z.enum(EDIT_STEPS) }).optional(),
})

export type Generation = (typeof GENERATIONS)[number]
export type EditStepId = (typeof EDIT_STEPS)[number]
export type NfcValues = z.infer<typeof nfcValuesSchema>
export type NfcChange = z.infer<typeof nfcChangeSchema>
export type NfcBackup = z.infer<typeof nfcBackupSchema>
export type NfcReading = z.infer<typeof nfcReadingSchema>
export type EditStep = z.infer<typeof editStepSchema>
export type HostEdit = z.infer<typeof hostEditSchema>
export type EditRun = z.infer<typeof editRunSchema>
export type HostKey = z.infer<typeof hostKeySchema>
export type SshLogin = z.infer<typeof sshLoginSchema>
export type Adapter = z.infer<typeof adapterSchema>
export type MigrationNetwork = z.infer<typeof migrationNetworkSchema>
export type EsxiHost = z.infer<typeof esxiHostSchema>
