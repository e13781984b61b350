import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'
import { defaultEnds, emptyDraft } from './draft.ts'

afterEach(cleanup)

const source = inventedProvider()
const target = inventedTargetProvider()
const locked = { state: 'needsCredentials' } as const
const world = (providers: Provider[]) => fakeWorld({ providers: new Topic<Provider[]>(providers) })

describe('the ends that a draft takes by itself', () => {
  it('are the only connected ones', () => {
    const other = inventedProvider({ id: 'src-2', status: locked })
    expect(defaultEnds(emptyDraft(), [source, other, target])).toEqual({ sourceId: 'src', targetId: 'dst' })
  })

  it('are the only known ones when none is connected', () => {
    const providers = [inventedProvider({ status: locked }), target]
    expect(defaultEnds(emptyDraft(), providers)).toEqual({ sourceId: 'src', targetId: 'dst' })
  })

  it('are none where there is a choice', () => {
    expect(defaultEnds(emptyDraft(), [source, inventedProvider({ id: 'src-2' })])).toEqual({})
  })

  it('never replace what a person has chosen', () => {
    const chosen = { ...emptyDraft(), sourceId: 'src-2', targetId: 'dst' }
    expect(defaultEnds(chosen, [source, inventedProvider({ id: 'src-2', status: locked }), target])).toEqual(
      {},
    )
  })

  it('replace one that was removed', () => {
    expect(defaultEnds({ ...emptyDraft(), sourceId: 'gone' }, [source])).toEqual({ sourceId: 'src' })
  })
})

describe('a step opened too early', () => {
  it('says what is missing and names the step that gives it', async () => {
    const { drafts } = showAt('/wizard/review', world([source, target]))
    expect(await screen.findByText('Choose at least one VM.')).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Go to Virtual machines' })).toBeTruthy()
    await waitFor(() => expect(drafts.get().targetId).toBe('dst'))
  })

  it('asks at once for the password that is missing', async () => {
    showAt('/wizard/vms', world([inventedProvider({ status: locked }), target]))
    expect(await screen.findByRole('button', { name: 'Give password' })).toBeTruthy()
  })

  it('asks to unlock the vault where the password is in that', async () => {
    showAt('/wizard/vms', world([inventedProvider({ status: { state: 'locked' } }), target]))
    expect(await screen.findByRole('button', { name: 'Unlock the vault' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Give password' })).toBeNull()
  })

  it('sends to the first step while nothing is connected', async () => {
    showAt('/wizard/mapping', world([]))
    expect(await screen.findByRole('link', { name: 'Go to Connect' })).toBeTruthy()
  })
})
