import Button from '@mui/material/Button'
import type { Opened } from '../api/transport.ts'
import { FullPage } from './full-page.tsx'

const REMEDY =
  'Start Palletjack again, or use the address that it printed: it holds a code that works once, for a minute.'

const TEXTS = {
  noSession: {
    title: 'This page was not opened by Palletjack',
    text: `It has no session, so it shows nothing and can do nothing. ${REMEDY}`,
  },
  codeRefused: {
    title: 'The address has been used, or is too old',
    text: `Each address works once. ${REMEDY}`,
  },
  sessionEnded: {
    title: 'The session has ended',
    text: `Palletjack was started again, or this tab was signed out. What was journaled is still there. ${REMEDY}`,
  },
  unreachable: {
    title: 'Palletjack does not answer',
    text: 'It may have been closed. What was journaled is still there, and a run that was cut off goes on when Palletjack starts. Start Palletjack, then load this page again.',
  },
  wrongVersion: {
    title: 'This page is older than Palletjack',
    text: 'Palletjack was updated while the page was open. Load the page again to continue.',
  },
} as const

export type NoSessionKind = Exclude<Opened['kind'], 'client'> | 'sessionEnded' | 'wrongVersion'

export function NoSession({ kind }: { readonly kind: NoSessionKind }) {
  const { title, text } = TEXTS[kind]
  return (
    <FullPage
      title={title}
      action={
        <Button variant="contained" onClick={() => location.reload()}>
          Load the page again
        </Button>
      }
    >
      {text}
    </FullPage>
  )
}
