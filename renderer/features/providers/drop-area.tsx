import UploadFileIcon from '@mui/icons-material/UploadFile'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useRef } from 'react'
import { formatBytes } from '../../../shared/units.ts'
import { useFileDrop } from './use-file-drop.ts'

export interface DropAreaProps {
  /** Of the file input, for screen readers. */
  readonly label: string
  /** Endings of names: ".gz,.json". */
  readonly accept: string
  /** "Drop an inventory file here" */
  readonly invitation: string
  readonly file: File | undefined
  readonly autoFocus?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

/** Where one file is dropped or chosen. */
export function DropArea({ label, accept, invitation, file, autoFocus = false, onFiles }: DropAreaProps) {
  const { tokens } = useTheme()
  const input = useRef<HTMLInputElement>(null)
  const { over, handlers } = useFileDrop(onFiles)
  return (
    <Box
      role="group"
      aria-label="File"
      {...handlers}
      sx={{
        p: 3,
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 1,
        textAlign: 'center',
        border: `1px dashed ${over ? tokens.brand : tokens.controlBorder}`,
        borderRadius: '6px',
        bgcolor: over ? tokens.brandTint : tokens.well,
      }}
    >
      <UploadFileIcon aria-hidden sx={{ color: 'text.secondary' }} />
      <Box role="status" sx={{ overflowWrap: 'anywhere' }}>
        {file ? (
          <>
            <b>{file.name}</b>, {formatBytes(file.size)}
          </>
        ) : over ? (
          'Let go to choose it'
        ) : (
          invitation
        )}
      </Box>
      <Button size="small" variant="outlined" autoFocus={autoFocus} onClick={() => input.current?.click()}>
        {file ? 'Choose another file' : 'Choose a file'}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </Box>
  )
}
