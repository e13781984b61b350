/** ConfigStore: the database that holds a newer host's settings, as far as its key esx/services/hostd. */
import { member } from './read-nfc.ts'
import { NFC_DEFAULTS } from './hostd-config.ts'

export interface ConfigStore {
  /** Whether the database has settings of hostd: from 7.0 U2 on. */
  readonly holdsHostd: boolean
  /** The settings as the host prints them. */
  get(): string
  /** A sentence where the document is refused; nothing is changed then. */
  set(document: string): string | undefined
  schema(): string
}

const SETTINGS = {
  log: { level: 'verbose', output_to_syslog: true, max_file_num: 8, max_file_size: 524_288 },
  vmacore: {
    ssl: { do_version_check: false, handshake_timeout_ms: 120_000 },
    thread_pool: { io_min: 2, io_max: 44, task_min: 2, task_max: 44 },
    soap: { session_timeout: 30, max_session_count: 500 },
    http: { read_timeout_ms: 600_000 },
  },
  plugins: {
    hostsvc: { enabled: true, state_flush_interval: 300, storage: { inquiry_timeout: 10 } },
    vimsvc: { enabled: true, auth_validate_interval: 1440 },
    vmsvc: { enabled: true, max_memory: 0 },
    nfcsvc: {
      enabled: true,
      max_memory: NFC_DEFAULTS.maxMemory,
      max_stream_memory: NFC_DEFAULTS.maxStreamMemory,
    },
    solo: { enabled: true, enable_mob: false },
    statssvc: { enabled: true, interval: 20 },
  },
  nfc: { loglevel: 'error' },
}

interface Schema {
  readonly type: string
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: false
}

export function createConfigStore(holdsHostd: boolean): ConfigStore {
  let current: unknown = SETTINGS
  const schema = schemaOf(SETTINGS)
  return {
    holdsHostd,
    get: () => `${JSON.stringify(current, null, 3)}\n`,
    set: (document) => {
      let wanted: unknown
      try {
        wanted = JSON.parse(document)
      } catch {
        return 'Input is not a JSON document'
      }
      const refusal = unfit(wanted, schema, '')
      if (refusal === undefined) current = wanted
      return refusal
    },
    schema: () =>
      `${JSON.stringify({ component: 'esx', config_group: 'services', key: 'hostd', vital: true, schema }, null, 3)}\n`,
  }
}

/** A schema that the settings fit, with every value as the default. */
function schemaOf(value: unknown): Schema {
  if (typeof value === 'boolean') return { type: 'boolean', default: value }
  if (typeof value === 'number') return { type: 'integer', default: value, minimum: 0, maximum: 2 ** 31 - 1 }
  if (typeof value !== 'object' || value === null) return { type: 'string', default: value }
  const properties = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, schemaOf(one)]))
  return { type: 'object', properties, additionalProperties: false }
}

/** What is wrong with a document, in the words of the host's tool. */
function unfit(value: unknown, schema: Schema, path: string): string | undefined {
  const at = path === '' ? 'the document' : path
  if (schema.properties === undefined) return unfitLeaf(value, schema, at)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is not an object`
  for (const key of Object.keys(value)) {
    const below = path === '' ? key : `${path}.${key}`
    const known = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined
    if (known === undefined) return `Unknown property ${below}`
    const refusal = unfit(member(value, key), known, below)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function unfitLeaf(value: unknown, schema: Schema, at: string): string | undefined {
  if (schema.type === 'integer') {
    const { minimum = 0, maximum = 0 } = schema
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum
    return fits ? undefined : `${at} is not a whole number from ${minimum} to ${maximum}`
  }
  return typeof value === schema.type ? undefined : `${at} is not a ${schema.type}`
}
