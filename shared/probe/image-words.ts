/** What a registry or a container runtime answered, said so that a person knows what to change. */
import type { Problem } from '../problem.ts'

/** The few causes that nearly all failed pulls have, by the words of containerd, CRI-O and the registries. */
const PULL_CAUSES: readonly (readonly [RegExp, string, string])[] = [
  [
    /no match for platform|no image found in (?:image index|manifest list)|no matching manifest/i,
    'The image exists, but not for the CPU architecture of the node',
    'Build or choose the image for the architecture of the nodes (linux/amd64 for VDDK).',
  ],
  [
    /unauthorized|authentication required|no basic auth|\b401\b/i,
    'The registry wants a login',
    'Add a pull secret for the registry to the default service account of the namespace, or to the cluster.',
  ],
  [
    /denied|forbidden|\b403\b/i,
    'The registry does not let this namespace pull the image',
    'Give the namespace the right to pull it (system:image-puller for the internal registry), or a pull secret.',
  ],
  [
    /manifest unknown|name unknown|not found|does not exist|\b404\b/i,
    'The registry does not have this image or tag',
    'Correct the name or the tag of the image, or push the image.',
  ],
  [
    /no such host|server misbehaving|name resolution/i,
    'The nodes do not know the name of the registry',
    'Correct the name of the registry, or make it known to the DNS of the nodes.',
  ],
  [
    /x509|certificate|HTTP response to HTTPS/i,
    "The nodes do not trust the registry's certificate",
    "Add the registry's authority to the cluster (image.config.openshift.io, additionalTrustedCA), or use a registry with a trusted certificate.",
  ],
  [
    /too ?many ?requests|rate limit|\b429\b/i,
    'The registry limits how often the nodes may pull',
    'Wait, log in to the registry with a pull secret, or mirror the image.',
  ],
  [
    /timeout|timed out|refused|unreachable|reset by peer|\bEOF\b|no route/i,
    'The nodes do not reach the registry',
    'Open the way from the nodes to the registry, or mirror the image to a registry that they reach.',
  ],
]

export interface Explained {
  /** What is wrong, with the other side's own answer at its end. */
  readonly message: string
  readonly remedy: string
}

/** `reason` and `message` of a container that waits for its image. */
export function explainPull(image: string, reason: string, message: string): Explained {
  if (reason === 'InvalidImageName')
    return {
      message: `"${image}" is no image name${said(message)}`,
      remedy: 'Write it as registry/repository:tag, without https://.',
    }
  const answer = registryAnswer(message)
  const cause = PULL_CAUSES.find(([words]) => words.test(answer))
  return {
    message: `${cause?.[1] ?? `The image ${image} cannot be pulled`}${said(answer || reason)}`,
    remedy:
      cause?.[2] ?? 'Pull the image by hand from a node to see more, and correct its name or the access.',
  }
}

/** A retry changes nothing about these; about the others it may. */
export function isFinalPullFailure(reason: string, message: string): boolean {
  if (reason === 'InvalidImageName' || reason === 'ErrImageNeverPull') return true
  // The first back-off comes after the first try has failed for good; its message may have lost the cause.
  if (reason === 'ImagePullBackOff') return true
  return PULL_CAUSES.slice(0, 4).some(([words]) => words.test(registryAnswer(message)))
}

/** True where a message only says that the kubelet waits, without why. */
export function hasLostCause(message: string): boolean {
  return registryAnswer(message) === ''
}

/**
 * The innermost answer of a message that runtimes have wrapped several times: what follows the last quoted
 * image name, or the whole of it.
 */
export function registryAnswer(message: string): string {
  const flat = message.replace(/\s+/g, ' ').trim()
  const unwrapped = flat
    .replace(/^Back-off pulling image "[^"]*"(?:: |$)/, '')
    .replace(/^ErrImagePull: /, '')
    .replace(/^rpc error: code = \w+ desc = /, '')
  const parts = unwrapped.split(/failed to (?:pull and unpack image|resolve reference|copy) (?:"[^"]*"): /)
  return (parts.at(-1) ?? unwrapped).replace(/\.$/, '').slice(0, 1000)
}

/** Why a container whose image is there did not start or ended at once; undefined when nothing is known of it. */
export function explainStart(image: string, reason: string, message: string): Explained | undefined {
  const words = message.replace(/\s+/g, ' ').trim()
  if (/exec format error/i.test(words))
    return {
      message: `The image ${image} is built for another CPU architecture than the node's${said('exec format error')}`,
      remedy: 'Build it for linux/amd64, for example with podman build --platform linux/amd64.',
    }
  if (/runAsNonRoot|run as root/i.test(words))
    return {
      message: `The image ${image} only runs as root, which the probe does not do${said(words)}`,
      remedy: 'Choose an image whose user is not root.',
    }
  if (hasNoShell(words))
    return {
      message: `The image ${image} has no shell to run the probe with${said(words)}`,
      remedy: 'Choose an image with a shell, for example one that is built on ubi-minimal.',
    }
  return reason === '' && words === ''
    ? undefined
    : {
        message: `The container of ${image} does not start${said(words || reason)}`,
        remedy: 'Correct what the message names, and try again.',
      }
}

export function hasNoShell(message: string): boolean {
  return /(?:no such file or directory|executable file.*not found)/i.test(message)
}

function said(answer: string): string {
  return answer === '' ? '.' : `: ${answer.replace(/\.$/, '')}.`
}

export function pullProblem(image: string, reason: string, message: string): Problem {
  const explained = explainPull(image, reason, message)
  return {
    code: 'probe.image-pull',
    message: `The probe's image cannot be pulled. ${explained.message}`,
    meaning: 'Nothing was tested from inside the cluster.',
    remedy: `${explained.remedy} Another image can be named in the settings of the cluster or for this probe.`,
    detail: message.slice(0, 2000),
  }
}
