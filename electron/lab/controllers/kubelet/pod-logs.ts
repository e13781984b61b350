/** What containers wrote, kept while their pod exists. */
export interface PodLogs {
  readonly append: (namespace: string, pod: string, container: string, line: string) => void
  /** Undefined when the container never wrote. */
  readonly read: (namespace: string, pod: string, container: string) => string | undefined
  readonly forget: (namespace: string, pod: string) => void
}

/** Lines kept per container; older ones go first, as with a real kubelet's log rotation. */
const LINES = 2_000

export function createPodLogs(): PodLogs {
  const pods = new Map<string, Map<string, string[]>>()
  return {
    append: (namespace, pod, container, line) => {
      const key = `${namespace}/${pod}`
      const containers = pods.get(key) ?? new Map<string, string[]>()
      pods.set(key, containers)
      const lines = containers.get(container) ?? []
      containers.set(container, lines)
      lines.push(line)
      if (lines.length > LINES) lines.splice(0, lines.length - LINES)
    },
    read: (namespace, pod, container) => {
      const lines = pods.get(`${namespace}/${pod}`)?.get(container)
      return lines?.map((line) => `${line}\n`).join('')
    },
    forget: (namespace, pod) => void pods.delete(`${namespace}/${pod}`),
  }
}
