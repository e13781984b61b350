/** Why a context of a kubeconfig cannot be used. None of these repeats a secret that stood in the text. */
import type { Problem } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'

const flatten = 'kubectl config view --flatten --minify --raw'

const nothingHappened = 'Nothing was started and nothing was sent.'
const tokenInstead =
  'oc whoami --show-token, or kubectl create token for a service account of the cluster, gives a token that can be used instead'

export function unreadable(): Problem {
  return {
    code: 'cluster.kubeconfig-invalid',
    message: 'The text is not a kubeconfig.',
    meaning: 'Nothing was sent to a cluster.',
    remedy: `Paste the whole output of ${flatten}.`,
  }
}

export function noSuchContext(name: string, names: readonly string[]): Problem {
  return {
    code: 'cluster.kubeconfig-context',
    message:
      name === '' ? 'The kubeconfig names no current context.' : `The kubeconfig has no context "${name}".`,
    remedy:
      names.length === 0
        ? `Make the text with ${flatten}.`
        : `Choose one of its contexts: ${names.join(', ')}.`,
  }
}

export function noContexts(): Problem {
  return {
    code: 'cluster.kubeconfig-context',
    message: 'The kubeconfig holds no context.',
    remedy: `Make the text with ${flatten}.`,
  }
}

export function incomplete(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-incomplete',
    message: `Context "${context}" of the kubeconfig points at a cluster or user that the text does not hold.`,
    remedy: `Make a complete text with ${flatten} --context=${quoted(context)}.`,
  }
}

export function fileReference(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-file-reference',
    message: `Context "${context}" of the kubeconfig points at files instead of holding their content.`,
    meaning: 'No file was read.',
    remedy: `Make a text that holds everything with ${flatten} --context=${quoted(context)}.`,
  }
}

export function redacted(): Problem {
  return {
    code: 'cluster.kubeconfig-redacted',
    message: 'The kubeconfig was printed with its secrets left out.',
    remedy: `Make it again with ${flatten}; without --raw kubectl hides them.`,
  }
}

export function noCredentials(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-no-credentials',
    message: `The user of context "${context}" has neither a token nor a client certificate with its key.`,
    remedy: `Log in with oc login or kubectl first, then make the text with ${flatten}.`,
  }
}

export function insecure(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-insecure',
    message: `Context "${context}" switches off the check of the cluster's certificate.`,
    meaning: 'Anyone on the way could take the credentials, so nothing was sent.',
    remedy:
      'Replace insecure-skip-tls-verify by certificate-authority-data with the authority of the cluster.',
  }
}

export function badProxy(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-proxy',
    message: `Context "${context}" goes through a proxy that is neither http nor https.`,
    remedy: 'Use an http proxy, or connect from a machine that reaches the cluster directly.',
  }
}

/** Without its groups the same name would act with other rights than kubectl does. */
export function impersonatesGroups(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-impersonation',
    message: `Context "${context}" acts as another user with a group, uid or extra of its own.`,
    meaning: 'Only as: with a user name is supported, so nothing was sent.',
    remedy: 'Remove as-groups, as-uid and as-user-extra, or log in as that user itself.',
  }
}

export function authProvider(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-auth-provider',
    message: `Context "${context}" logs in by an auth-provider, which Kubernetes itself dropped with version 1.26.`,
    meaning: nothingHappened,
    remedy: `Use an exec plugin of your provider instead; ${tokenInstead}.`,
  }
}

/** Nobody agreed to the program yet. */
export function needsConsent(context: string, program: string): Problem {
  return {
    code: 'cluster.kubeconfig-runs-program',
    message: `Context "${context}" logs in by running a program on this computer, and nobody has agreed to that.`,
    meaning: nothingHappened,
    remedy: `Read its command line and agree to it if you trust it; or ${tokenInstead}.`,
    detail: program,
  }
}

export function anotherProgram(context: string, agreed: string, program: string): Problem {
  return {
    code: 'cluster.kubeconfig-other-program',
    message: `Context "${context}" logs in by running another program than the one that was agreed to.`,
    meaning: nothingHappened,
    remedy: 'Compare both command lines. If the new one is right, edit the provider and agree to it.',
    detail: `agreed to: ${agreed}\nin the text: ${program}`,
  }
}

/** `known`: where the cluster was reached before. */
export function otherCluster(context: string, url: string, known: string): Problem {
  return {
    code: 'cluster.kubeconfig-other-cluster',
    message: `Context "${context}" of the kubeconfig leads to ${url}, but this cluster is the one at ${known}.`,
    meaning: nothingHappened,
    remedy: `Give a kubeconfig of ${known}; if the cluster has moved, edit the provider.`,
  }
}

/** The exec section itself cannot be used; `why` completes the sentence. */
export function unusableProgram(context: string, why: string, remedy?: string): Problem {
  return {
    code: 'cluster.kubeconfig-program-unusable',
    message: `Context "${context}" logs in by running a program, and ${why}.`,
    meaning: nothingHappened,
    remedy: remedy ?? `Correct the exec section of its user; or ${tokenInstead}.`,
  }
}
