import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import type { Answer, VmView } from '../../../shared/migration/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'

export interface QuestionCardProps {
  readonly runId: string
  readonly vm: VmView
}

const VERBS: Readonly<Record<Answer, string>> = {
  'power-off': 'Power off',
  wait: 'Wait longer for',
  'give-up': 'Give up',
}

const MEANS: Readonly<Record<Answer, string>> = {
  'power-off': 'Power off: as if its plug were pulled. What the guest had not written yet is lost.',
  wait: 'Wait: the guest gets as long again.',
  'give-up': 'Give up: this VM fails, and what was half made on the target is removed.',
}

/** What a VM cannot go on without, and its answers, each with what it means. */
export function QuestionCard({ runId, vm }: QuestionCardProps) {
  const { tokens } = useTheme()
  const client = useClient()
  const answering = useAction((answer: Answer) =>
    client.migrations.answer({ migrationId: runId, vmId: vm.vmId, answer }),
  )
  const { question } = vm
  if (!question) return null
  return (
    <Box
      role="region"
      aria-label={`Question about ${vm.name}`}
      sx={{
        p: 1.5,
        border: `1px solid ${tokens.action}`,
        boxShadow: `inset 4px 0 0 ${tokens.action}`,
        borderRadius: '6px',
        bgcolor: tokens.surface,
        fontSize: 13,
        display: 'flex',
        flexDirection: 'column',
        gap: 1,
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <StateShape tone="ask" size={20} />
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          <b>{vm.name}:</b> {question.text}
          <Box sx={{ color: 'text.secondary' }}>
            Asked at {stamp(question.askedAt)}. {question.answers.map((one) => MEANS[one]).join(' ')}
          </Box>
        </Box>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, pl: 3.5 }}>
        {question.answers.map((answer) => (
          <Button
            key={answer}
            size="small"
            variant={answer === 'wait' ? 'contained' : 'outlined'}
            color={answer === 'wait' ? 'primary' : 'inherit'}
            disabled={answering.busy}
            onClick={() => void answering.run(answer)}
          >
            {VERBS[answer]} {vm.name}
          </Button>
        ))}
      </Box>
      {answering.problem ? <ProblemCard problem={answering.problem} subject={vm.name} /> : null}
    </Box>
  )
}
