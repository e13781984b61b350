import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { PermissionGroup, Right } from '../../../shared/target/permissions.ts'
import { formatCount } from '../../../shared/units.ts'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { Empty } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Badge } from './badge.tsx'
import { PlainTable } from './plain-table.tsx'
import { GROUP_WORDS, RIGHT_WORDS, whereText } from './rights-text.ts'

/** What works and what does not, with the single rights behind each. */
export function RightsGroups({ groups }: { readonly groups: readonly PermissionGroup[] }) {
  const { tokens } = useTheme()
  if (groups.length === 0)
    return <Empty title="The cluster named no rights">Look again, or check the connection.</Empty>
  return (
    <Box component="ul" aria-label="Rights" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {groups.map((group, index) => (
        <Box
          component="li"
          key={group.use}
          sx={{
            display: 'grid',
            gridTemplateColumns: '150px minmax(0, 1fr)',
            columnGap: 1.5,
            py: 1.25,
            fontSize: 13,
            borderTop: index === 0 ? 'none' : `1px solid ${tokens.border}`,
          }}
        >
          <Box>
            <GroupState group={group} />
          </Box>
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'baseline' }}>
              <Box component="span" sx={{ fontWeight: 600 }}>
                {group.title}
              </Box>
              {group.required ? <Badge>needed</Badge> : null}
            </Box>
            <Box>{group.message}</Box>
            <RightsList group={group} />
          </Box>
        </Box>
      ))}
    </Box>
  )
}

function GroupState({ group }: { readonly group: PermissionGroup }) {
  const word = GROUP_WORDS[group.state]
  switch (group.state) {
    case 'works':
      return <StateLabel tone="done">{word}</StateLabel>
    case 'unknown':
      return <StateLabel tone="pending">{word}</StateLabel>
    case 'denied':
      return <StateLabel tone={group.required ? 'failed' : 'canceled'}>{word}</StateLabel>
    case 'partly':
      return (
        <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
          <CategoryShape category={group.required ? 'Critical' : 'Warning'} />
          {word}
        </Box>
      )
  }
}

function RightsList({ group }: { readonly group: PermissionGroup }) {
  if (group.rights.length === 0) return null
  return (
    <Box component="details" sx={{ mt: 0.5, '& summary': { cursor: 'pointer', width: 'fit-content' } }}>
      <summary>{rightsWord(group.rights)}</summary>
      <Box sx={{ mt: 1, overflowX: 'auto' }}>
        <PlainTable
          label={group.title}
          empty=""
          columns={[
            { head: 'Answer', width: '110px' },
            { head: 'Verb', width: '90px' },
            { head: 'Resource', width: '34%' },
            { head: 'Where', width: '130px' },
            { head: 'What it is for' },
          ]}
          rows={group.rights.map((right) => ({
            id: `${right.verb} ${right.resource} ${right.namespace}`,
            cells: [
              <RightState key="state" right={right} />,
              right.verb,
              right.resource,
              whereText(right),
              <Purpose key="purpose" right={right} />,
            ],
          }))}
        />
      </Box>
    </Box>
  )
}

function rightsWord(rights: readonly Right[]): string {
  const denied = rights.filter((right) => right.state === 'denied').length
  const all = formatCount(rights.length, 'right')
  return denied > 0 ? `${all}, ${denied} denied` : all
}

function RightState({ right }: { readonly right: Right }) {
  const tone = { allowed: 'done', denied: 'failed', unknown: 'pending' } as const
  return <StateLabel tone={tone[right.state]}>{RIGHT_WORDS[right.state]}</StateLabel>
}

function Purpose({ right }: { readonly right: Right }) {
  return (
    <>
      {right.purpose}
      {right.reason ? <Box sx={{ color: 'text.secondary' }}>The cluster says: {right.reason}</Box> : null}
    </>
  )
}
