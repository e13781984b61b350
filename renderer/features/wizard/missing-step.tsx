import Button from '@mui/material/Button'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { Empty } from '../../ui/page.tsx'
import { secretWord } from '../providers/provider-status.tsx'
import { UnlockDialog } from '../providers/unlock-dialog.tsx'
import { useDraft } from './draft-context.tsx'
import type { missingBefore } from './steps.ts'
import { useWizardFacts } from './wizard-facts.tsx'

export interface MissingStepProps {
  readonly missing: NonNullable<ReturnType<typeof missingBefore>>
}

/** In place of a step that cannot be worked on yet: what it lacks, and the way there. */
export function MissingStep({ missing }: MissingStepProps) {
  const { draft } = useDraft()
  const { providers } = useWizardFacts()
  const [unlocking, setUnlocking] = useState<Provider>()
  const locked = providers.find(
    (one) =>
      (one.id === draft.sourceId || one.id === draft.targetId) &&
      one.status.state === 'needsCredentials' &&
      !one.lab,
  )
  return (
    <>
      <Empty
        title={missing.message}
        action={
          <>
            {locked ? (
              <Button variant="contained" color="warning" onClick={() => setUnlocking(locked)}>
                Give {secretWord(locked)}
              </Button>
            ) : null}
            <Button variant={locked ? 'outlined' : 'contained'} component={Link} to={missing.step.to}>
              Go to {missing.step.label}
            </Button>
          </>
        }
      >
        This step builds on &ldquo;{missing.step.label}&rdquo;. What you have decided so far is kept.
      </Empty>
      {unlocking ? <UnlockDialog provider={unlocking} onClose={() => setUnlocking(undefined)} /> : null}
    </>
  )
}
