/** `palletjack audit list` and `export`. */
import { auditActionSchema, type AuditAction, type AuditEntry } from '../../shared/audit/model.ts'
import { readHeader } from '../../shared/audit/export.ts'
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import { entriesText, NOTE_IT } from './audit-text.ts'
import { guarded, printJson, withClient } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault } from './outcome.ts'
import { printable } from './text.ts'
import { checkNew, writeNew } from './write-new.ts'
import type { CommandContext } from './command-context.ts'

export interface RawAuditListOptions {
  readonly action?: readonly string[]
  readonly of?: string
  readonly limit: string
  readonly before?: string
  readonly home?: string
  readonly json?: boolean
}

export function auditList(context: CommandContext, raw: RawAuditListOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const asked = listRequest(raw)
    if (!asked.ok) return asked
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const found = await readEntries(client, asked.value, interrupts.first)
      if (!found.ok) return found
      if (raw.json === true) {
        printJson(context, found.value)
        return ok(EXIT.ok)
      }
      const names = await namesOf(client, interrupts.first)
      if (!names.ok) return names
      const { entries, total } = found.value
      context.stdout.write(entriesText(entries, total, names.value, context.stdout.columns))
      return ok(EXIT.ok)
    })
  })
}

interface ListRequest {
  readonly actions?: AuditAction[]
  readonly of?: string
  readonly limit: number
  readonly before?: number
}

function listRequest(raw: RawAuditListOptions): Result<ListRequest> {
  const limit = wholeNumber('--limit', raw.limit)
  if (!limit.ok) return limit
  const before = raw.before === undefined ? ok(undefined) : wholeNumber('--before', raw.before)
  if (!before.ok) return before
  const actions: AuditAction[] = []
  for (const typed of raw.action ?? []) {
    const action = auditActionSchema.safeParse(typed).data
    if (action === undefined)
      return inputFault(
        'action',
        `No entry of the audit log has an action ${typed}.`,
        `There are ${auditActionSchema.options.join(', ')}.`,
      )
    actions.push(action)
  }
  return ok({
    limit: limit.value,
    ...(before.value !== undefined && { before: before.value }),
    ...(actions.length > 0 && { actions }),
    ...(raw.of !== undefined && { of: raw.of }),
  })
}

function wholeNumber(flag: string, text: string): Result<number> {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0
  if (value > 0) return ok(value)
  return inputFault(
    flag.slice(2),
    `${flag} has to be a whole number from 1 up, not "${text}".`,
    `Give ${flag} a number.`,
  )
}

/** Most that one call answers with. */
const PAGE = 500

async function readEntries(
  client: Client,
  { of, limit, before, ...asked }: ListRequest,
  signal: AbortSignal,
): Promise<Result<{ entries: AuditEntry[]; total: number }>> {
  const subject = of === undefined ? ok(undefined) : await subjectOf(client, of, signal)
  if (!subject.ok) return subject
  const about = subject.value === undefined ? {} : { subject: subject.value }
  const entries: AuditEntry[] = []
  for (;;) {
    const most = Math.min(PAGE, limit - entries.length)
    const from = entries.at(-1)?.seq ?? before
    const query = { ...asked, ...about, limit: most, ...(from !== undefined && { before: from }) }
    const page = await attempt(client.audit.list(query), signal)
    if (!page.ok) return page
    entries.push(...page.value.entries)
    if (page.value.entries.length < most || entries.length >= limit)
      return ok({ entries, total: page.value.total })
  }
}

/** The id of a provider by its name; what is no name is taken as an id, since a secret may be forgotten by now. */
async function subjectOf(client: Client, of: string, signal: AbortSignal): Promise<Result<string>> {
  const providers = await attempt(client.providers.list(), signal)
  return providers.ok ? ok(providers.value.find(({ name }) => name === of)?.id ?? of) : providers
}

/** What people call a secret: as the vault tells it, else by its provider, else by as much of the id as tells it apart. */
async function namesOf(client: Client, signal: AbortSignal): Promise<Result<(id: string) => string>> {
  const known = await attempt(client.vault.entries(), signal)
  if (!known.ok) return known
  const providers = await attempt(client.providers.list(), signal)
  if (!providers.ok) return providers
  const secrets = new Map(
    known.value.map(({ id, owner, what }) => [id, owner === '' ? what : `${owner}: ${what}`]),
  )
  const names = new Map(providers.value.map(({ id, name }) => [id, name]))
  return ok((id) => {
    const [owner = '', ...below] = id.split('/')
    const name = names.get(owner) ?? (UUID.test(owner) ? `${owner.slice(0, 8)}...` : owner)
    return secrets.get(id) ?? [name, ...below].join('/')
  })
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface RawAuditExportOptions {
  readonly force?: boolean
  readonly home?: string
  readonly json?: boolean
}

export function auditExport(
  context: CommandContext,
  file: string,
  raw: RawAuditExportOptions,
): Promise<ExitCode> {
  const force = raw.force === true
  return guarded(context, raw.json === true, async (interrupts) => {
    const free = checkNew(file, force)
    if (!free.ok) return free
    return withClient(context, { home: raw.home }, interrupts, async (client) => {
      const exported = await attempt(client.audit.export(), interrupts.first)
      if (!exported.ok) return exported
      const written = await writeNew(file, exported.value, force)
      if (!written.ok) return written
      const [first = ''] = (await exported.value.slice(0, 1000).text()).split('\n')
      const { entries = 0, head = '' } = readHeader(first) ?? {}
      if (raw.json === true) printJson(context, { file, entries, head })
      else {
        const held = formatCount(entries, 'entry', 'entries')
        context.stdout.write(
          `The audit log is in ${printable(file)}: ${held}.\nHead: ${head === '' ? '-' : head}\n${NOTE_IT}\n`,
        )
      }
      return ok(EXIT.ok)
    })
  })
}
