/** An audit log in memory behind the contract, and beside it a provider that has one secret. */
import { createRouterClient, implement } from '@orpc/server'
import { verifyChain } from '../../../shared/audit/chain.ts'
import { entryLine, headerLine } from '../../../shared/audit/export.ts'
import type { AuditEntry, AuditFact } from '../../../shared/audit/model.ts'
import { aLog } from '../../../shared/audit/test-support/a-log.ts'
import { contract } from '../../../shared/contract/contract.ts'
import type { CliBackend } from '../command-context.ts'
import { aProvider } from './invented-providers.ts'
import { anEntry } from './invented-vault.ts'

export interface InventedAudit {
  readonly backend: CliBackend
  /** Adds these, one each second, and answers with the head. */
  record(...facts: readonly AuditFact[]): string
}

export function inventAudit(): InventedAudit {
  const os = implement(contract)
  const facts: AuditFact[] = []
  const entries = (): AuditEntry[] =>
    aLog(
      facts.map((fact, seconds) => {
        const at = new Date(Date.UTC(2026, 10, 28, 1, 0, seconds)).toISOString()
        return { ...fact, at, user: 'ann', shell: 'cli' }
      }),
    ) as AuditEntry[]
  const head = (): string => entries().at(-1)?.hash ?? ''
  const router = {
    audit: {
      list: os.audit.list.handler(({ input: { before = Infinity, limit, actions, subject } }) => {
        const asked = entries().filter(
          (one) =>
            (actions?.includes(one.action) ?? true) &&
            (subject === undefined || `${one.subject}/`.startsWith(`${subject}/`)),
        )
        const page = asked.filter(({ seq }) => seq < before).toReversed()
        return { entries: page.slice(0, limit), total: asked.length }
      }),
      verify: os.audit.verify.handler(({ input }) => verifyChain(entries(), input?.head)),
      export: os.audit.export.handler(() => {
        const lines = [headerLine({ head: head(), entries: facts.length }), ...entries().map(entryLine)]
        return new File([`${lines.join('\n')}\n`], 'audit.jsonl')
      }),
    },
    providers: { list: os.providers.list.handler(() => [aProvider({ id: 'vc-id', name: 'vc' })]) },
    vault: { entries: os.vault.entries.handler(() => [anEntry({ id: 'vc-id', owner: 'vc' })]) },
  }
  return {
    backend: {
      client: createRouterClient(router) as unknown as CliBackend['client'],
      log: { error: () => undefined },
      logOut: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
    record(...added) {
      facts.push(...added)
      return head()
    },
  }
}
