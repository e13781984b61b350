import ContentCopyIcon from '@mui/icons-material/ContentCopy'
import PrintOutlinedIcon from '@mui/icons-material/PrintOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import TextField from '@mui/material/TextField'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { isGroup, twoGroups } from './recovery-groups.ts'
import { RecoverySheet, type RecoverySheetHandle } from './recovery-sheet.tsx'

export interface RecoveryCodeProps {
  /** The way out that keeps everything as it is: "Back", or "Keep the old code". */
  readonly safe: string
  readonly onSafe: () => void
  /** What happens once it is written down: "Set up the vault". */
  readonly act: string
  /** It is written down. Takes the code on without keeping it. */
  readonly onWritten: (code: string) => void
  readonly busy: boolean
  readonly problem?: Problem | undefined
  /** Said above the code. */
  readonly children?: ReactNode
}

/**
 * Content and actions of a dialog: makes a recovery code, shows it once, and goes on when two of its groups were
 * typed again. The code is in the elements that show it, and gone with this component.
 */
export function RecoveryCode(props: RecoveryCodeProps) {
  const { safe, onSafe, act, onWritten, busy, problem, children } = props
  const sheet = useRef<RecoverySheetHandle>(null)
  const [asked] = useState(twoGroups)
  const [step, setStep] = useState<'read' | 'typed'>('read')
  const [wrong, setWrong] = useState<readonly number[]>([])
  const fields = useRef(new Map<number, HTMLInputElement>())
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const code = sheet.current?.read() ?? ''
    const groups = code.split('-')
    const typed = (group: number) => fields.current.get(group)?.value ?? ''
    const mistaken = asked.filter((group) => !isGroup(typed(group), groups[group] ?? ''))
    setWrong(mistaken)
    const first = mistaken[0]
    if (first !== undefined) fields.current.get(first)?.focus()
    else onWritten(code)
  }
  const reading = step === 'read'
  return (
    <Box component="form" noValidate autoComplete="off" onSubmit={submit} sx={{ display: 'contents' }}>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ display: reading ? 'contents' : 'none' }}>
          {children}
          <RecoverySheet ref={sheet} />
          <CodeActions sheet={sheet} />
        </Box>
        {reading ? null : <TypedAgain asked={asked} wrong={wrong} fields={fields} />}
        {problem ? <ProblemCard problem={problem} /> : null}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" disabled={busy} onClick={reading ? onSafe : () => setStep('read')}>
          {reading ? safe : 'Show the code again'}
        </Button>
        {reading ? (
          // A key of its own: the click that takes it away must not be the submit of the next one.
          <Button key="written" variant="contained" onClick={() => setStep('typed')}>
            I have written it down
          </Button>
        ) : (
          <Button key="act" type="submit" variant="contained" loading={busy}>
            {act}
          </Button>
        )}
      </DialogActions>
    </Box>
  )
}

interface CodeActionsProps {
  readonly sheet: RefObject<RecoverySheetHandle | null>
}

function CodeActions({ sheet }: CodeActionsProps) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(sheet.current?.read() ?? '')
    setCopied(true)
  }
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <Button
        size="small"
        variant="outlined"
        startIcon={<PrintOutlinedIcon />}
        onClick={() => window.print()}
      >
        Print the code
      </Button>
      <Button size="small" startIcon={<ContentCopyIcon />} onClick={() => void copy()}>
        {copied ? 'Copied' : 'Copy the code'}
      </Button>
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
        {copied ? 'Other programs can read what was copied: copy something else afterwards.' : null}
      </Box>
    </Box>
  )
}

interface TypedAgainProps {
  readonly asked: readonly number[]
  readonly wrong: readonly number[]
  readonly fields: RefObject<Map<number, HTMLInputElement>>
}

function TypedAgain({ asked, wrong, fields }: TypedAgainProps) {
  return (
    <>
      <Box>Read two of the eight groups from what you wrote down or printed, and type them here.</Box>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
        {asked.map((group, index) => (
          <TextField
            key={group}
            label={`Group ${group + 1}`}
            required
            autoFocus={index === 0}
            inputRef={(element: HTMLInputElement | null) => {
              if (element) fields.current.set(group, element)
              else fields.current.delete(group)
            }}
            error={wrong.includes(group)}
            helperText={wrong.includes(group) ? `This is not group ${group + 1}.` : 'Four letters or digits.'}
            slotProps={{
              inputLabel: { shrink: true },
              htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 8 },
            }}
          />
        ))}
      </Box>
    </>
  )
}
