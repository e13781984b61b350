import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { aDisk } from '../../test/fixtures/inventory.ts'
import { run } from './program.ts'
import { inventBackend, type InventedBackend } from './test-support/invented-backend.ts'
import { inventedVm } from './test-support/invented-data.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

let context: InventedContext
let backend: InventedBackend
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-rows-'))
  backend = inventBackend({
    vms: [
      inventedVm('vm-1', 'web-01', { memoryMiB: 2048 }),
      inventedVm('vm-2', 'db-01', { memoryMiB: 8192, disks: [aDisk(), aDisk({ key: 2001 })] }),
      inventedVm('vm-3', '=cmd', { powerState: 'poweredOff', ipAddresses: ['192.0.2.1', '192.0.2.2'] }),
    ],
  })
  context = inventContext({ backend })
})
afterEach(() => {
  context.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const palletjack = (...args: string[]) =>
  run([...args, ...(args.includes('fields') ? [] : ['--lab', '--home', context.home])], context)

describe('palletjack inventory', () => {
  it('prints those that match as a table, and how many there are', async () => {
    expect(
      await palletjack('inventory', 'vms', '--where', "power = on and memory > 4GiB and name ~ 'db*'"),
    ).toBe(0)
    expect(context.out()).toContain('db-01')
    expect(context.out()).toContain('8.0 GiB')
    expect(context.out()).not.toContain('web-01')
    expect(context.err()).toContain('1 of 3 VMs match.')
    expect(backend.closed).toBe(true)
  })

  it('sorts and limits', async () => {
    await palletjack(
      'inventory',
      'vms',
      '--sort',
      '-memory,name',
      '--fields',
      'name',
      '--limit',
      '2',
      '-o',
      'json',
    )
    expect(JSON.parse(context.out())).toEqual([{ name: 'db-01' }, { name: '=cmd' }])
    expect(context.err()).toContain('3 of 3 VMs match, 2 shown.')
  })

  it.each([
    ['json', (text: string) => JSON.parse(text) as unknown],
    ['yaml', (text: string) => parse(text) as unknown],
  ])('writes %s with the types of the fields', async (format, read) => {
    await palletjack(
      'inventory',
      'vms',
      '--where',
      'power = off',
      '--fields',
      'name,memory,ip,template',
      '-o',
      format,
    )
    expect(read(context.out())).toEqual([
      { name: '=cmd', memory: 2048 * 2 ** 20, ip: ['192.0.2.1', '192.0.2.2'], template: false },
    ])
  })

  it('writes CSV that no spreadsheet takes for a formula', async () => {
    await palletjack(
      'inventory',
      'vms',
      '--where',
      'power = off',
      '--fields',
      'name,ip,template',
      '-o',
      'csv',
    )
    expect(context.out()).toBe("name,ip,template\n'=cmd,192.0.2.1; 192.0.2.2,no\n")
  })

  it('writes every field where no table is wanted', async () => {
    await palletjack('inventory', 'vms', '--limit', '1', '-o', 'json')
    const [row = {}] = JSON.parse(context.out()) as object[]
    expect(Object.keys(row).length).toBeGreaterThan(40)
  })

  it('knows the other kinds', async () => {
    expect(await palletjack('inventory', 'datastores', '-o', 'json', '--fields', 'name,size')).toBe(0)
    expect(JSON.parse(context.out())).toEqual([{ name: 'gold', size: 2 ** 40 }])
  })

  it.each([
    [['--where', 'nmae = x'], /where: .*nmae/],
    [['--where', 'power = '], /where/],
    [['--where', '  '], /--where is empty/],
    [['--fields', 'name,colour'], /--fields: .*colour/],
    [['--sort', '-colour'], /--sort: .*colour/],
    [['--sort', 'a,b,c,d'], /at most three/],
    [['--limit', 'many'], /--limit/],
    [['--limit', '0'], /--limit/],
    [['-o', 'xml'], /xml/],
    [['--inventory', 'x.gz'], /--inventory/],
    [['--vcenter', 'vc'], /--lab/],
  ])('refuses %j before anything is loaded', async (args, message) => {
    expect(await palletjack('inventory', 'vms', ...args)).toBe(2)
    expect(context.err()).toMatch(message)
    expect(context.created).toEqual([])
  })

  it('explains the language and its fields', async () => {
    expect(await palletjack('inventory', 'fields')).toBe(0)
    expect(context.out()).toContain('Fields of vms:')
    expect(
      context
        .out()
        .split('\n')
        .every((line) => line.length <= 80),
    ).toBe(true)
    expect(await palletjack('inventory', 'fields', 'hosts')).toBe(0)
    expect(context.out()).toContain('Fields of hosts:')
  })
})

describe('palletjack inventory save', () => {
  it('writes a file for this user only, and never over another one unasked', async () => {
    const file = join(folder, 'vc.json.gz')
    expect(await palletjack('inventory', 'save', file)).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('saved')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeFileSync(file, 'mine')
    expect(await palletjack('inventory', 'save', file)).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    expect(context.err()).toContain('exists already')
    expect(await palletjack('inventory', 'save', file, '--force')).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('saved')
  })

  it('says why a file cannot be written', async () => {
    const file = join(folder, 'no', 'such', 'folder.gz')
    expect(await palletjack('inventory', 'save', file)).toBe(1)
    expect(context.err()).toContain('could not be written')
    expect(existsSync(file)).toBe(false)
  })
})

describe('palletjack migrate --where', () => {
  const migrate = (...args: string[]) => palletjack('migrate', '--target-namespace', 'demo', '--yes', ...args)

  it('puts what matches into the plan, beside what is named, each once', async () => {
    await migrate('--where', 'memory > 4GiB', '--vm', 'web-01', 'db-01')
    expect(backend.plans[0]?.vms.map((vm) => vm.vmId).sort()).toEqual(['vm-1', 'vm-2'])
  })

  it('refuses a query that matches nothing', async () => {
    expect(await migrate('--where', 'cpu > 500')).toBe(2)
    expect(context.err()).toContain('No VM matches')
    expect(backend.plans).toEqual([])
  })

  it('refuses, with names, what cannot be migrated', async () => {
    backend = inventBackend({
      vms: [inventedVm('vm-1', 'golden', { isTemplate: true }), inventedVm('vm-2', 'web-01')],
    })
    context.dispose()
    context = inventContext({ backend })
    expect(await migrate('--where', "name ~ '*'")).toBe(2)
    expect(context.err()).toContain('golden')
    await migrate('--where', "name ~ '*' and migratable")
    expect(backend.plans[0]?.vms.map((vm) => vm.vmId)).toEqual(['vm-2'])
  })
})
