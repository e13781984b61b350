import Box from '@mui/material/Box'
import { useNow } from './use-now.ts'
import { ago, exactStamp } from './times.ts'

/** A time as its age, which goes on by itself; the exact time stands in its title. */
export function Ago({ iso }: { readonly iso: string }) {
  const now = useNow()
  return (
    <Box component="time" dateTime={iso} title={exactStamp(iso)}>
      {ago(iso, now)}
    </Box>
  )
}
