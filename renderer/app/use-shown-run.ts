import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useClient } from '../api/client-context.tsx'
import { useStream } from '../api/use-stream.ts'

/** Goes to the run that the process is told to show: a notification of the desktop was clicked. */
export function useShownRun(): void {
  const client = useClient()
  const navigate = useNavigate()
  // Only a desktop has notifications, and each stream of a browser is a connection.
  const isDesktop = window.palletjack?.shell === 'electron'
  const { value } = useStream({
    key: isDesktop ? 'shows' : undefined,
    open: (signal) => client.session.shows(undefined, { signal }),
  })
  const { times = 0, migrationId } = value ?? {}
  useEffect(() => {
    if (times > 0 && migrationId !== undefined)
      void navigate({ to: '/runs/$runId', params: { runId: migrationId } })
  }, [times, migrationId, navigate])
}
