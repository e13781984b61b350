import type { ControllerContext } from '../context.ts'
import { claims, pods } from '../kinds.ts'
import { annotation, type Claim, type Condition, type Node, type Pod } from '../objects.ts'
import { parseQuantity } from '../../../../shared/target/quantity.ts'
import { SELECTED_NODE } from '../volume-controller.ts'

/** Why a pod cannot have a node now, in the words of the Kubernetes scheduler. */
type Placement =
  | { readonly node: Node; readonly unbound: readonly Claim[] }
  | { readonly node?: undefined; readonly message: string }

/** Gives each pod a node once its claims are there, and says on the pod why it waits. */
export function startScheduler(context: ControllerContext): void {
  const controller = context.controller(pods, async (namespace, name) => {
    const pod = context.pods.get(namespace, name)
    if (!pod || pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp) return undefined
    const placement = place(context, pod)
    if (!placement.node) {
      await sayUnschedulable(context, pod, placement.message)
      return undefined
    }
    const { node, unbound } = placement
    if (unbound.length === 0) await assign(context, pod, node.metadata.name)
    // Their binding brings the pod here again.
    for (const claim of unbound)
      await context.client.patch(claims, claim.metadata, {
        metadata: { annotations: { [SELECTED_NODE]: node.metadata.name } },
      })
    return undefined
  })
  const enqueueWaiting = (namespace?: string): void => {
    for (const pod of context.pods.list(namespace))
      if (pod.spec.nodeName === undefined) controller.enqueue(pod.metadata)
  }
  controller.follow(context.pods)
  context.claims.onChange((claim) => enqueueWaiting(claim.metadata.namespace))
  context.nodes.onChange(() => enqueueWaiting())
}

function claimNames(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? [])
    .map((volume) => volume.persistentVolumeClaim?.claimName)
    .filter((name) => name !== undefined)
}

function place(context: ControllerContext, pod: Pod): Placement {
  const unbound: Claim[] = []
  for (const name of claimNames(pod)) {
    const claim = context.claims.get(pod.metadata.namespace, name)
    if (!claim || claim.metadata.deletionTimestamp)
      return { message: `persistentvolumeclaim "${name}" not found` }
    if (claim.status?.phase === 'Bound') continue
    const storageClass = context.storageClasses.get(undefined, claim.spec.storageClassName ?? '')
    if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer')
      return { message: 'pod has unbound immediate PersistentVolumeClaims' }
    unbound.push(claim)
  }
  const all = context.nodes.list()
  const reasons = new Map<string, number>()
  const fit = all.filter((node) => {
    const reason = unfit(node, pod)
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    return reason === undefined
  })
  // Spread by uid, so that a pod looked at twice gets the same answer.
  const node = fit[Number.parseInt(pod.metadata.uid.slice(-4), 16) % fit.length] ?? fit[0]
  if (node)
    return { node, unbound: unbound.filter((claim) => annotation(claim, SELECTED_NODE) === undefined) }
  const list = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')
  return { message: `0/${all.length} nodes are available${list === '' ? '' : `: ${list}`}.` }
}

function unfit(node: Node, pod: Pod): string | undefined {
  if (node.spec?.unschedulable === true) return 'node(s) were unschedulable'
  const labels = node.metadata.labels ?? {}
  const selector = Object.entries(pod.spec.nodeSelector ?? {})
  if (selector.some(([name, value]) => labels[name] !== value))
    return "node(s) didn't match Pod's node affinity/selector"
  for (const container of pod.spec.containers)
    for (const [resource, amount] of devices(container.resources)) {
      const offered = parseQuantity(node.status?.allocatable?.[resource] ?? '0') ?? 0
      if (offered < (parseQuantity(amount) ?? 0)) return `Insufficient ${resource}`
    }
  return undefined
}

/** Device plug-ins' resources: the ones with a domain. CPU and memory of the lab's nodes never run out. */
function devices(resources: Pod['spec']['containers'][number]['resources']): readonly [string, string][] {
  const wanted = { ...resources?.limits, ...resources?.requests }
  return Object.entries(wanted).filter(([name]) => name.includes('/'))
}

async function sayUnschedulable(context: ControllerContext, pod: Pod, message: string): Promise<void> {
  const old = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled')
  if (old?.message === message) return
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: old?.lastTransitionTime ?? context.timestamp(),
  }
  await context.client.patchStatus(pods, pod.metadata, { phase: 'Pending', conditions: [condition] })
  context.recordEvent(pod, 'Warning', 'FailedScheduling', message)
}

async function assign(context: ControllerContext, pod: Pod, node: string): Promise<void> {
  const { name, namespace, uid } = pod.metadata
  await context.client.createSub(pods, pod.metadata, 'binding', {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { apiVersion: 'v1', kind: 'Node', name: node },
  })
}
