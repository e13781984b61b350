import Box from '@mui/material/Box'
import type { Target } from '../../../shared/target/model.ts'
import { NamespaceField } from './namespace-field.tsx'
import { namespaceProblem } from './namespaces.ts'

type Namespaces = Pick<Target, 'namespaces' | 'terminating'>

/** Why no probe can run there; undefined when one can. */
export function probeFault(namespace: string, { namespaces, terminating }: Namespaces): string | undefined {
  if (namespace === '') return 'Choose the namespace that the probe runs in.'
  const problem = namespaceProblem(namespace, terminating)
  if (problem !== undefined) return problem
  return namespaces.includes(namespace)
    ? undefined
    : `There is no namespace ${namespace} yet; a probe runs in one that exists.`
}

export interface ProbeNamespaceProps {
  readonly target: Namespaces
  readonly value: string
  readonly onChange: (name: string) => void
}

export function ProbeNamespace({ target, value, onChange }: ProbeNamespaceProps) {
  const fault = value === '' ? undefined : probeFault(value, target)
  return (
    <Box sx={{ maxWidth: 480 }}>
      <NamespaceField
        label="Namespace of the probe"
        namespaces={target.namespaces}
        terminating={target.terminating}
        value={value}
        onChange={onChange}
        error={fault !== undefined}
        helperText={fault ?? 'The one that VMs migrate into: its network policies and pull secrets count.'}
      />
    </Box>
  )
}
