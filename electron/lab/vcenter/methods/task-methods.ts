import type { Methods } from './call.ts'

/** Task. */
export const TASK_METHODS: Methods = {
  CancelTask: {
    on: 'Task',
    run: (call) => {
      const { id } = call.target.ref
      // One's own task needs no privilege.
      if (call.tasks.startedBy(id) !== call.session.userName) {
        call.access.require(call.session.userName, call.target.ref, 'Global.CancelTask')
      }
      call.tasks.cancel(id)
      return undefined
    },
  },
}
