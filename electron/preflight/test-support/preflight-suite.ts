/** Preflight over a state directory of its own, with four small rules and an estate to judge. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { FindingFilter, PreflightProgress } from '../../../shared/contract/preflight.ts'
import type { Inventory } from '../../../shared/inventory/model.ts'
import type { PreflightFinding } from '../../../shared/preflight/model.ts'
import type { Rule } from '../../../shared/preflight/rule.ts'
import { ok, type Result } from '../../../shared/problem.ts'
import type { ReportInput } from '../../../shared/report/model.ts'
import { createClusterService } from '../../cluster/cluster-service.ts'
import { createInventoryFileStore } from '../../inventory/inventory-file-store.ts'
import { decodeInventory, encodeInventory } from '../../inventory/inventory-file.ts'
import { createInventorySources } from '../../inventory/sources.ts'
import type { Journal } from '../../journal/service.ts'
import { openJournal } from '../../journal/sqlite-journal.ts'
import { createProviders } from '../../providers/providers.ts'
import type { Providers } from '../../providers/service.ts'
import { createVsphereService } from '../../vsphere/vsphere-service.ts'
import { createPreflight } from '../preflights.ts'
import type { Preflight } from '../service.ts'
import { calm, needy, tiny, tools } from './rules.ts'
import { memoryOnly } from '../../vault/test-support/memory-only.ts'

interface PreflightSuite {
  readonly home: string
  readonly journal: Journal
  readonly providers: Providers
  readonly preflight: Preflight
  /** What the last report was made of. */
  readonly reported: ReportInput | undefined
  /** Ends all of it and begins again with the same state directory. */
  restart(): Promise<void>
  /** Goes on with these rules instead of the four. */
  useRules(rules: readonly Rule[]): void
  /** Makes a source of it; its id. */
  open(inventory: Inventory): Promise<string>
  /** Runs to the end over a source; the id of the run. */
  run(providerId: string): Promise<string>
  find(runId: string, filter?: FindingFilter): Promise<PreflightFinding[]>
  idsOf(runId: string, filter?: FindingFilter): Promise<string[]>
}

/** To be called once at the top of a file; its members are there in each test. */
export function preflightSuite(): PreflightSuite {
  const suite = {} as { -readonly [Member in keyof PreflightSuite]: PreflightSuite[Member] }

  beforeEach(async () => {
    suite.home = mkdtempSync(join(tmpdir(), 'preflight-'))
    suite.reported = undefined
    await begin()
  })
  afterEach(async () => {
    await end()
    rmSync(suite.home, { recursive: true, force: true })
  })

  async function begin(): Promise<void> {
    const { home } = suite
    suite.journal = openJournal(home)
    const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
    suite.providers = createProviders({
      journal: suite.journal,
      vault: await memoryOnly(),
      vsphere: createVsphereService(),
      cluster: createClusterService(),
      sources: createInventorySources(inventoryFiles),
      inventoryFiles,
      mayWriteFiles: false,
      connectsKnown: false,
    })
    suite.useRules([tools, tiny, calm, needy])
  }

  async function end(): Promise<void> {
    await suite.providers.close()
    suite.journal.close()
  }

  return Object.assign(suite, {
    restart: async () => {
      await end()
      await begin()
    },
    useRules: (rules: readonly Rule[]) => {
      suite.preflight = createPreflight({
        journal: suite.journal,
        providers: suite.providers,
        reports: {
          render(input) {
            suite.reported = input
            return Promise.resolve(ok(new File(['report'], 'report.html')))
          },
        },
        codec: { encode: encodeInventory, decode: decodeInventory },
        rules,
        acknowledgements: [{ id: 'backup', title: 'Backups', text: 'Look.', category: 'Critical' }],
        folder: join(suite.home, 'rules'),
      })
    },
    open: async (inventory: Inventory) =>
      value(await suite.providers.openInventoryFile(new Blob([await encodeInventory(inventory)]))).id,
    run: async (providerId: string) => {
      const seen: PreflightProgress[] = []
      for await (const progress of suite.preflight.run({ providerId })) seen.push(progress)
      expect(seen.at(-1)).toMatchObject({ state: 'done' })
      return seen[0]?.runId ?? ''
    },
    find: async (runId: string, filter: FindingFilter = {}) =>
      value(await suite.preflight.findings({ runId, filter, offset: 0, limit: 100 })).findings,
    idsOf: async (runId: string, filter: FindingFilter = {}) =>
      (await suite.find(runId, filter)).map((finding) => finding.id),
  })
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}
