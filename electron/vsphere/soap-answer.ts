/** What a SOAP answer says, and what it means when it is none. */
import {
  at,
  isRecord,
  text,
  typeName,
  type RawRecord,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import type { Problem } from '../../shared/problem.ts'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import { SoapFault, VsphereError } from './errors.ts'

/** The `returnval` in a whole answer; undefined where there is none. Throws SoapFault, VsphereError. */
export function returnValue(
  { name, value }: { readonly name: string; readonly value: RawValue },
  address: VsphereAddress,
): RawValue | undefined {
  const soapBody = name === 'Envelope' ? at(value, 'Body') : undefined
  if (!isRecord(soapBody)) throw new VsphereError(notVsphere(address, `XML element ${name}`))
  const fault = soapBody['Fault']
  if (fault !== undefined) throw soapFault(fault)
  const response = Object.entries(soapBody).find(([key]) => key !== '$type')?.[1]
  return at(response, 'returnval')
}

/** SOAP 1.1 section 4.4; vSphere puts the fault object into `detail` as `<XxxFault xsi:type="Xxx">`. */
function soapFault(fault: RawValue): SoapFault {
  const detail = at(fault, 'detail')
  const [key, value] = isRecord(detail)
    ? (Object.entries(detail).find(([name]) => name !== '$type') ?? ['', ''])
    : ['', '']
  const code = text(fault, 'faultcode')?.replace(/^.*:/, '')
  const name = typeName(value) || key.replace(/Fault$/, '') || code || ''
  const properties: RawRecord = isRecord(value) ? value : { $type: name }
  return new SoapFault(name, text(fault, 'faultstring') ?? '', properties)
}

const WRONG_ADDRESS = 'Check the address and the port; a proxy or a load balancer may have answered instead.'

/** It answers, but never was a vCenter. */
export function notVsphere(address: VsphereAddress, detail: string): Problem {
  return {
    code: 'vsphere.not-vcenter',
    message: `${address.host} answers, but not like a vCenter or an ESXi host.`,
    remedy: WRONG_ADDRESS,
    detail,
  }
}

/** An HTTP status or type that no vim25 answer has. */
export function unusableStatus(address: VsphereAddress, status: number, type: string): Problem {
  const detail = `HTTP ${status}, ${type || 'no type'}`
  if (status === 503) {
    return {
      code: 'vsphere.unavailable',
      message: `${address.host} answers that its service is not available (HTTP 503).`,
      remedy: 'vCenter needs some minutes after a start: wait, then try again.',
      detail,
    }
  }
  if (status === 407) {
    return {
      code: 'vsphere.proxy-login',
      message: `A proxy on the way to ${address.host} asks for a login (HTTP 407).`,
      meaning: 'The server itself was not reached.',
      remedy: 'Take this server out of the proxy, or connect from a machine that reaches it directly.',
      detail,
    }
  }
  if (!type.includes('html')) return notVsphere(address, detail)
  return {
    code: 'vsphere.not-vcenter',
    message: `${address.host} answers with a web page (HTTP ${status}), not like a vCenter or an ESXi host.`,
    remedy: WRONG_ADDRESS,
    detail,
  }
}

/** A server that was a vCenter a moment ago. */
export function brokenAnswer(address: VsphereAddress, detail: string): Problem {
  return {
    code: 'vsphere.answer-broken',
    message: `An answer of ${address.host} could not be read: ${detail}.`,
    meaning: 'Nothing of it was used.',
    remedy: 'Try again; if it happens again, look for a proxy or a firewall on the way that changes answers.',
    detail,
  }
}

/** More than this program is ready to hold. */
export function tooLarge(address: VsphereAddress, detail: string): Problem {
  return {
    code: 'vsphere.answer-too-large',
    message: `An answer of ${address.host} is too large and was cut off: ${detail}.`,
    meaning: 'Nothing of it was used.',
    remedy: 'Check the address; if it is the right server, report this with the number of its VMs.',
    detail,
  }
}
