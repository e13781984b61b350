import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import type { KubeconfigContext } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import type { SecretAreaHandle } from './secret-area.tsx'

/** What is known of the kubeconfig in the field. Never the text itself. */
type ContextsState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly list: readonly KubeconfigContext[] }
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Contexts {
  readonly state: ContextsState
  /** The text has changed: its contexts are asked for as soon as it stands still, or at once. */
  readonly changed: (atOnce: boolean) => void
  /** The contexts of what stands in the field now; undefined when it is empty, cannot be read, or has changed meanwhile. */
  readonly settle: () => Promise<readonly KubeconfigContext[] | undefined>
  readonly clear: () => void
}

/** A text changes with every key; its contexts are asked for when it stands still (ms). */
const PAUSE_MS = 300
const NONE: ContextsState = { kind: 'none' }

/** Asks for the contexts of a kubeconfig without keeping its text: it is read from the field for each question. */
export function useContexts(area: RefObject<SecretAreaHandle | null>): Contexts {
  const client = useClient()
  const [state, setState] = useState<ContextsState>(NONE)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Only the newest question may answer.
  const turn = useRef(0)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      turn.current += 1
    },
    [],
  )
  const begin = () => {
    clearTimeout(timer.current)
    turn.current += 1
    return turn.current
  }
  const read = async () => {
    const mine = begin()
    const text = area.current?.peek() ?? ''
    if (text.trim() === '') {
      setState(NONE)
      return undefined
    }
    setState({ kind: 'reading' })
    try {
      const list = await client.providers.contexts({ text })
      if (mine !== turn.current) return undefined
      setState({ kind: 'read', list })
      return list
    } catch (error) {
      if (mine === turn.current) setState({ kind: 'failed', problem: problemOf(error) })
      return undefined
    }
  }
  return {
    state,
    changed: (atOnce) => {
      begin()
      setState((before) => (before.kind === 'none' ? before : { kind: 'reading' }))
      if (atOnce) void read()
      else timer.current = setTimeout(() => void read(), PAUSE_MS)
    },
    settle: () => (state.kind === 'read' ? Promise.resolve(state.list) : read()),
    clear: () => {
      begin()
      setState(NONE)
    },
  }
}

/** The context that a person named, else the file's current one, else the first that can be used. */
export function chosenContext(
  list: readonly KubeconfigContext[],
  name: string | undefined,
): KubeconfigContext | undefined {
  const usable = list.filter((one) => one.problem === undefined)
  return (
    usable.find((one) => one.name === name) ?? usable.find((one) => one.current) ?? usable[0] ?? undefined
  )
}
