import { parseVsphereAddress } from '../../../shared/provider/address.ts'

/** Do two ways of writing an address mean the same server? "vc" and "https://vc:443/sdk" do. */
export function sameAddress(one: string, other: string): boolean {
  const [a, b] = [parseVsphereAddress(one), parseVsphereAddress(other)]
  return a.ok && b.ok ? a.value.url === b.value.url : one.trim() === other.trim()
}
