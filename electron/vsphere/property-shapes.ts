/** Reads of each property only what a projection does. */
import { condenseProperty, condenseShaped, shapeOf } from '../../shared/inventory/from-vsphere/condense.ts'
import type { RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { ElementShapes } from './xml-values.ts'

/** For one answer. */
export interface CondensedReading {
  /** For the elements with the value of a property, whose name comes before it in the same record. */
  readonly shapeOf: ElementShapes[string]
  /** What is kept of a property of the object that was read last; undefined for nothing. */
  readonly condense: (name: string, value: RawValue) => RawValue | undefined
  /** To be called after each object. */
  readonly done: () => void
}

export function createCondensedReading(): CondensedReading {
  // Servers send the name first (data objects DynamicProperty and PropertyChange); one that does not costs time.
  let whole = false
  return {
    shapeOf: (property) => {
      const name = property?.['name']
      if (typeof name === 'string') return shapeOf(name) ?? 'nothing'
      whole = true
      return 'all'
    },
    condense: (name, value) => (whole ? condenseProperty : condenseShaped)(name, value),
    done: () => (whole = false),
  }
}
