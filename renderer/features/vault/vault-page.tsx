import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { type VaultSearch, type VaultTab, VAULT_TABS } from '../../app/search.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Page } from '../../ui/page.tsx'
import { AuditTab } from './audit-tab.tsx'
import { CopyTab } from './copy-tab.tsx'
import { EntriesTab } from './entries-tab.tsx'
import { ForgetEverything } from './forget-everything.tsx'
import { useFollowVault } from './vault-page-queries.ts'
import { VaultState } from './vault-page-state.tsx'
import { TAB_WORDS } from './vault-page-words.ts'
import { WaysTab } from './ways-tab.tsx'

/** What the vault is, what it holds, how it opens, and what was done with it. */
export function VaultPage(): ReactNode {
  const { vault } = useLiveData()
  const search = useSearch({ from: '/vault' })
  const navigate = useNavigate({ from: '/vault' })
  const onSearch = (change: Partial<VaultSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const tab = search.tab ?? 'stored'
  useFollowVault()
  return (
    <Page
      title="Vault"
      lead="The credentials that Palletjack logs in with. Whoever uses it can replace and forget them, and nobody can read them."
      fill={tab === 'stored' || tab === 'audit'}
    >
      <StreamGate stream={vault} what="Asking for the vault">
        {(status) => (
          <>
            <VaultState status={status} />
            <Tabs
              value={tab}
              onChange={(_event, next: VaultTab) => onSearch({ tab: next })}
              aria-label="Parts of the vault"
              sx={{ flexShrink: 0 }}
            >
              {VAULT_TABS.map((one) => (
                <Tab
                  key={one}
                  value={one}
                  label={TAB_WORDS[one]}
                  id={`tab-${one}`}
                  aria-controls="vault-part"
                />
              ))}
            </Tabs>
            <Box
              id="vault-part"
              role="tabpanel"
              aria-labelledby={`tab-${tab}`}
              sx={{
                // No table is less high than a few rows; below that the page scrolls.
                flex: '1 0 320px',
                minHeight: 0,
                display: 'flex',
                flexDirection: 'column',
                gap: 2,
                minWidth: 0,
              }}
            >
              <Part tab={tab} status={status} search={search} onSearch={onSearch} />
            </Box>
            {search.do === 'forget' ? <ForgetEverything onClose={() => onSearch({ do: undefined })} /> : null}
          </>
        )}
      </StreamGate>
    </Page>
  )
}

interface PartProps {
  readonly tab: VaultTab
  readonly status: VaultStatus
  readonly search: VaultSearch
  readonly onSearch: (change: Partial<VaultSearch>) => void
}

function Part({ tab, status, search, onSearch }: PartProps) {
  switch (tab) {
    case 'stored':
      return <EntriesTab status={status} search={search} onSearch={onSearch} />
    case 'ways':
      return <WaysTab status={status} />
    case 'copies':
      return <CopyTab status={status} />
    case 'audit':
      return <AuditTab search={search} onSearch={onSearch} />
  }
}
