import Box from '@mui/material/Box'
import type { Look, ProbePath } from '../../../shared/probe/model.ts'
import { StateShape, type Tone } from '../../ui/state-label.tsx'
import { LOOK_WORDS, lookLines } from './probe-text.ts'

const TONES: Readonly<Record<Look['state'], Tone>> = {
  pending: 'waiting',
  ok: 'done',
  failed: 'failed',
  unknown: 'pending',
}

export function LookShape({ look }: { readonly look: Look }) {
  return (
    <Box component="span" role="img" aria-label={LOOK_WORDS[look.state]} sx={{ display: 'flex', pt: '1px' }}>
      <StateShape tone={TONES[look.state]} />
    </Box>
  )
}

/** The looks at one server along one way. */
export function LookList({ path, label }: { readonly path: ProbePath; readonly label: string }) {
  return (
    <Box component="ul" aria-label={label} sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {lookLines(path).map(({ id, look, text }) => (
        <Box component="li" key={id} sx={{ display: 'flex', gap: 0.75, alignItems: 'flex-start' }}>
          <LookShape look={look} />
          <Box sx={{ minWidth: 0, color: look.state === 'pending' ? 'text.secondary' : undefined }}>
            {text}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
