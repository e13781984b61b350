import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { PreflightFinding } from '../../../shared/preflight/model.ts'
import { Facts } from '../../ui/facts.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { exactStamp } from '../../ui/times.ts'
import { useName } from './use-name.ts'
import type { Waivers } from './use-waivers.ts'
import { WaiveFields, waiveFault, type WaiveText } from './waive-fields.tsx'

export interface WaivePartProps {
  readonly finding: PreflightFinding
  readonly waivers: Waivers
}

/** Who waived the finding, or the way to waive it. */
export function WaivePart({ finding, waivers }: WaivePartProps) {
  return (
    <DrawerPart title="Waiver">
      {finding.waiver ? (
        <Waived finding={finding} waivers={waivers} />
      ) : (
        <Open finding={finding} waivers={waivers} />
      )}
      {waivers.problem ? (
        <Box sx={{ mt: 1.5 }}>
          <ProblemCard problem={waivers.problem} subject={finding.object.name} />
        </Box>
      ) : null}
    </DrawerPart>
  )
}

function Waived({ finding, waivers }: WaivePartProps) {
  const { waiver } = finding
  if (!waiver) return null
  return (
    <>
      <Facts
        items={[
          { term: 'Waived by', value: waiver.by },
          { term: 'On', value: exactStamp(waiver.at) },
          { term: 'Reason', value: waiver.reason },
        ]}
      />
      <Button
        size="small"
        variant="outlined"
        sx={{ mt: 1 }}
        loading={waivers.busy}
        onClick={() => void waivers.takeBack([finding.id])}
      >
        Take the waiver back
      </Button>
    </>
  )
}

function Open({ finding, waivers }: WaivePartProps) {
  const [name, remember] = useName()
  const [text, setText] = useState<WaiveText>()
  if (!text)
    return (
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
        <Box sx={{ flex: 1, color: 'text.secondary' }}>Nobody has waived this.</Box>
        <Button size="small" variant="outlined" onClick={() => setText({ by: name, reason: '' })}>
          Waive this finding
        </Button>
      </Box>
    )
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (waiveFault(text)) return
    remember(text.by.trim())
    await waivers.waive([finding.id], text)
  }
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => void submit(event)}
      sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, pt: 0.5 }}
    >
      <WaiveFields value={text} onChange={setText} />
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        <Button size="small" variant="outlined" onClick={() => setText(undefined)}>
          Keep it open
        </Button>
        <ReasonButton
          type="submit"
          size="small"
          variant="contained"
          loading={waivers.busy}
          reason={waiveFault(text)}
        >
          Waive this finding
        </ReasonButton>
      </Box>
    </Box>
  )
}
