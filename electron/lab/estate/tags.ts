/** vSphere tags: categories, and which of their tags hang on which VM. */
import type { Draw } from './draw.ts'

interface EstateTagCategory {
  /** "urn:vmomi:InventoryServiceCategory:<uuid>:GLOBAL". */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly cardinality: 'SINGLE' | 'MULTIPLE'
}

export interface EstateTag {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly categoryId: string
  /** Ids of the VMs that it hangs on. */
  readonly vmIds: Set<string>
}

export interface EstateTags {
  readonly tagCategories: readonly EstateTagCategory[]
  readonly tags: readonly EstateTag[]
}

interface CategorySpec {
  readonly name: string
  readonly description: string
  readonly cardinality: EstateTagCategory['cardinality']
  /** Names of VMs by name of the tag. */
  readonly tags: Readonly<Record<string, readonly string[]>>
}

/** The shop is spread over three folders: its tag says what no folder does. */
const CATEGORIES: readonly CategorySpec[] = [
  {
    name: 'Application',
    description: 'What a machine belongs to',
    cardinality: 'SINGLE',
    tags: {
      Shop: ['web-01', 'app-01', 'db-01', 'Web Front 02'],
      Billing: ['app/billing-01', 'cbt-off-independent-01'],
      Directory: ['win11-vtpm-01'],
    },
  },
  {
    name: 'Environment',
    description: 'How much an outage hurts',
    cardinality: 'SINGLE',
    tags: {
      Production: ['web-01', 'app-01', 'db-01', 'app/billing-01', 'cluster-node-a', 'cluster-node-b'],
      Test: ['clone-a-01', 'clone-b-01', 'suspended-01'],
    },
  },
  {
    name: 'Backup',
    description: 'Jobs that copy a machine',
    cardinality: 'MULTIPLE',
    tags: { daily: ['db-01', 'legacy-rdm-01'], 'off-site': ['db-01'], never: [] },
  },
]

export function createTags(
  draw: Draw,
  vms: readonly { readonly id: string; readonly name: string }[],
): EstateTags {
  const idOf = new Map(vms.map((vm) => [vm.name, vm.id]))
  const tagCategories = CATEGORIES.map(({ name, description, cardinality }) => ({
    id: urn(draw, 'Category', name),
    name,
    description,
    cardinality,
  }))
  const tags = CATEGORIES.flatMap((category, at) =>
    Object.entries(category.tags).map(([name, members]): EstateTag => ({
      id: urn(draw, 'Tag', `${category.name} ${name}`),
      name,
      description: '',
      categoryId: tagCategories[at]?.id ?? '',
      vmIds: new Set(members.flatMap((member) => idOf.get(member) ?? [])),
    })),
  )
  return { tagCategories, tags }
}

function urn(draw: Draw, kind: 'Category' | 'Tag', label: string): string {
  return `urn:vmomi:InventoryService${kind}:${draw.uuid(`${kind} ${label}`)}:GLOBAL`
}
