import { VimFault } from '../fault.ts'
import type { Methods } from './call.ts'

/** Task. */
export const TASK_METHODS: Methods = {
  CancelTask: {
    on: 'Task',
    run: () => {
      throw new VimFault('NotSupported', 'The task cannot be cancelled.')
    },
  },
}
