import { useEffect, useState } from 'react'

/** A pause in typing after which what was typed takes effect (ms). */
const PAUSE = 250

/**
 * The text of a box whose value lives in the address: typed letters show at once and reach `onSettled` after
 * a pause; an address that was changed by anybody else replaces them.
 */
export function useTyped(
  value: string,
  onSettled: (text: string) => void,
): readonly [text: string, type: (text: string) => void] {
  const [state, setState] = useState({ text: value, address: value, sent: value })
  if (state.address !== value)
    setState({ ...state, address: value, ...(value === state.sent ? {} : { text: value, sent: value }) })
  const { text, sent } = state
  useEffect(() => {
    if (text === sent) return
    const timer = setTimeout(
      () => {
        setState((before) => ({ ...before, sent: text }))
        onSettled(text)
      },
      // An emptied box has nothing left to be typed.
      text === '' ? 0 : PAUSE,
    )
    return () => clearTimeout(timer)
    // A new function alone must not begin the pause again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, sent])
  return [text, (next) => setState((before) => ({ ...before, text: next }))]
}
