import type { Finding } from './model.ts'

type Maker = (rule: string, object: string, message: string, remedy: string, vmId?: string) => Finding

const finding =
  (severity: Finding['severity']): Maker =>
  (rule, object, message, remedy, vmId) => ({ rule, severity, object, vmId, message, remedy })

/** Blocks the run. */
export const critical = finding('critical')
export const warning = finding('warning')
export const info = finding('info')
