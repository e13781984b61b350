import Box from '@mui/material/Box'
import { Loading } from '../ui/loading.tsx'

/** While a screen's own code is on its way. */
export function ScreenLoading() {
  return (
    <Box sx={{ p: 3 }}>
      <Loading label="Opening the screen" delayMs={0} />
    </Box>
  )
}
