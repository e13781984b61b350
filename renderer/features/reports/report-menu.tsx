import DownloadIcon from '@mui/icons-material/Download'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { FORMATS } from './formats.ts'
import type { Report } from './use-report.ts'

/** Saves the run that is shown as a report, in one of the formats. */
export function ReportMenu({ report }: { readonly report: Report }) {
  const [anchor, setAnchor] = useState<HTMLElement>()
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<DownloadIcon />}
        loading={report.busy}
        loadingPosition="start"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {report.busy ? 'Making the report' : 'Save report'}
      </Button>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor ?? null}
        onClose={() => setAnchor(undefined)}
        slotProps={{ list: { 'aria-label': 'Formats of the report' } }}
      >
        {FORMATS.map(({ format, label, hint }) => (
          <MenuItem
            key={format}
            onClick={() => {
              setAnchor(undefined)
              report.save(format)
            }}
          >
            <Box>
              <Box>{label}</Box>
              <Box sx={{ fontSize: 12.5, color: 'text.secondary' }}>{hint}</Box>
            </Box>
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
