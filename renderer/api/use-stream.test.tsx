import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/contract.ts'
import { inventedProvider } from '../test-support/invented.ts'
import { fakeClient } from '../test-support/fake-router.ts'
import { fakeWorld } from '../test-support/fake-world.ts'
import { prepareJsdom } from '../test-support/render.tsx'
import { useStream } from './use-stream.ts'

beforeAll(prepareJsdom)
afterEach(cleanup)

function watchProviders(client: Client) {
  const initialProps: { key: string | undefined } = { key: 'providers' }
  const open = (signal: AbortSignal) => client.providers.watch(undefined, { signal })
  return renderHook(({ key }: typeof initialProps) => useStream({ key, open }), { initialProps })
}

describe('useStream', () => {
  it('shows the newest value of a procedure of the contract', async () => {
    const world = fakeWorld()
    const { result } = watchProviders(fakeClient(world))
    await waitFor(() => expect(result.current.value).toEqual([]))
    expect(result.current.state.kind).toBe('live')
    act(() => world.providers.set([inventedProvider()]))
    await waitFor(() => expect(result.current.value?.[0]?.name).toBe('vcenter-01'))
  })

  it('ends the stream on the other side when the component goes', async () => {
    let ended = false
    const open = async (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (ended = true))
      return fakeClient(fakeWorld()).providers.watch(undefined, { signal })
    }
    const { result, unmount } = renderHook(() => useStream({ key: 'one', open }))
    await waitFor(() => expect(result.current.state.kind).toBe('live'))
    unmount()
    expect(ended).toBe(true)
  })

  it('opens nothing without a key and forgets the value of another key', async () => {
    const world = fakeWorld()
    const { result, rerender } = watchProviders(fakeClient(world))
    await waitFor(() => expect(result.current.value).toEqual([]))
    rerender({ key: undefined })
    expect(result.current.value).toBeUndefined()
    expect(result.current.state.kind).toBe('connecting')
  })

  it('opens again when asked after a failure', async () => {
    let fail = true
    const open = async (signal: AbortSignal) => {
      if (fail) throw new TypeError('fetch failed')
      return fakeClient(fakeWorld()).providers.watch(undefined, { signal })
    }
    const { result } = renderHook(() => useStream({ key: 'one', open, delays: [] }))
    await waitFor(() => expect(result.current.state.kind).toBe('failed'))
    fail = false
    act(() => result.current.retry())
    await waitFor(() => expect(result.current.state.kind).toBe('live'))
  })
})
