import ContentCopyIcon from '@mui/icons-material/ContentCopy'
import Button from '@mui/material/Button'
import { useState } from 'react'

export interface CopyButtonProps {
  /** "Copy all" */
  readonly children: string
  readonly text: string
}

export function CopyButton({ children, text }: CopyButtonProps) {
  const [copied, setCopied] = useState<string>()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(text)
  }
  return (
    <Button size="small" startIcon={<ContentCopyIcon />} onClick={() => void copy()}>
      {copied === text ? 'Copied' : children}
    </Button>
  )
}
