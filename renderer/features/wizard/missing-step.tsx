import Button from '@mui/material/Button'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
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
  const { unlock } = useVaultDoors()
  const ends = providers.filter((one) => one.id === draft.sourceId || one.id === draft.targetId)
  const waiting = ends.find((one) => one.status.state === 'needsCredentials' && !one.lab)
  const isLocked = ends.some((one) => one.status.state === 'locked')
  return (
    <>
      <Empty
        title={missing.message}
        action={
          <>
            {isLocked ? (
              <Button variant="contained" color="warning" onClick={unlock}>
                Unlock the vault
              </Button>
            ) : waiting ? (
              <Button variant="contained" color="warning" onClick={() => setUnlocking(waiting)}>
                Give {secretWord(waiting)}
              </Button>
            ) : null}
            <Button
              variant={isLocked || waiting ? 'outlined' : 'contained'}
              component={Link}
              to={missing.step.to}
            >
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
