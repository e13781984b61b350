/** Ids of secrets: a provider's own is the provider's id, and all others of it lie below that. */

/** Whom a secret concerns, as its id tells. */
export type SecretPlace =
  | { readonly of: 'provider'; readonly providerId: string }
  /** `ssh`: of its shell; `direct`: of its API. */
  | {
      readonly of: 'host'
      readonly providerId: string
      readonly hostId: string
      readonly way: 'ssh' | 'direct'
    }
  | { readonly of: 'vm'; readonly providerId: string; readonly vmId: string }

/** Of the passphrases of a VM's encrypted disks. */
export function diskPassphrasesId(providerId: string, vmId: string): string {
  return `${providerId}/luks/${vmId}`
}

/** Undefined for an id that nothing here makes. */
export function placeOf(id: string): SecretPlace | undefined {
  const [providerId = '', kind, name = '', way, ...rest] = id.split('/')
  if (providerId === '' || rest.length > 0) return undefined
  if (kind === undefined) return { of: 'provider', providerId }
  if (name === '') return undefined
  if (kind === 'luks' && way === undefined) return { of: 'vm', providerId, vmId: name }
  if (kind === 'esxi' && (way === 'ssh' || way === 'direct'))
    return { of: 'host', providerId, hostId: name, way }
  return undefined
}

/** Of the provider that an id begins with, whatever comes after it. */
export function providerOf(id: string): string {
  return id.split('/')[0] ?? ''
}
