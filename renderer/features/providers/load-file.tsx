import Button from '@mui/material/Button'
import { type ChangeEvent, useRef } from 'react'

/** Bytes. What is loaded into a field has some KiB; anything far above is another file. */
const MAX_FILE = 1024 * 1024

export interface LoadFileProps {
  /** Of the file input, for screen readers. */
  readonly label: string
  /** What is wanted, for a file that is too large to be it: "a kubeconfig". */
  readonly what: string
  readonly onText: (text: string) => void
  readonly onError: (error: string) => void
}

/** Loads the text of a small file into a field. */
export function LoadFile({ label, what, onText, onError }: LoadFileProps) {
  const input = useRef<HTMLInputElement>(null)
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0]
    // The same file can be chosen again after a correction.
    event.target.value = ''
    if (!chosen) return
    if (chosen.size > MAX_FILE) onError(`${chosen.name} is larger than 1 MiB; that is not ${what}.`)
    else onText(await chosen.text())
  }
  return (
    <>
      <Button size="small" sx={{ mt: 0.5 }} onClick={() => input.current?.click()}>
        Load from a file
      </Button>
      <input ref={input} type="file" hidden aria-label={label} onChange={(event) => void load(event)} />
    </>
  )
}
