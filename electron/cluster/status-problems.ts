/** Answers of an API server with an error status, each as one clear problem. */
import type { Problem } from '../../shared/problem.ts'
import { hostOf } from './connection-problems.ts'
import { listAt, textAt } from './read.ts'
import type { KindRef } from './service.ts'

/** What was asked, for the sentence that says what failed. */
export interface Asked {
  readonly verb: string
  readonly ref: KindRef
  /** Resource name with its group, "datavolumes.cdi.kubevirt.io"; the kind while it is not known. */
  readonly resource: string
  readonly namespace: string | undefined
  readonly name: string | undefined
}

/** Operators by the API group that they bring, in the words of their installers. */
const operators = new Map([
  ['kubevirt.io', ['KubeVirt', 'Install OpenShift Virtualization (or KubeVirt)']],
  ['subresources.kubevirt.io', ['KubeVirt', 'Install OpenShift Virtualization (or KubeVirt)']],
  [
    'cdi.kubevirt.io',
    ['CDI', "Install OpenShift Virtualization (or KubeVirt's Containerized Data Importer)"],
  ],
  ['k8s.cni.cncf.io', ['Multus', 'Install Multus, or map networks to the pod network only']],
])

/** An answer with an error status. `body` is the parsed answer, a Status object as a rule. */
export function statusProblem(url: string, status: number, body: unknown, asked: Asked): Problem {
  const text = serverMessage(body, asked)
  const reason = textAt(body, 'reason')
  // Admission may refuse with any status (403, 422, or what its author chose).
  if (status >= 400 && status < 500) {
    const refusal = denied(text, asked)
    if (refusal) return refusal
  }
  switch (status) {
    case 401:
      return unauthorized(url)
    case 403:
      return forbidden(body, text, asked)
    case 404:
      if (textAt(body, 'details', 'kind') === 'namespaces' && asked.ref.kind !== 'Namespace')
        return namespaceMissing(asked, text)
      return {
        code: 'cluster.not-found',
        message: `${subject(asked)} was not found.`,
        remedy: 'Refresh: it, or its namespace, may have been removed in the meantime.',
        ...detail(text),
      }
    case 409:
      return reason === 'AlreadyExists' ? alreadyExists(asked) : conflict(asked, text)
    case 410:
      return {
        code: 'cluster.version-gone',
        message: `The API server has forgotten the state that was asked for of ${subject(asked)}.`,
        remedy: 'Read the list again.',
      }
    case 400:
    case 422:
      return invalid(body, asked, text)
    case 429:
    case 503:
      return {
        code: 'cluster.busy',
        message: `The API server of ${hostOf(url)} is too busy to ${asked.verb} ${subject(asked)}.`,
        remedy: 'Try again in a minute.',
        ...detail(text),
      }
    default:
      return {
        code: 'cluster.server-error',
        message: `The API server of ${hostOf(url)} could not ${asked.verb} ${subject(asked)} (HTTP ${status}).`,
        remedy: "Try again; if it stays, look at the API server's log.",
        ...detail(text),
      }
  }
}

/** The API group or kind is not there at all. */
export function notServed(ref: KindRef): Problem {
  const [product, remedy] = operators.get(groupOf(ref.apiVersion)) ?? []
  return {
    code: 'cluster.kind-not-served',
    message:
      product === undefined
        ? `The cluster does not know the kind ${ref.kind} (${ref.apiVersion}).`
        : `${product} is not installed on this cluster: it does not serve ${ref.kind} (${ref.apiVersion}).`,
    remedy:
      remedy === undefined
        ? 'Check the version of the cluster and its installed operators.'
        : `${remedy} on the cluster, then refresh.`,
  }
}

export function deleteTimeout(asked: Asked, timeoutMs: number, finalizers: readonly string[]): Problem {
  const holders = finalizers.length > 0 ? ` It is held by ${finalizers.join(', ')}.` : ''
  return {
    code: 'cluster.delete-timeout',
    message: `${subject(asked)} is still there ${timeoutMs / 1000} seconds after it was deleted.${holders}`,
    meaning: 'The cluster goes on deleting it.',
    remedy: 'Wait and try again; if it stays, look for the controller that has to release it.',
  }
}

/** "resource name in namespace x", as far as the parts are known. */
export function subject(asked: Asked): string {
  const name = asked.name === undefined ? asked.resource : `${asked.ref.kind} ${asked.name}`
  return asked.namespace === undefined ? name : `${name} in namespace ${asked.namespace}`
}

export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

function unauthorized(url: string): Problem {
  return {
    code: 'cluster.unauthorized',
    message: `${hostOf(url)} does not accept the credentials: the token is invalid or has expired.`,
    meaning: 'Nothing was changed.',
    remedy:
      'Get a new token, for example with oc whoami --show-token or kubectl create token, and enter it again.',
  }
}

function namespaceMissing(asked: Asked, text: string): Problem {
  return {
    code: 'cluster.namespace-missing',
    message: `The namespace ${asked.namespace ?? ''} does not exist.`,
    meaning: 'Nothing was created.',
    remedy: 'Create it, or choose another one; it may have been removed in the meantime.',
    ...detail(text),
  }
}

function forbidden(body: unknown, text: string, asked: Asked): Problem {
  if (causesOf(body, 'reason').includes('NamespaceTerminating')) {
    return {
      code: 'cluster.namespace-terminating',
      message: `The namespace ${asked.namespace ?? ''} is being deleted, so nothing can be created in it.`,
      meaning: 'Nothing was created.',
      remedy: `Wait until it is gone; kubectl get namespace ${asked.namespace ?? ''} -o yaml tells what holds it.`,
      detail: text,
    }
  }
  const limit = overLimit(text, asked)
  if (limit) return limit
  // A namespace gets its default account a moment after it was made.
  if (/error looking up service account/.test(text)) {
    return {
      code: 'cluster.account-missing',
      message: `The service account that ${subject(asked)} runs as is not there yet.`,
      meaning: 'Nothing was created.',
      remedy: 'Wait a moment: a cluster makes it shortly after a new namespace.',
      detail: text,
    }
  }
  if (/violates PodSecurity|unable to validate against any security context constraint/.test(text)) {
    return {
      code: 'cluster.pod-security',
      message: `The security rules of the namespace do not allow ${subject(asked)}.`,
      meaning: 'Nothing was created.',
      remedy:
        'Have an administrator allow user id 107 and KVM for the namespace (pod security level, or a security context constraint on OpenShift).',
      detail: text,
    }
  }
  const where = asked.namespace === undefined ? '' : ` in namespace ${asked.namespace}`
  const flag = asked.namespace === undefined ? '' : ` -n ${asked.namespace}`
  return {
    code: 'cluster.forbidden',
    message: `The credentials do not allow to ${asked.verb} ${asked.resource}${where}.`,
    meaning: 'Nothing was changed.',
    remedy: `Ask an administrator for the right; kubectl auth can-i ${asked.verb} ${asked.resource}${flag} tells whether it is there.`,
    ...detail(text),
  }
}

/**
 * Refusals of the admission plugins ResourceQuota and LimitRanger, which come as Forbidden too, although no right is
 * missing. Their words: kubernetes/kubernetes, plugin/pkg/admission/{resourcequota,limitranger}.
 */
function overLimit(text: string, asked: Asked): Problem | undefined {
  const base = { meaning: 'Nothing was created.', detail: text }
  const quota = {
    ...base,
    code: 'cluster.quota-exceeded',
    message: `A quota does not allow to ${asked.verb} ${subject(asked)}.`,
  }
  if (/exceeded quota/.test(text))
    return { ...quota, remedy: 'Have the quota of the namespace raised, or free some of it.' }
  const [, unsaid] = /failed quota: .*?must specify ([^\s;]+)/.exec(text) ?? []
  if (unsaid !== undefined)
    return {
      ...quota,
      remedy: `Have that quota count no ${unsaid}, or a limit range made that sets a default for it.`,
    }
  if (!/\b(m(in|ax)imum \S+ usage|max limit to request ratio) per /.test(text)) return undefined
  const rule = text.replace(/^.*? is forbidden: /, '').replace(/^\[(.*)\]$/s, '$1')
  return {
    ...base,
    code: 'cluster.limit-range',
    message: `A limit range of the namespace does not allow ${subject(asked)}: ${rule.replace(/\.$/, '')}.`,
    remedy: 'Have the limit range of the namespace widened, or choose another namespace.',
  }
}

function alreadyExists(asked: Asked): Problem {
  return {
    code: 'cluster.already-exists',
    message: `${subject(asked)} already exists.`,
    meaning: 'It was left as it is.',
    remedy: 'Choose another name, or remove the existing one if nothing needs it.',
  }
}

function conflict(asked: Asked, text: string): Problem {
  return {
    code: 'cluster.conflict',
    message: `${subject(asked)} was changed by someone else at the same time.`,
    meaning: 'This change was not made.',
    remedy: 'Try again.',
    ...detail(text),
  }
}

/** A webhook or an admission policy of the cluster said no, in its own words. */
function denied(text: string, asked: Asked): Problem | undefined {
  if (/does not support dry run/i.test(text)) return noDryRun(asked, text)
  const [, webhook, why] = /admission webhook "([^"]+)" denied the request:?\s*(.*)/s.exec(text) ?? []
  const [, policy, reason] = /ValidatingAdmissionPolicy '([^']+)'.*? denied request: (.*)/s.exec(text) ?? []
  const who = webhook ?? policy
  if (who === undefined) return undefined
  return {
    code: 'cluster.denied',
    message: rejects(asked, [who, why ?? reason].filter(Boolean).join(': ')),
    meaning: 'Nothing was changed.',
    remedy: `Ask who looks after ${who} on the cluster, or correct what it names.`,
    detail: text,
  }
}

/** The server then refuses every dry run of such an object, and says nothing about the object. */
function noDryRun(asked: Asked, text: string): Problem {
  return {
    code: 'cluster.no-dry-run',
    message: `Whether the cluster would take ${subject(asked)} cannot be tried: one of its webhooks knows no dry runs.`,
    meaning: 'Nothing was changed.',
    remedy: 'Do it without the trial; the webhook then decides.',
    detail: text,
  }
}

function invalid(body: unknown, asked: Asked, text: string): Problem {
  const causes = asked.ref.kind === 'Secret' ? [] : causesOf(body, 'field', 'message')
  return {
    code: 'cluster.invalid',
    message: rejects(asked, causes.join('; ')),
    meaning: 'Nothing was changed.',
    remedy: 'Correct what the message names; if the plan does not set it, report it as a defect.',
    ...detail(text),
  }
}

function rejects(asked: Asked, why: string): string {
  return `The cluster rejects ${subject(asked)}${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}.`
}

/** One text per cause, at most five, from these of its fields. */
function causesOf(body: unknown, ...fields: readonly string[]): string[] {
  return listAt(body, 'details', 'causes')
    .slice(0, 5)
    .map((cause) =>
      fields
        .map((field) => textAt(cause, field))
        .join(' ')
        .trim(),
    )
}

/** The server's own words. For a Secret most stay out: an admission webhook may quote what it was given. */
function serverMessage(body: unknown, asked: Asked): string {
  const said = textAt(body, 'message').slice(0, 2000)
  if (asked.ref.kind !== 'Secret') return said
  return QUOTES_NOTHING.exec(said)?.[1] ?? textAt(body, 'reason')
}

/** Names and numbers of a quota, or which webhook it was. */
const QUOTES_NOTHING =
  /^(?:\S+ "[^"]*" is forbidden: )?((?:exceeded|failed) quota: .*|admission webhook "[^"]+" (?:denied the request|does not support dry run))/

function detail(text: string): { detail?: string } {
  return text === '' ? {} : { detail: text }
}
