import Box from '@mui/material/Box'
import { useMemo } from 'react'
import type { RuleInfo } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { MONO } from '../../theme/theme.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CategoryLabel } from './labels.tsx'
import type { KnownRules } from './queries.ts'
import { appliesText, SCOPE_WORDS } from './words.ts'

/** Every rule that is known, and the folder of one's own. */
export function RulesTab({ known }: { readonly known: KnownRules }) {
  const { rules, folder, problems } = known
  const rows = useMemo(() => [...rules], [rules])
  const own = rules.filter((rule) => rule.custom).length
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}>
      <Panel title={`Your own rules (${own})`} actions={<CopyButton text={folder}>Copy the path</CopyButton>}>
        <Box sx={{ fontSize: 13 }}>
          Files of rules in this folder are read at the start of each run:{' '}
          <Box component="code" sx={{ fontFamily: MONO, overflowWrap: 'anywhere' }}>
            {folder}
          </Box>
        </Box>
        {problems.length > 0 ? (
          <Box sx={{ mt: 1.5, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
            <Box sx={{ fontSize: 13, fontWeight: 600 }}>
              {formatCount(problems.length, 'place cannot be read', 'places cannot be read')}; the rules there
              do not run.
            </Box>
            {problems.map((problem, index) => (
              <ProblemCard key={`${index}/${problem.message}`} problem={problem} />
            ))}
          </Box>
        ) : null}
      </Panel>
      <Panel title={`All rules (${rules.length})`}>
        <Box sx={{ display: 'flex', flexDirection: 'column', height: 480 }}>
          <VirtualTable label="All rules" rows={rows} columns={COLUMNS} rowId={idOf} />
        </Box>
      </Panel>
    </Box>
  )
}

const idOf = (rule: RuleInfo) => rule.id

const COLUMNS: readonly TableColumn<RuleInfo>[] = [
  {
    id: 'category',
    header: 'Category',
    width: 116,
    value: ({ category }) => ({ Critical: 0, Warning: 1, Information: 2 })[category],
    cell: ({ category }) => <CategoryLabel category={category} />,
  },
  {
    id: 'question',
    header: 'Question',
    width: 260,
    grow: true,
    value: ({ question }) => question,
    title: ({ question }) => question,
  },
  { id: 'scope', header: 'About', width: 130, value: ({ scope }) => SCOPE_WORDS[scope].title },
  {
    id: 'applies',
    header: 'For',
    width: 160,
    value: ({ applies }) => appliesText(applies) ?? 'Cold and warm',
  },
  { id: 'id', header: 'Rule', width: 240, value: ({ id }) => id, title: ({ id }) => id },
  { id: 'from', header: 'From', width: 100, value: ({ custom }) => (custom ? 'Your folder' : 'Palletjack') },
]
