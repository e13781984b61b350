/** A person at the pages, who types secrets by keys alone: what a test sets by script stays in the page's heap. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export type Hands = ReturnType<typeof handsOn>

export function handsOn(page: Page) {
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true })
  const dialog = (name?: string | RegExp): Locator =>
    (name === undefined ? page.getByRole('dialog') : page.getByRole('dialog', { name })).last()
  const type = async (field: Locator, text: string): Promise<void> => {
    await field.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(text)
  }
  const go = (path: string): Promise<void> =>
    page.evaluate((hash) => {
      location.hash = hash
    }, path)
  const download = async (act: () => Promise<void>): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent('download'), act()])
    return file.path()
  }

  /** Through the first run, with a recovery code; answers with that. */
  const setUpVault = async (passphrase: string): Promise<string> => {
    await button('Set up the vault').click()
    const choice = dialog('How should credentials be kept?')
    await type(choice.getByRole('textbox', { name: 'Passphrase', exact: true }), passphrase)
    await type(choice.getByRole('textbox', { name: 'Passphrase again' }), passphrase)
    await button('Next: recovery code').click()
    const sheet = dialog('Write down the recovery code')
    const groups = await sheet
      .getByRole('list', { name: 'Recovery code' })
      .getByRole('listitem')
      .allTextContents()
    expect(groups).toHaveLength(8)
    await button('I have written it down').click()
    for (const field of await sheet.getByRole('textbox', { name: /^Group \d$/ }).all()) {
      const label = await field.evaluate(
        (element: HTMLInputElement) => element.labels?.[0]?.textContent ?? '',
      )
      await type(field, groups[Number(/\d/.exec(label)?.[0]) - 1] ?? '')
    }
    await sheet.getByRole('button', { name: 'Set up the vault' }).click()
    await sheet.waitFor({ state: 'detached' })
    return groups.join('-')
  }

  /** Until none is left: one that is just going takes an Escape to itself. */
  const closeDialogs = async (): Promise<void> => {
    const left = async (): Promise<number> => {
      await page.keyboard.press('Escape')
      return page.getByRole('dialog').count()
    }
    await expect.poll(left, { timeout: 20_000 }).toBe(0)
  }

  /** `works`: whether the secret is the right one. */
  const unlock = async (field: RegExp, secret: string, works: boolean): Promise<void> => {
    const locked = dialog('The vault is locked')
    await type(locked.getByRole('textbox', { name: field }), secret)
    await locked.getByRole('button', { name: 'Unlock the vault' }).click()
    if (works) await locked.waitFor({ state: 'hidden' })
    else await locked.getByRole('alert').waitFor()
  }

  const addVcenter = async (
    its: { readonly url: string; readonly username: string },
    passwords: readonly string[],
  ): Promise<void> => {
    await button('Add a vCenter').click()
    await dialog()
      .getByLabel(/address/)
      .fill(new URL(its.url).host)
    await dialog().getByLabel(/^User/).fill(its.username)
    await dialog().getByLabel(/^Name/).fill('vc')
    await button('Fetch certificate').click()
    await dialog().getByLabel('I trust this certificate').check()
    for (const [index, password] of passwords.entries()) {
      await type(dialog().getByRole('textbox', { name: /^Password/ }), password)
      await button('Connect vCenter').click()
      if (index < passwords.length - 1) await dialog().getByRole('alert').waitFor()
    }
    await dialog().waitFor({ state: 'detached' })
  }

  const addCluster = async (name: string, kubeconfigs: readonly string[]): Promise<void> => {
    await button('Add cluster').click()
    await dialog().getByLabel(/^Name/).fill(name)
    for (const [index, text] of kubeconfigs.entries()) {
      await type(dialog().getByRole('textbox', { name: 'Kubeconfig' }), text)
      await dialog()
        .getByRole('combobox', { name: /^Context/ })
        .waitFor()
      await button('Connect cluster').click()
      if (index < kubeconfigs.length - 1) await dialog().getByRole('alert').waitFor()
    }
    await dialog().waitFor({ state: 'detached' })
  }

  const addClusterByToken = async (
    its: { readonly url: string; readonly caPem: string },
    name: string,
    tokens: readonly string[],
  ) => {
    await button('Add cluster').click()
    await dialog().getByRole('button', { name: /token/i }).click()
    await dialog().getByLabel(/^Name/).fill(name)
    await dialog()
      .getByLabel(/^API address/)
      .fill(its.url)
    await dialog()
      .getByLabel(/^Authority certificate/)
      .fill(its.caPem)
    for (const [index, token] of tokens.entries()) {
      await type(dialog().getByRole('textbox', { name: /^Token/ }), token)
      await button('Connect cluster').click()
      if (index < tokens.length - 1) await dialog().getByRole('alert').waitFor()
    }
    await dialog().waitFor({ state: 'detached' })
  }

  return {
    page,
    closeDialogs,
    button,
    dialog,
    type,
    go,
    download,
    setUpVault,
    unlock,
    addVcenter,
    addCluster,
    addClusterByToken,
  }
}
