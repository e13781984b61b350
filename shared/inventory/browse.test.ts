import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aCluster,
  aDatastore,
  aDisk,
  aHost,
  aNetwork,
  anInventory,
  aVm,
} from '../../test/fixtures/inventory.ts'
import { createBrowser, type Browser, type BrowseQuery } from './browse.ts'
import type { Inventory, Vm } from './model.ts'

/** Without words in the folder and the guest that a search would find. */
const aPlainVm = (change: Partial<Vm>): Vm =>
  aVm({ path: 'DC1', guestHostName: '', disks: [aDisk({ file: `${change.id}.vmdk` })], ...change })

const VMS: readonly Vm[] = [
  aPlainVm({ id: 'vm-1', name: 'web-10', folderId: 'web', cpuCount: 4 }),
  aPlainVm({ id: 'vm-2', name: 'web-9', folderId: 'web', powerState: 'poweredOff', hostId: 'host-2' }),
  aPlainVm({
    id: 'vm-3',
    name: 'db-1',
    folderId: 'db',
    isTemplate: true,
    disks: [aDisk({ file: 'db.vmdk' }), aDisk({ file: 'db_1.vmdk', key: 2001 })],
  }),
  aPlainVm({
    id: 'vm-4',
    name: 'lost',
    folderId: 'db',
    connectionState: 'orphaned',
    hostId: 'gone',
    uuid: 'other',
  }),
]

const ESTATE = anInventory({
  folders: [
    { id: 'dc', name: 'DC1', kind: 'datacenter' },
    { id: 'web', name: 'Web', kind: 'vm', parentId: 'dc' },
    { id: 'db', name: 'DB', kind: 'vm', parentId: 'dc' },
  ],
  clusters: [aCluster({ parentId: 'dc' })],
  hosts: [aHost({ name: 'esx-01' }), aHost({ id: 'host-2', name: 'esx-02', datastoreIds: [] })],
  datastores: [aDatastore({ parentId: 'dc' })],
  networks: [aNetwork({ parentId: 'dc' })],
  vms: [...VMS],
})

const asked = (change: Partial<BrowseQuery> = {}): BrowseQuery => ({
  kind: 'vms',
  where: '',
  sort: [],
  offset: 0,
  limit: 100,
  ...change,
})

function pageOf(browser: Browser, change: Partial<BrowseQuery> = {}) {
  const page = browser.query(asked(change))
  if (!page.ok) throw new Error(page.problem.message)
  return page.value
}

function names(change: Partial<BrowseQuery> = {}, inventory: Inventory = ESTATE): unknown[] {
  return pageOf(createBrowser(inventory), change).rows.map((row) => row.values['name'])
}

describe('createBrowser', () => {
  it('filters, sorts and pages', () => {
    expect(names()).toEqual(['db-1', 'lost', 'web-9', 'web-10'])
    expect(names({ where: 'web' })).toEqual(['web-9', 'web-10'])
    expect(names({ where: "power = on and name ~ 'web*'" })).toEqual(['web-10'])
    expect(names({ sort: [{ field: 'cpu', descending: true }], limit: 2 })).toEqual(['web-10', 'db-1'])
    expect(names({ offset: 3 })).toEqual(['web-10'])
    expect(names({ offset: 10 })).toEqual([])
    expect(names({ ids: ['vm-2', 'vm-4', 'nobody'] })).toEqual(['lost', 'web-9'])
    expect(pageOf(createBrowser(ESTATE), { where: 'web', limit: 1 })).toMatchObject({ total: 4, matched: 2 })
  })

  it('answers with the fields asked for, and with all when none is', () => {
    const browser = createBrowser(ESTATE)
    expect(pageOf(browser, { fields: ['cpu', 'host'], where: 'web-10' }).rows).toEqual([
      { id: 'vm-1', values: { cpu: 4, host: 'esx-01' } },
    ])
    const [row] = pageOf(browser).rows
    expect(row?.values).toMatchObject({ name: 'db-1', template: true, migratable: false, disks: 2 })
  })

  it.each<[Partial<BrowseQuery>, string]>([
    [{ where: 'powr = on' }, 'query.unknown-field'],
    [{ where: '(' }, 'query.syntax'],
    [{ fields: ['name', 'nonsense'] }, 'query.unknown-field'],
    [{ sort: [{ field: 'nonsense', descending: false }] }, 'query.unknown-field'],
    [{ within: { tree: 'folders', id: 'host-1' } }, 'query.unknown-place'],
    [{ kind: 'hosts', where: 'disks > 2' }, 'query.unknown-field'],
  ])('%o is a problem', (change, code) => {
    expect(createBrowser(ESTATE).query(asked(change))).toMatchObject({ ok: false, problem: { code } })
  })

  it('finds ids in the order of the inventory, and which of them can be migrated', () => {
    const browser = createBrowser(ESTATE)
    expect(browser.ids({ kind: 'vms', where: '' })).toEqual({
      ok: true,
      value: { ids: ['vm-1', 'vm-2', 'vm-3', 'vm-4'], migratable: ['vm-1', 'vm-2'] },
    })
    expect(browser.ids({ kind: 'hosts', where: 'esx-02' })).toEqual({
      ok: true,
      value: { ids: ['host-2'], migratable: [] },
    })
    expect(browser.ids({ kind: 'vms', where: 'x = 1' })).toMatchObject({ ok: false })
  })

  it('has one VM with what is around it', () => {
    const browser = createBrowser(ESTATE)
    expect(browser.vm('vm-3')).toMatchObject({
      vm: { id: 'vm-3' },
      host: { name: 'esx-01' },
      cluster: { name: 'prod' },
      datastores: [{ name: 'gold' }],
      networks: [{ name: 'VM Network' }],
    })
    expect(browser.vm('vm-3')?.findings.map((finding) => finding.rule)).toContain('vm-template')
    expect(browser.vm('vm-4')).not.toHaveProperty('host')
    expect(browser.vm('nobody')).toBeUndefined()
  })

  it.each<[BrowseQuery['kind'], NonNullable<BrowseQuery['within']>, string[]]>([
    ['vms', { tree: 'folders', id: 'web' }, ['web-9', 'web-10']],
    ['vms', { tree: 'hosts', id: 'host-2' }, ['web-9']],
    ['vms', { tree: 'hosts', id: 'cluster-1' }, ['db-1', 'web-9', 'web-10']],
    ['vms', { tree: 'datastores', id: 'dc' }, ['db-1', 'lost', 'web-9', 'web-10']],
    ['hosts', { tree: 'hosts', id: 'host-1' }, ['esx-01']],
    ['hosts', { tree: 'folders', id: 'db' }, ['esx-01']],
    ['hosts', { tree: 'folders', id: 'dc' }, ['esx-01', 'esx-02']],
    ['hosts', { tree: 'datastores', id: 'datastore-1' }, ['esx-01']],
    ['hosts', { tree: 'networks', id: 'network-1' }, ['esx-01', 'esx-02']],
    ['clusters', { tree: 'hosts', id: 'dc' }, ['prod']],
    ['clusters', { tree: 'hosts', id: 'host-1' }, []],
    ['clusters', { tree: 'datastores', id: 'datastore-1' }, ['prod']],
    ['datastores', { tree: 'hosts', id: 'host-1' }, ['gold']],
    ['datastores', { tree: 'folders', id: 'web' }, ['gold']],
    ['networks', { tree: 'networks', id: 'dc' }, ['VM Network']],
    ['networks', { tree: 'hosts', id: 'host-2' }, ['VM Network']],
  ])('%s within %o', (kind, within, expected) => {
    expect(names({ kind, within })).toEqual(expected)
  })

  it('has the trees', () => {
    expect(createBrowser(ESTATE).tree('folders')).toEqual([
      { id: 'dc', name: 'DC1', kind: 'datacenter', vms: 4 },
      { id: 'db', parentId: 'dc', name: 'DB', kind: 'folder', vms: 2 },
      { id: 'web', parentId: 'dc', name: 'Web', kind: 'folder', vms: 2 },
    ])
  })
})

describe('pages', () => {
  it('are a partition of all that matches', () => {
    const vm = fc.record({
      name: fc.constantFrom('a1', 'a01', 'A1', 'b', ''),
      cpuCount: fc.integer({ min: 1, max: 3 }),
    })
    const where = fc.constantFrom('', 'a', 'cpu > 1', "name = ''")
    const field = fc.constantFrom('name', 'cpu', 'clean-power-off')
    const sort = fc.array(fc.record({ field, descending: fc.boolean() }), { maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(vm),
        where,
        sort,
        fc.integer({ min: 1, max: 4 }),
        (changes, query, order, limit) => {
          const vms = changes.map((change, i) => aVm({ id: `vm-${i}`, ...change }))
          const browser = createBrowser(anInventory({ vms }))
          const whole = pageOf(browser, { where: query, sort: order })
          const pages = Array.from({ length: Math.ceil(whole.matched / limit) + 1 }, (_, i) =>
            pageOf(browser, { where: query, sort: order, limit, offset: i * limit }),
          )
          expect(pages.flatMap((page) => page.rows)).toEqual(whole.rows)
          const ids = browser.ids({ kind: 'vms', where: query })
          expect(ids.ok && ids.value.ids.toSorted()).toEqual(whole.rows.map((row) => row.id).sort())
        },
      ),
    )
  })
})

describe('the browser of the next state', () => {
  const critical = (browser: Browser, where: string) =>
    pageOf(browser, { where, fields: ['critical', 'findings'] }).rows.map((row) => row.values)

  it('keeps judgements of VMs that are the same, and makes others anew', () => {
    const first = createBrowser(ESTATE)
    const before = first.vm('vm-3')?.findings[0]
    const changed = aVm({ ...VMS[0]!, disks: [] })
    const second = createBrowser({ ...ESTATE, vms: [changed, ...VMS.slice(1)] }, first)
    expect(critical(second, 'web-10')).toEqual([
      { critical: 2, findings: ['disk-none', 'duplicate-bios-uuid'] },
    ])
    expect(second.vm('vm-4')?.findings[0]).toBe(createBrowser(ESTATE, second).vm('vm-4')?.findings[0])
    expect(before?.rule).toBe('vm-template')
  })

  it('judges anew when a datastore changed', () => {
    const first = createBrowser(ESTATE)
    expect(critical(first, 'web-10')).toMatchObject([{ critical: 1 }])
    const datastores = [aDatastore({ parentId: 'dc', accessible: false })]
    expect(critical(createBrowser({ ...ESTATE, datastores }, first), 'web-10')).toMatchObject([
      { critical: 2 },
    ])
  })

  it('judges anew when a VM of the same UUID has another name', () => {
    const first = createBrowser(ESTATE)
    const message = (browser: Browser) => browser.vm('vm-1')?.findings[0]?.message
    expect(message(first)).toContain('web-9')
    const vms = VMS.map((vm) => (vm.id === 'vm-2' ? { ...vm, name: 'renamed' } : vm))
    expect(message(createBrowser({ ...ESTATE, vms }, first))).toContain('renamed')
  })

  it('judges anew when a VM with the same disk came or went', () => {
    const alone = anInventory({ vms: [VMS[0]!] })
    const twin = aPlainVm({ id: 'vm-5', uuid: 'another', disks: VMS[0]!.disks })
    const second = createBrowser({ ...alone, vms: [VMS[0]!, twin] }, createBrowser(alone))
    expect(critical(second, 'web-10')).toMatchObject([{ findings: ['disk-shared'] }])
    expect(critical(createBrowser(alone, second), '')).toMatchObject([{ findings: [] }])
  })

  it('judges anew when a VM of the same UUID came or went', () => {
    const alone = anInventory({ vms: [VMS[0]!] })
    const first = createBrowser(alone)
    expect(critical(first, '')).toMatchObject([{ findings: [] }])
    const second = createBrowser({ ...alone, vms: [VMS[0]!, VMS[1]!] }, first)
    expect(critical(second, 'web-10')).toMatchObject([{ findings: ['duplicate-bios-uuid'] }])
    expect(critical(createBrowser(alone, second), '')).toMatchObject([{ findings: [] }])
  })
})
