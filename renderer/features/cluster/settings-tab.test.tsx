import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { button, showCluster } from './test-support/show-cluster.ts'

afterEach(cleanup)

describe('settings', () => {
  it('name what the cluster says where nothing is decided, and save only what is', async () => {
    const { named } = showCluster('/providers/dst?tab=settings')
    const vddk = await screen.findByRole<HTMLInputElement>('textbox', { name: 'VDDK image' })
    expect(vddk.placeholder).toBe('registry.example.com/vddk:8.0.3')
    const save = () => screen.getByRole('button', { name: 'Save the settings' })
    expect(save().getAttribute('aria-description')).toBe('Nothing was changed.')
    await userEvent.click(vddk)
    await userEvent.paste('registry.example.com/own vddk')
    expect(save().getAttribute('aria-description')).toContain('no spaces')
    await userEvent.clear(vddk)
    await userEvent.paste('registry.example.com/own:1')
    await userEvent.click(screen.getByRole('combobox', { name: /^Transfer network/ }))
    await userEvent.click(await screen.findByRole('option', { name: /^default\/migration-10g/ }))
    await userEvent.click(save())
    expect(await screen.findByText(/^Saved/)).toBeTruthy()
    expect(named('providers.saveClusterSettings')[0]?.input).toEqual({
      id: 'dst',
      settings: {
        vddkImage: 'registry.example.com/own:1',
        transferNetwork: { namespace: 'default', name: 'migration-10g' },
      },
    })
  })

  it('are saved in whatever order they were written', async () => {
    showCluster('/providers/dst?tab=settings')
    for (const name of ['Probe image', 'VDDK image']) {
      await userEvent.click(await screen.findByRole('textbox', { name }))
      await userEvent.paste('registry.example.com/own:1')
    }
    await userEvent.click(await button('Save the settings'))
    expect(await screen.findByText(/^Saved/)).toBeTruthy()
  })

  it('go back to what the cluster says when they are emptied', async () => {
    const settings = { transferNetwork: { namespace: 'gone', name: 'away' }, probeImage: 'r/p:1' }
    const { named } = showCluster('/providers/dst?tab=settings', {}, { settings })
    expect(await screen.findByText(/does not have this attachment now/)).toBeTruthy()
    await userEvent.clear(screen.getByRole('textbox', { name: 'Probe image' }))
    await userEvent.click(screen.getByRole('combobox', { name: /^Transfer network/ }))
    await userEvent.click(await screen.findByRole('option', { name: 'Pod network' }))
    await userEvent.click(await button('Save the settings'))
    await waitFor(() =>
      expect(named('providers.saveClusterSettings')[0]?.input).toEqual({ id: 'dst', settings: {} }),
    )
  })
})
