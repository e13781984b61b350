import type { ReactNode } from 'react'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../shared/contract/session.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { useSaveSettings, useSettings } from '../../app/queries.ts'
import { LOOKS } from '../../app/theme-menu.tsx'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { isSealed } from '../vault/lock-words.ts'
import { SecurityPanel } from './security-panel.tsx'

const SHELLS = {
  electron: 'Desktop application',
  web: 'Browser page',
  cli: 'Command line',
  test: 'Test',
} as const

export function SettingsPage(): ReactNode {
  const settings = useSettings()
  const save = useSaveSettings()
  const saving = useAction((theme: Settings['theme']) => save({ theme }))
  return (
    <Page title="Settings" lead="Kept on this computer.">
      <Panel title="Look">
        <QueryGate query={settings} what="Reading the settings">
          {({ theme }) => (
            <RadioGroup aria-label="Look" value={theme}>
              {LOOKS.map((look) => (
                <FormControlLabel
                  key={look.value}
                  value={look.value}
                  control={<Radio onChange={() => void saving.run(look.value)} />}
                  label={
                    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
                      <look.icon aria-hidden sx={{ fontSize: 18, color: 'text.secondary' }} />
                      {look.label}
                    </Box>
                  }
                />
              ))}
            </RadioGroup>
          )}
        </QueryGate>
        {saving.problem ? <ProblemCard problem={saving.problem} /> : null}
      </Panel>
      <QueryGate query={settings} what="Reading the settings">
        {(known) => <SecurityPanel settings={known} />}
      </QueryGate>
      <Panel title="About">
        <About />
      </Panel>
    </Page>
  )
}

function About() {
  const { status } = useVaultDoors()
  const client = useClient()
  const hello = useQuery({
    queryKey: ['hello'],
    queryFn: ({ signal }) => client.session.hello(undefined, { signal }),
  })
  return (
    <QueryGate query={hello} what="Asking for the version">
      {({ product, version, shell }) => (
        <Facts
          items={[
            { term: 'Product', value: `${product} ${version}` },
            { term: 'Shell', value: SHELLS[shell] },
            {
              term: 'Credentials',
              value: isSealed(status)
                ? 'Kept in the vault, encrypted in a file on this computer. No page can read them.'
                : 'Held in memory by the main process while it runs. No page and no file has them.',
            },
          ]}
        />
      )}
    </QueryGate>
  )
}
