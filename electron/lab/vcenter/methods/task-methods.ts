import { Ref, isObject } from '../vim/value.ts'
import type { Methods, SessionCall } from './call.ts'

/** Task. */
export const TASK_METHODS: Methods = {
  CancelTask: {
    on: 'Task',
    run: (call) => {
      const { id } = call.target.ref
      // One's own task needs no privilege.
      if (call.tasks.startedBy(id) !== call.session.userName) {
        call.access.require(call.session.userName, entityOf(call), 'Global.CancelTask')
      }
      call.tasks.cancel(id)
      return undefined
    },
  },
}

function entityOf({ target }: SessionCall): Ref {
  const info = target.get('info')
  return isObject(info) && info.entity instanceof Ref ? info.entity : target.ref
}
