/** Why tags are not known, in words. None of it stands in the way of the inventory. */
import type { Problem } from '../../shared/problem.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import { VsphereError } from './errors.ts'

const MEANING = 'Tags are not known; the rest of the inventory is.'

export const noVcenter: Problem = {
  code: 'vsphere.tags-no-vcenter',
  message: 'An ESXi host that is asked directly has no tags: vCenter keeps them.',
  meaning: MEANING,
  remedy: 'Connect to the vCenter of this host if tags matter.',
}

export function refusedLogin(address: VsphereAddress, username: string): Problem {
  return {
    code: 'vsphere.tags-login',
    message: `The REST API of ${address.host}, which tells the tags, does not accept ${username} with the password that its SOAP API took (HTTP 401).`,
    meaning: `${MEANING} It was tried once and will not be tried again before the next connect.`,
    remedy: 'Use an account of vCenter Single Sign-On, written as user@domain.',
  }
}

export function restUnsupported(address: VsphereAddress): Problem {
  return {
    code: 'vsphere.tags-unsupported',
    message: `${address.host} has no REST API to ask for tags (HTTP 404).`,
    meaning: MEANING,
    remedy: 'vCenter 6.5 or newer has one; look for a proxy on the way that blocks /rest and /api.',
  }
}

/** A status that no healthy answer has. */
export function restStatus(address: VsphereAddress, status: number): VsphereError {
  return new VsphereError(status === 403 ? forbidden(address) : unusable(address, status))
}

export function tooMany(address: VsphereAddress, limit: number): VsphereError {
  return new VsphereError({
    code: 'vsphere.tags-too-many',
    message: `The VMs of ${address.host} have more than ${limit} different tags.`,
    meaning: MEANING,
    remedy: 'Report this with the number of tags in this vCenter.',
  })
}

export function tookTooLong(address: VsphereAddress, ms: number): VsphereError {
  return new VsphereError({
    code: 'vsphere.timeout',
    message: `${address.host} did not tell all tags within ${Math.round(ms / 1000)} seconds.`,
    meaning: MEANING,
    remedy: 'Look whether the services of vCenter (vapi-endpoint, vpxd) are overloaded.',
  })
}

function forbidden(address: VsphereAddress): Problem {
  return {
    code: 'vsphere.tags-forbidden',
    message: `${address.host} does not let this user read tags (HTTP 403).`,
    meaning: MEANING,
    remedy: 'Give the user the role Read-only on the root folder, with "Propagate to children".',
  }
}

function unusable(address: VsphereAddress, status: number): Problem {
  return {
    code: 'vsphere.tags-unavailable',
    message: `The REST API of ${address.host}, which tells the tags, answers with HTTP ${status}.`,
    meaning: MEANING,
    remedy: 'Look at the service vapi-endpoint of vCenter, and at proxies on the way. Then reconnect.',
  }
}
