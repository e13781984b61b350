import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useEffect, useState } from 'react'

/** Before this the eye takes a wait for no wait (ms). */
const SHOW_AFTER_MS = 300

export interface LoadingProps {
  /** What is being read, for screen readers and slow cases. */
  readonly label: string
  readonly rows?: number
  /** Before this nothing is shown (ms). */
  readonly delayMs?: number
}

/** Grey lines where content will stand, shown only when it takes noticeably long. */
export function Loading({ label, rows = 6, delayMs = SHOW_AFTER_MS }: LoadingProps) {
  const [shown, setShown] = useState(delayMs === 0)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), delayMs)
    return () => clearTimeout(timer)
  }, [delayMs])
  return (
    <Box role="status" aria-label={label} sx={{ minHeight: rows * 32 }}>
      {shown ? (
        <>
          <Box sx={{ color: 'text.secondary', fontSize: 13, mb: 1 }}>{label}</Box>
          {Array.from({ length: rows }, (_, row) => (
            <Skeleton
              key={row}
              variant="rounded"
              height={20}
              sx={{ mb: '12px', maxWidth: `${96 - (row % 3) * 9}%` }}
            />
          ))}
        </>
      ) : null}
    </Box>
  )
}
