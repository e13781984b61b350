import ContentCopyIcon from '@mui/icons-material/ContentCopy'
import ReportIcon from '@mui/icons-material/Report'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { type ReactNode, useState } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { MONO } from '../theme/theme.ts'

export interface ProblemCardProps {
  readonly problem: Problem
  /** The object it happened to, for what is copied. */
  readonly subject?: string
  /** A button that does what the remedy says, where the page can. */
  readonly action?: ReactNode
}

/** A failure in three parts: what happened, what it means for the data, what to do now. */
export function ProblemCard({ problem, subject, action }: ProblemCardProps) {
  const { tokens } = useTheme()
  return (
    <Box
      role="alert"
      sx={{
        display: 'flex',
        gap: 1.5,
        p: 2,
        border: `1px solid ${tokens.failed}`,
        borderRadius: '6px',
        bgcolor: tokens.failedTint,
        minWidth: 0,
      }}
    >
      <ReportIcon aria-hidden sx={{ color: tokens.failed, fontSize: 20, mt: '1px' }} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 600 }}>{problem.message}</Box>
        <Box
          component="dl"
          sx={{
            m: 0,
            mt: 0.75,
            display: 'grid',
            gridTemplateColumns: 'auto 1fr',
            columnGap: 1.5,
            rowGap: 0.25,
            fontSize: 13,
          }}
        >
          {problem.meaning ? <Part term="Your data">{problem.meaning}</Part> : null}
          <Part term="What to do">{problem.remedy}</Part>
        </Box>
        <Details problem={problem} subject={subject} action={action} />
      </Box>
    </Box>
  )
}

function Part({ term, children }: { readonly term: string; readonly children: string }) {
  return (
    <>
      <Box component="dt" sx={{ color: 'text.secondary' }}>
        {term}
      </Box>
      <Box component="dd" sx={{ m: 0 }}>
        {children}
      </Box>
    </>
  )
}

function Details({ problem, subject, action }: ProblemCardProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(problemText(problem, subject))
    setCopied(true)
  }
  return (
    <Box sx={{ mt: 1 }}>
      {problem.detail ? (
        <Box
          component="details"
          sx={{ fontSize: 13, mb: 1, '& summary': { cursor: 'pointer', width: 'fit-content' } }}
        >
          <summary>Technical detail</summary>
          <Box component="pre" sx={{ m: 0, mt: 0.5, whiteSpace: 'pre-wrap', fontFamily: MONO, fontSize: 12 }}>
            {problem.detail}
          </Box>
        </Box>
      ) : null}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        {action}
        <Button size="small" startIcon={<ContentCopyIcon />} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy all'}
        </Button>
        <Box component="code" sx={{ fontFamily: MONO, fontSize: 12, color: 'text.secondary' }}>
          {problem.code}
        </Box>
      </Box>
    </Box>
  )
}

/** Everything on the card as plain text, for a ticket or a mail. */
export function problemText(problem: Problem, subject?: string): string {
  return [
    subject ? `${subject}: ${problem.message}` : problem.message,
    problem.meaning ? `Your data: ${problem.meaning}` : '',
    `What to do: ${problem.remedy}`,
    `Code: ${problem.code}`,
    problem.detail ? `Detail: ${problem.detail}` : '',
  ]
    .filter(Boolean)
    .join('\n')
}
