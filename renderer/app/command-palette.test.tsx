import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../shared/provider/model.ts'
import { Topic } from '../../shared/topic.ts'
import { inventedRun, inventedVmView } from '../features/run/test-support/invented-runs.ts'
import { fakeWorld } from '../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../test-support/invented.ts'
import { showAt } from '../test-support/render.tsx'
import type { AppRouter } from './router.tsx'

afterEach(cleanup)

/** The application with something of each kind that the palette lists. */
async function showAll() {
  const run = inventedRun([inventedVmView('app-01')])
  const world = fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    runs: new Topic([run]),
    run: new Topic<typeof run | undefined>(run),
  })
  const shown = showAt('/settings', world)
  await screen.findByText('vcenter-01')
  return { ...shown, world }
}

async function openPalette(): Promise<HTMLElement> {
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
  const list = await screen.findByRole('listbox', { name: 'Commands' })
  await within(list).findByText('wave-1 (running)')
  return list
}

const options = (list: HTMLElement) => within(list).queryAllByRole('option')
const texts = (list: HTMLElement) => options(list).map((one) => one.firstChild?.textContent ?? '')
const isChosen = (option: HTMLElement) => option.getAttribute('aria-selected') === 'true'

describe('the palette', () => {
  it('opens by Ctrl+K, is filtered by words in any order, and says when nothing fits', async () => {
    await showAll()
    const list = await openPalette()
    const input = screen.getByRole('combobox', { name: 'Search or command' })
    expect(document.activeElement).toBe(input)
    fireEvent.change(input, { target: { value: 'vcenter-01 PRE' } })
    expect(texts(list)).toEqual(['Preflight of vcenter-01'])
    fireEvent.change(input, { target: { value: 'no such thing' } })
    expect(options(list)).toEqual([])
    expect(screen.getByRole('status', { name: '' }).textContent).toBe('Nothing is called that here.')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull())
  })

  it('is walked with the arrows, around its end, and Enter goes there', async () => {
    const { router } = await showAll()
    const list = await openPalette()
    await userEvent.keyboard('pre')
    expect(texts(list)).toEqual(['Preflight', 'Preflight of vcenter-01'])
    expect(options(list).map(isChosen)).toEqual([true, false])
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}')
    expect(options(list).map(isChosen)).toEqual([false, true])
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(router.state.location.pathname).toBe('/preflight'))
    expect(router.state.location.search).toMatchObject({ source: 'src' })
  })

  it('leads to a screen with each of its entries, or does what it says', async () => {
    const shown = await showAll()
    const entries = texts(await openPalette()).filter(
      (text) => !VAULT_PARTS.has(text) && text !== 'Set up the vault',
    )
    expect(await ledBy(entries, shown.router)).toEqual({
      'New migration': '/wizard/connect',
      Overview: '/',
      Providers: '/providers',
      Inventory: '/inventory',
      Hosts: '/hosts',
      Preflight: '/preflight',
      Plans: '/plans',
      Reports: '/reports',
      Vault: '/vault',
      Activity: '/activity',
      Settings: '/settings',
      'Preflight of vcenter-01': '/preflight?source=src',
      'ESXi hosts of vcenter-01': '/hosts?source=src',
      'ocp-prod': '/providers/dst',
      'wave-1 (running)': '/runs/run-1',
    })
    const saved = shown.world.calls.filter(({ name }) => name === 'session.saveSettings')
    expect(saved.map(({ input }) => input)).toEqual(
      ['system', 'light', 'dark', 'contrast'].map((theme) => ({ theme })),
    )
  })

  it('opens the dialog that sets the vault up', async () => {
    await showAll()
    fireEvent.click(within(await openPalette()).getByText('Set up the vault'))
    await screen.findByRole('dialog', { name: 'How should credentials be kept?' })
  })

  it('leads to each part of the Vault screen', async () => {
    const { router } = await showAll()
    const labels = [...VAULT_PARTS.keys()]
    expect(texts(await openPalette())).toEqual(expect.arrayContaining(labels))
    expect(await ledBy(labels, router)).toEqual(Object.fromEntries(VAULT_PARTS))
  })
})

const VAULT_PARTS: ReadonlyMap<string, string> = new Map([
  ['Credentials that are stored', '/vault?tab=stored'],
  ['Ways to open the vault: passphrase, recovery code, keychain', '/vault?tab=ways'],
  ['Export or import an encrypted copy of the vault', '/vault?tab=copies'],
  ['Audit log of the vault', '/vault?tab=audit'],
  ['Verify the audit log', '/vault?tab=audit&do=verify'],
  ['Forget everything in the vault', '/vault?tab=stored&do=forget'],
])

/** Chooses each entry in turn; answers where each one led. */
async function ledBy(labels: readonly string[], router: AppRouter) {
  const went: string[] = []
  router.subscribe('onBeforeNavigate', ({ toLocation }) => void went.push(toLocation.href))
  const led: Record<string, string | undefined> = {}
  for (const text of labels) {
    const before = went.length
    const option = options(await openPalette()).find((one) => one.firstChild?.textContent === text)
    fireEvent.click(option as HTMLElement)
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull())
    await waitFor(() => expect(router.state.status).toBe('idle'))
    expect(screen.queryByText('There is no such screen')).toBeNull()
    led[text] = went[before]
  }
  return led
}
