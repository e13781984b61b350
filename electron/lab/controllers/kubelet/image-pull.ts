/**
 * The lab's nodes have every image, but for those whose name asks for a failure: what a registry says then, in
 * the words of containerd.
 */

/** Images of this registry cannot be pulled: the way to see that failure. */
const MISSING_REGISTRY = 'missing.lab.example'
/** The lab's own registry wants a login for what is below this path. */
const PRIVATE = 'registry.lab.example/private/'
/** Tags that the lab's registry has of the VDDK image. */
const VDDK = /^registry\.lab\.example\/vddk(?::|@|$)/
const VDDK_TAG = /^registry\.lab\.example\/vddk:(?:latest|\d+(?:\.\d+){1,3})$/
const REFERENCE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/

export interface PullFailure {
  readonly reason: 'ErrImagePull' | 'InvalidImageName'
  readonly message: string
}

/** Undefined for an image that is there. */
export function pullFailure(image: string): PullFailure | undefined {
  if (!REFERENCE.test(image))
    return {
      reason: 'InvalidImageName',
      message: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    }
  const registry = image.split('/')[0] ?? ''
  const host = registry.replace(/:\d+$/, '')
  if (host === MISSING_REGISTRY || host.endsWith('.invalid'))
    return unresolved(
      image,
      `failed to do request: Head "https://${registry}/v2/": dial tcp: lookup ${host}: no such host`,
    )
  if (image.startsWith(PRIVATE))
    return unresolved(
      image,
      'pull access denied, repository does not exist or may require authorization: server message: unauthorized: authentication required',
    )
  if (VDDK.test(image) && !VDDK_TAG.test(image)) return unresolved(image, `${image}: not found`)
  return undefined
}

function unresolved(image: string, answer: string): PullFailure {
  return {
    reason: 'ErrImagePull',
    message: `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${answer}`,
  }
}
