import AccountTreeIcon from '@mui/icons-material/AccountTreeOutlined'
import AppsIcon from '@mui/icons-material/AppsOutlined'
import BusinessIcon from '@mui/icons-material/BusinessOutlined'
import DnsIcon from '@mui/icons-material/DnsOutlined'
import FolderIcon from '@mui/icons-material/FolderOutlined'
import LanIcon from '@mui/icons-material/LanOutlined'
import PublicIcon from '@mui/icons-material/PublicOutlined'
import StorageIcon from '@mui/icons-material/StorageOutlined'
import WorkspacesIcon from '@mui/icons-material/WorkspacesOutlined'
import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { InventoryView, TreeKind, TreeNode } from '../../../shared/contract/inventory.ts'
import { formatNumber } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { VirtualTree } from '../../ui/virtual-tree.tsx'
import { useKeptIds } from './use-kept.ts'
import { useThrottled } from './use-throttled.ts'

/** Counts in a tree may be this old (ms): a tree of thousands of nodes is not read at every change. */
const TREE_PAUSE = 5_000

const TREES: readonly { readonly value: TreeKind; readonly label: string }[] = [
  { value: 'folders', label: 'Folders' },
  { value: 'hosts', label: 'Hosts and clusters' },
  { value: 'datastores', label: 'Datastores' },
  { value: 'networks', label: 'Networks' },
]

/** Everything: not a node of the contract, the way back to no node. */
const ROOT = ''

type Node = Omit<TreeNode, 'kind'> & { readonly kind: string }

export interface EstateTreeProps {
  readonly providerId: string
  readonly name: string
  readonly view: InventoryView
  readonly tree: TreeKind
  readonly nodeId: string | undefined
  readonly onTree: (tree: TreeKind) => void
  /** Undefined: everything. */
  readonly onNode: (nodeId: string | undefined) => void
}

/** One of the four trees; the lists beside it hold what is in the chosen node and below it. */
export function EstateTree(props: EstateTreeProps) {
  const { providerId, name, view, tree } = props
  const client = useClient()
  const revision = useThrottled(view.revision, TREE_PAUSE)
  const query = useQuery({
    queryKey: ['inventory-tree', providerId, tree, revision],
    queryFn: ({ signal }) => client.inventory.tree({ providerId, tree }, { signal }),
    // The tree of the revision before stays until the new one is there; that of another source does not.
    placeholderData: (before, query) =>
      query?.queryKey[1] === providerId && query.queryKey[2] === tree ? before : undefined,
    gcTime: 60_000,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const nodes = useMemo(
    (): readonly Node[] => [
      { id: ROOT, name: `All of ${name}`, kind: 'all', vms: view.counts.vms },
      ...(query.data?.nodes ?? []),
    ],
    [query.data, name, view.counts.vms],
  )
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField
        select
        label="Tree"
        value={tree}
        onChange={(event) => {
          const next = TREES.find((one) => one.value === event.target.value)
          if (next) props.onTree(next.value)
        }}
      >
        {TREES.map(({ value, label }) => (
          <MenuItem key={value} value={value}>
            {label}
          </MenuItem>
        ))}
      </TextField>
      <QueryGate query={query} what="Reading the tree">
        {() => <Nodes key={`${providerId}/${tree}`} {...props} nodes={nodes} />}
      </QueryGate>
    </Box>
  )
}

function Nodes({ providerId, tree, nodeId, onNode, nodes }: EstateTreeProps & { nodes: readonly Node[] }) {
  const [kept, keep] = useKeptIds(`palletjack.tree/${providerId}/${tree}`)
  const open = useMemo(() => kept ?? withAncestors(nodes, nodeId), [kept, nodes, nodeId])
  return (
    <VirtualTree
      label={TREES.find((one) => one.value === tree)?.label ?? 'Tree'}
      nodes={nodes}
      nameOf={(node) => node.name}
      noteOf={(node) => formatNumber(node.vms)}
      meaningOf={(node) => `${node.vms === 1 ? 'VM' : 'VMs'}, ${KIND_WORDS[node.kind] ?? node.kind}`}
      iconOf={(node) => <NodeIcon kind={node.kind} />}
      open={open}
      onOpen={keep}
      selectedId={nodeId ?? ROOT}
      onSelect={(id) => onNode(id === ROOT ? undefined : id)}
    />
  )
}

/** What is open before anybody opened or closed anything: the datacenters, and the way to the chosen node. */
function withAncestors(nodes: readonly Node[], nodeId: string | undefined): ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const open = new Set(nodes.filter((node) => node.parentId === undefined).map((node) => node.id))
  let parent = byId.get(nodeId ?? '')?.parentId
  while (parent !== undefined && !open.has(parent)) {
    open.add(parent)
    parent = byId.get(parent)?.parentId
  }
  return open
}

const ICONS: Readonly<Record<string, typeof FolderIcon>> = {
  all: PublicIcon,
  datacenter: BusinessIcon,
  vapp: AppsIcon,
  cluster: WorkspacesIcon,
  host: DnsIcon,
  datastore: StorageIcon,
  'storage-pod': StorageIcon,
  network: LanIcon,
  switch: AccountTreeIcon,
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  all: 'everything',
  vapp: 'vApp',
  'storage-pod': 'datastore cluster',
  switch: 'distributed switch',
}

function NodeIcon({ kind }: { readonly kind: string }) {
  const Icon = ICONS[kind] ?? FolderIcon
  return <Icon aria-hidden sx={{ fontSize: 16, color: 'text.secondary', flexShrink: 0 }} />
}
