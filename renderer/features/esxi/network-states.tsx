import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { useEffect, useRef } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { networkWords } from './words.ts'

export interface NetworkStatesProps {
  readonly hosts: readonly EsxiHost[]
  /** They are being tried: this is what one wants to see now. */
  readonly isTried: boolean
}

/** How each host fares, those that failed on top. */
export function NetworkStates({ hosts, isTried }: NetworkStatesProps) {
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isTried) top.current?.scrollIntoView({ block: 'nearest' })
  }, [isTried])
  const { tokens } = useTheme()
  const count = (state: EsxiHost['network']['state']) =>
    hosts.filter(({ network }) => network.state === state).length
  const failed = count('failed')
  const sorted = hosts.toSorted(
    (a, b) => Number(b.network.state === 'failed') - Number(a.network.state === 'failed'),
  )
  return (
    <Box ref={top} sx={{ scrollMarginBottom: 24 }}>
      <Panel title="Now">
        <Box role="status" sx={{ fontSize: 13, mb: 1 }}>
          {`${formatNumber(count('ready'))} of ${formatNumber(hosts.length)} ready${failed > 0 ? `, ${formatNumber(failed)} failed` : ''}. Copies from hosts that are not ready take the way through vCenter.`}
        </Box>
        <Box
          component="ul"
          aria-label="State of each host"
          tabIndex={0}
          sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 480, overflow: 'auto' }}
        >
          {sorted.map((host) => {
            const { tone, text, more } = networkWords(host)
            return (
              <Box
                component="li"
                key={host.id}
                sx={{ fontSize: 13, py: 0.75, borderTop: `1px solid ${tokens.border}` }}
              >
                <Box
                  sx={{ display: 'grid', gridTemplateColumns: '180px 170px minmax(0, 1fr)', columnGap: 1.5 }}
                >
                  <Box sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{host.name}</Box>
                  <StateLabel tone={tone}>{text}</StateLabel>
                  <Box sx={{ color: 'text.secondary' }}>{host.network.problem ? null : more}</Box>
                </Box>
                {host.network.problem ? (
                  <Box sx={{ mt: 0.5 }}>
                    <ProblemCard problem={host.network.problem} subject={host.name} />
                  </Box>
                ) : null}
              </Box>
            )
          })}
        </Box>
      </Panel>
    </Box>
  )
}
