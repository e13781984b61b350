import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { auditActionSchema, type AuditVerdict } from '../../../shared/audit/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { ACTION_WORDS, KINDS } from './audit-words.ts'
import { lockedVault, openVault } from './test-support/fake-vault.ts'
import { inventedEntries, inventedLog } from './test-support/invented-vault.ts'

beforeEach(() => {
  // Not in jsdom.
  URL.createObjectURL = () => 'blob:log'
  URL.revokeObjectURL = () => undefined
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function show(change: Partial<FakeWorld> = {}, more = '') {
  const world = fakeWorld({
    vault: new Topic<VaultStatus>(openVault()),
    vaultEntries: inventedEntries(),
    audit: inventedLog(450),
    ...change,
  })
  const { router } = showAt(`/vault?tab=audit${more}`, world)
  const grid = await screen.findByRole('grid', { name: 'Audit log' })
  const count = () => Number(grid.getAttribute('aria-rowcount')) - 1
  return { world, router, grid, count }
}

it('has a word for each action, and each belongs to one kind', () => {
  const kinds = Object.values(KINDS).flatMap(({ actions }) => actions)
  expect(kinds.toSorted()).toEqual(auditActionSchema.options.toSorted())
  expect(new Set(Object.values(ACTION_WORDS)).size).toBe(auditActionSchema.options.length)
})

describe('the log', () => {
  it('shows the newest first, and reads on to the oldest', async () => {
    const { world, grid, count } = await show()
    await within(grid).findByText('450')
    expect(count()).toBe(450)
    const asked = () =>
      world.calls.filter(({ name }) => name === 'audit.list').map(({ input }) => input as { before?: number })
    expect(asked().map(({ before }) => before)).toEqual([undefined])
    const frame = grid.parentElement as HTMLElement
    frame.scrollTop = 450 * 32
    fireEvent.scroll(frame)
    await within(grid).findByText('to log in to vc.example.com, time 3')
    expect(asked().map(({ before }) => before)).toEqual([undefined, 251, 51])
    expect(count()).toBe(450)
  })

  it('shows one kind of actions, of one credential', async () => {
    const { router, grid, count } = await show({
      audit: [...inventedLog(9, 'src/luks/vm-7'), ...inventedLog(3, 'dst')],
    })
    await userEvent.click(screen.getByRole('combobox', { name: 'Actions' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Uses' }))
    await waitFor(() => expect(count()).toBe(4))
    await userEvent.click(screen.getByRole('combobox', { name: 'Credential' }))
    await userEvent.click(
      await screen.findByRole('option', { name: 'Password of administrator@vsphere.local, of vcenter-01' }),
    )
    await waitFor(() => expect(count()).toBe(3))
    expect(grid.textContent).toContain('Passphrases of encrypted disks of db-01, of vcenter-01')
    expect(router.state.location.search).toEqual({ tab: 'audit', act: 'use', of: 'src' })
  })

  it('can be asked for one that was forgotten', async () => {
    const { count } = await show({ audit: inventedLog(6, 'old/esxi/host-1/ssh') }, '&of=old')
    await waitFor(() => expect(count()).toBe(2))
    expect(screen.getByRole('combobox', { name: 'Credential' }).textContent).toBe('old')
  })

  it('shows one entry whole', async () => {
    const { grid } = await show()
    await userEvent.click(await within(grid).findByText('to log in to vc.example.com, time 450'))
    const drawer = within(await screen.findByRole('dialog', { name: '450: Used' }))
    expect(drawer.getByText((450).toString(16).padStart(64, '0'))).toBeTruthy()
    expect(drawer.getByText('Desktop application')).toBeTruthy()
  })

  it('follows what becomes of the vault', async () => {
    const { world, count } = await show({ audit: inventedLog(3) })
    await waitFor(() => expect(count()).toBe(3))
    world.audit = inventedLog(4)
    world.vault.set(lockedVault())
    await waitFor(() => expect(count()).toBe(4))
  })

  it('says why it cannot be read', async () => {
    const world = fakeWorld({ vault: new Topic<VaultStatus>(openVault()) })
    world.refusals.set('audit.list', {
      code: 'audit.unreadable',
      message: 'The log cannot be read.',
      remedy: 'Look at the disk.',
    })
    showAt('/vault?tab=audit', world)
    await screen.findByText('The log cannot be read.')
  })

  it('is exported as a file', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    await show()
    await userEvent.click(screen.getByRole('button', { name: 'Export the log' }))
    await waitFor(() => expect(clicked).toHaveBeenCalledOnce())
  })
})

describe('the verdict', () => {
  const HEAD = 'ab'.repeat(32)
  const verify = async (auditVerdict: AuditVerdict) => {
    const { world } = await show({ auditVerdict })
    await userEvent.click(screen.getByRole('button', { name: 'Verify the log' }))
    return { world, panel: within(await screen.findByRole('region', { name: 'Verdict on the log' })) }
  }

  it('shows the head of a whole log, which can be copied and compared later', async () => {
    const { world, panel } = await verify({ state: 'whole', entries: 450, head: HEAD })
    expect(panel.getByRole('status').textContent).toMatch(/^Whole: 450 entries/)
    expect(panel.getByText(HEAD)).toBeTruthy()
    await userEvent.setup().click(panel.getByRole('button', { name: 'Copy' }))
    expect(await navigator.clipboard.readText()).toBe(HEAD)
    const compare = panel.getByRole('button', { name: 'Compare' })
    expect(compare.getAttribute('aria-description')).toMatch(/64 characters/)
    world.auditVerdict = { state: 'whole', entries: 451, head: HEAD, noted: 450 }
    await fillIn(panel.getByRole('textbox'), ` ${HEAD.toUpperCase()} `)
    await userEvent.click(panel.getByRole('button', { name: 'Compare' }))
    await panel.findByText(/is that of entry 450/)
    expect(world.calls.filter(({ name }) => name === 'audit.verify').map(({ input }) => input)).toEqual([
      undefined,
      { head: HEAD },
    ])
    await userEvent.click(panel.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('region', { name: 'Verdict on the log' })).toBeNull()
  })

  it('says where a log is broken, and what that means', async () => {
    const { panel } = await verify({
      state: 'broken',
      seq: 17,
      message: 'The hash of entry 17 does not fit.',
    })
    expect(panel.getByRole('alert').textContent).toMatch(/^Not whole, from entry 17 on/)
    expect(panel.getByText('The hash of entry 17 does not fit.')).toBeTruthy()
    expect(panel.getByText(/those after it prove nothing/)).toBeTruthy()
  })
})
