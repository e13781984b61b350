import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { EsxiHost, HostKey } from '../../../shared/esxi/model.ts'
import { MONO } from '../../theme/theme.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import type { SeenKey } from './use-host-keys.ts'

const WORDS: Readonly<Record<SeenKey['state'], { readonly tone: Tone; readonly text: string }>> = {
  reading: { tone: 'running', text: 'Is being read' },
  failed: { tone: 'failed', text: 'Could not be read' },
  new: { tone: 'action', text: 'Not trusted yet' },
  same: { tone: 'done', text: 'The trusted key' },
  changed: { tone: 'failed', text: 'Another key than the trusted one' },
  trusted: { tone: 'done', text: 'Trusted now' },
}

export interface KeyListProps {
  readonly hosts: readonly Pick<EsxiHost, 'id' | 'name' | 'address'>[]
  readonly keys: ReadonlyMap<string, SeenKey>
}

/** What each host shows; both keys where it is another than before. */
export function KeyList({ hosts, keys }: KeyListProps) {
  const { tokens } = useTheme()
  return (
    <Box
      component="ul"
      aria-label="Keys"
      aria-live="polite"
      tabIndex={0}
      sx={{
        m: 0,
        p: 0,
        listStyle: 'none',
        maxHeight: 360,
        flexShrink: 0,
        overflow: 'auto',
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        '& > li + li': { borderTop: `1px solid ${tokens.border}` },
      }}
    >
      {hosts.map((host) => {
        const seen = keys.get(host.id)
        return seen ? <KeyLine key={host.id} host={host} seen={seen} /> : null
      })}
    </Box>
  )
}

interface KeyLineProps {
  readonly host: KeyListProps['hosts'][number]
  readonly seen: SeenKey
}

function KeyLine({ host, seen }: KeyLineProps) {
  const { tone, text } = WORDS[seen.state]
  return (
    <Box component="li" sx={{ px: 1.5, py: 1, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
        <Box sx={{ fontWeight: 600, flex: 1 }}>{host.name}</Box>
        <StateLabel tone={tone}>{text}</StateLabel>
      </Box>
      {seen.state === 'failed' ? <ProblemCard problem={seen.problem} subject={host.name} /> : null}
      {'shown' in seen ? (
        seen.state === 'changed' && seen.pinned ? (
          <>
            <KeyText label="Trusted so far" value={seen.pinned} />
            <KeyText label="Shown now" value={seen.shown} />
            <Box>
              Either the host was installed anew, or another machine answers in its place. Nothing was sent to
              it.
            </Box>
          </>
        ) : (
          <KeyText label={`At ${host.address}`} value={seen.shown} />
        )
      ) : null}
    </Box>
  )
}

export function KeyText({ label, value }: { readonly label?: string; readonly value: HostKey }) {
  return (
    <Box sx={{ display: 'flex', columnGap: 1.5, flexWrap: 'wrap', overflowWrap: 'anywhere' }}>
      {label === undefined ? null : <Box sx={{ color: 'text.secondary', minWidth: 110 }}>{label}</Box>}
      <Box component="code" sx={{ fontFamily: MONO, fontSize: 12.5 }}>
        {value.sha256}
      </Box>
      <Box sx={{ color: 'text.secondary' }}>{value.type}</Box>
    </Box>
  )
}
