/** What the credentials may do: one SelfSubjectAccessReview per right. Nothing is changed on the cluster. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { permissionGroup } from '../../shared/target/permission-groups.ts'
import { RIGHT_USES, type PermissionReport, type Right } from '../../shared/target/permissions.ts'
import { neededRights, resourceName, type NeededRight } from '../../shared/target/rights.ts'
import { listAt, textAt, valueAt } from './read.ts'
import { statusProblem } from './status-problems.ts'
import type { Answer, Transport } from './transport.ts'

/** Reviews under way at the same time: each needs a connection of its own. */
const AT_ONCE = 8
const REVIEW = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' }
/** Served since Kubernetes 1.28, 1.27 and 1.26; an older server cannot tell. */
const WHO_VERSIONS = ['v1', 'v1beta1', 'v1alpha1']

/** Fails only when no review at all could be made; a single one that fails leaves its right unknown. */
export async function readPermissions(
  transport: Transport,
  namespace: string,
): Promise<Result<PermissionReport>> {
  const needed = neededRights(RIGHT_USES, await servedGroups(transport))
  const [user, answers] = await Promise.all([
    userName(transport),
    eachBounded(needed, (right) => review(transport, namespace, right)),
  ])
  const [first] = answers
  if (first?.ok === false && answers.every((answer) => !answer.ok)) return first
  const rights = needed.map((right, index) => toRight(right, namespace, answers[index]))
  const groups = RIGHT_USES.map((use) => {
    const ofUse = rights.filter((_right, index) => needed[index]?.use === use)
    return permissionGroup(use, namespace, ofUse)
  })
  return ok({ namespace, user, groups })
}

type Verdict = Pick<Right, 'state' | 'reason'>

async function review(transport: Transport, namespace: string, right: NeededRight): Promise<Result<Verdict>> {
  const answer = await transport.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { ...REVIEW, spec: { resourceAttributes: attributesOf(right, namespace) } },
  })
  if (!answer.ok) return answer
  if (!isSuccess(answer.value)) return fail(refused(transport, answer.value))
  const status = valueAt(answer.value.body, 'status')
  const reason = textAt(status, 'reason') || textAt(status, 'evaluationError')
  return ok({ state: verdictOf(status), reason })
}

/** An authorizer that could not decide says so in evaluationError, and the request itself would be refused. */
function verdictOf(status: unknown): Right['state'] {
  const allowed = valueAt(status, 'allowed')
  if (allowed === true) return 'allowed'
  return allowed === false ? 'denied' : 'unknown'
}

function attributesOf(right: NeededRight, namespace: string) {
  const { verb, group, scope } = right
  const [resource, subresource] = right.resource.split('/')
  // A namespace counts as lying in itself, and rights on it may come from a role in it.
  const isItself = scope === 'namespace' && right.resource === 'namespaces'
  const name = isItself && namespace !== '' ? namespace : right.name
  return {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    // An empty one stands for all of them.
    ...(scope === 'namespace' && namespace !== '' ? { namespace } : {}),
    ...(name === undefined ? {} : { name }),
  }
}

function toRight(right: NeededRight, namespace: string, answer: Result<Verdict> | undefined): Right {
  return {
    verb: right.verb,
    resource: resourceName(right),
    namespace: right.scope === 'namespace' ? namespace : '',
    purpose: right.purpose,
    ...(answer?.ok
      ? verdictFor(right, namespace, answer.value)
      : { state: 'unknown', reason: answer?.problem.message ?? '' }),
  }
}

/** A role in one namespace may give what the login has not in all of them. */
function verdictFor({ scope }: NeededRight, namespace: string, verdict: Verdict): Verdict {
  return scope === 'namespace' && namespace === '' && verdict.state === 'denied'
    ? { state: 'unknown', reason: 'not allowed in every namespace; a plan tells which one is meant' }
    : verdict
}

/** Who the cluster says we are; empty where it does not tell. */
async function userName(transport: Transport): Promise<string> {
  for (const version of WHO_VERSIONS) {
    const answer = await transport.send({
      method: 'POST',
      path: `/apis/authentication.k8s.io/${version}/selfsubjectreviews`,
      body: { apiVersion: `authentication.k8s.io/${version}`, kind: 'SelfSubjectReview' },
    })
    if (!answer.ok) return ''
    if (isSuccess(answer.value)) return textAt(answer.value.body, 'status', 'userInfo', 'username')
    if (answer.value.status !== 404) return ''
  }
  const user = await transport.send({ method: 'GET', path: '/apis/user.openshift.io/v1/users/~' })
  return user.ok && isSuccess(user.value) ? textAt(user.value.body, 'metadata', 'name') : ''
}

/** Names of the API groups; undefined where they cannot be read. */
async function servedGroups(transport: Transport): Promise<ReadonlySet<string> | undefined> {
  const answer = await transport.send({ method: 'GET', path: '/apis' })
  if (!answer.ok || !isSuccess(answer.value)) return undefined
  return new Set(listAt(answer.value.body, 'groups').map((group) => textAt(group, 'name')))
}

function refused(transport: Transport, { status, body }: Answer): Problem {
  return statusProblem(transport.url, status, body, {
    verb: 'create',
    ref: REVIEW,
    resource: 'selfsubjectaccessreviews.authorization.k8s.io',
    namespace: undefined,
    name: undefined,
  })
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** As Promise.all over `map`, with at most AT_ONCE of them running. */
async function eachBounded<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker))
  return results
}
