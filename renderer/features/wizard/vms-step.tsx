import AccountTreeIcon from '@mui/icons-material/AccountTreeOutlined'
import ToggleButton from '@mui/material/ToggleButton'
import Box from '@mui/material/Box'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { InventoryRow, InventoryView } from '../../../shared/contract/inventory.ts'
import { formatNumber } from '../../../shared/units.ts'
import type { ListSearch } from '../../app/search.ts'
import type { RowSelection } from '../../ui/table-selection.ts'
import { EstateTree } from '../inventory/estate-tree.tsx'
import { InventoryGate } from '../inventory/inventory-gate.tsx'
import { InventoryList } from '../inventory/inventory-list.tsx'
import { filterOf, searchOf } from '../inventory/list-filter.ts'
import { queryFault } from '../inventory/query-language.ts'
import { textOf } from '../inventory/row-values.ts'
import type { RowsWanted } from '../inventory/use-rows.ts'
import { ChooseAll } from './choose-all.tsx'
import { useDraft } from './draft-context.tsx'
import { StepFrame } from './step-frame.tsx'
import { TypeChoice } from './type-choice.tsx'
import { useMatching } from './use-matching.ts'
import { useWizardFacts } from './wizard-facts.tsx'

/** Step 2: which VMs. */
export function VmsStep(): ReactNode {
  const { draft } = useDraft()
  const { inventory, providers } = useWizardFacts()
  const source = providers.find((one) => one.id === draft.sourceId)
  return (
    <StepFrame
      step="vms"
      title="Virtual machines"
      lead="Choose the VMs to migrate. Space or a click chooses, Enter shows details, / searches. What the findings mean is in the details."
      fill
    >
      <Box id="vms" sx={{ flex: 1, display: 'flex', flexDirection: 'column', gap: 1.5, minHeight: 0 }}>
        <TypeChoice />
        <InventoryGate stream={inventory}>
          {(view) =>
            source ? <Chooser key={source.id} sourceId={source.id} name={source.name} view={view} /> : null
          }
        </InventoryGate>
      </Box>
    </StepFrame>
  )
}

type Search = ListSearch & { readonly chosen?: boolean | undefined }

interface ChooserProps {
  readonly sourceId: string
  readonly name: string
  readonly view: InventoryView
}

function Chooser({ sourceId, name, view }: ChooserProps) {
  const { draft, update } = useDraft()
  const search: Search = useSearch({ from: '/wizard/vms' })
  const navigate = useNavigate({ from: '/wizard/vms' })
  const change = (next: Partial<Search>) => void navigate({ search: { ...search, ...next }, replace: true })
  const selected = useMemo(() => new Set(draft.vmIds), [draft.vmIds])
  const select = (ids: ReadonlySet<string>) => update({ vmIds: [...ids] })
  const filter = filterOf(search, search.tree ?? 'folders')
  const only = search.chosen ? draft.vmIds : undefined
  const where = (search.q ?? '').trim()
  const wanted: RowsWanted = { providerId: sourceId, kind: 'vms', where, within: filter.within, ids: only }
  const matching = useMatching({
    wanted,
    ready: queryFault('vms', where) === undefined,
    revision: view.revision,
    selected,
    onSelect: select,
  })
  const selection: RowSelection<InventoryRow> = {
    selected,
    onChange: select,
    refusal: (row) => textOf(row, 'refusal') || undefined,
    dimRefused: true,
    nameOf: (row) => textOf(row, 'name'),
  }
  const list = (
    <InventoryList
      providerId={sourceId}
      view={view}
      kind="vms"
      filter={filter}
      onFilter={(next) => change(searchOf(next))}
      ids={only}
      selection={selection}
      selectAll={{ state: matching.state, onToggle: matching.toggle }}
      extra={<Toggles search={search} chosen={selected.size} onChange={change} />}
      below={
        <ChooseAll
          wanted={wanted}
          matching={matching}
          filtered={where !== '' || filter.within !== undefined || only !== undefined}
        />
      }
    />
  )
  return (
    <BesideTree sourceId={sourceId} name={name} view={view} search={search} onChange={change}>
      {list}
    </BesideTree>
  )
}

interface BesideTreeProps extends ChooserProps {
  readonly search: Search
  readonly onChange: (change: Partial<Search>) => void
  readonly children: ReactNode
}

/** The list alone, or beside the tree when that is open. */
function BesideTree({ sourceId, name, view, search, onChange, children }: BesideTreeProps) {
  if (search.tree === undefined) return children
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'grid',
        gridTemplateColumns: 'clamp(180px, 16vw, 280px) minmax(0, 1fr)',
        gap: 2,
      }}
    >
      <EstateTree
        providerId={sourceId}
        name={name}
        view={view}
        tree={search.tree}
        nodeId={search.node}
        onTree={(tree) => onChange({ tree, node: undefined })}
        onNode={(node) => onChange({ node })}
      />
      {children}
    </Box>
  )
}

interface TogglesProps {
  readonly search: Search
  readonly chosen: number
  readonly onChange: (change: Partial<Search>) => void
}

function Toggles({ search, chosen, onChange }: TogglesProps) {
  const isTree = search.tree !== undefined
  return (
    <>
      <ToggleButton
        size="small"
        value="tree"
        selected={isTree}
        onChange={() =>
          onChange(isTree ? { tree: undefined, node: undefined } : { tree: 'folders', node: undefined })
        }
        sx={{ gap: 0.75 }}
      >
        <AccountTreeIcon aria-hidden sx={{ fontSize: 18 }} />
        Tree
      </ToggleButton>
      <ToggleButton
        size="small"
        color="primary"
        value="chosen"
        selected={search.chosen ?? false}
        onChange={() => onChange({ chosen: search.chosen ? undefined : true })}
      >
        Chosen: {formatNumber(chosen)}
      </ToggleButton>
    </>
  )
}
