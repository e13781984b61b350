import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { createStyleCache, ThemeRoot } from '../theme/theme-root.tsx'
import { prepareJsdom } from '../test-support/render.tsx'
import { ProblemCard, problemText } from './problem-card.tsx'

afterEach(cleanup)

const problem = {
  code: 'vsphere.invalid-login',
  message: 'vCenter vcenter-01 refused the user name or the password.',
  meaning: 'Nothing was changed.',
  remedy: 'Type both again.',
  detail: 'InvalidLogin',
}

describe('the problem card', () => {
  it('shows what happened, what it means for the data, and what to do', () => {
    prepareJsdom()
    render(
      <ThemeRoot cache={createStyleCache()} setting="light">
        <ProblemCard problem={problem} />
      </ThemeRoot>,
    )
    const card = screen.getByRole('alert')
    for (const text of Object.values(problem)) expect(card.textContent).toContain(text)
    expect(screen.getByText('Technical detail').closest('details')?.open).toBe(false)
  })

  it('copies everything with its code', async () => {
    prepareJsdom()
    const user = userEvent.setup()
    render(
      <ThemeRoot cache={createStyleCache()} setting="light">
        <ProblemCard problem={problem} subject="vcenter-01" />
      </ThemeRoot>,
    )
    await user.click(screen.getByRole('button', { name: 'Copy all' }))
    expect(await navigator.clipboard.readText()).toBe(problemText(problem, 'vcenter-01'))
    expect(problemText(problem, 'vcenter-01').split('\n')).toHaveLength(5)
    expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy()
  })
})
