import { AUTHORIZATION_METHODS } from './authorization-methods.ts'
import type { Method } from './call.ts'
import { CONFIG_METHODS } from './config-methods.ts'
import { HOST_METHODS } from './host-methods.ts'
import { PROPERTY_METHODS } from './property-methods.ts'
import { SEARCH_METHODS } from './search-methods.ts'
import { SERVICE_METHODS } from './service-methods.ts'
import { SNAPSHOT_METHODS } from './snapshot-methods.ts'
import { TASK_METHODS } from './task-methods.ts'
import { VIEW_METHODS } from './view-methods.ts'
import { VM_METHODS } from './vm-methods.ts'

/** Every method of the API that the lab answers, by name. */
export const ALL_METHODS: Readonly<Record<string, Method | undefined>> = {
  ...SERVICE_METHODS,
  ...PROPERTY_METHODS,
  ...VIEW_METHODS,
  ...SEARCH_METHODS,
  ...AUTHORIZATION_METHODS,
  ...VM_METHODS,
  ...SNAPSHOT_METHODS,
  ...CONFIG_METHODS,
  ...HOST_METHODS,
  ...TASK_METHODS,
}
