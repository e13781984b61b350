/** "10.21.0.0/24" of an IPv4 address and its mask; undefined where one of them is none. */
export function subnetOf(ip: string, mask: string): string | undefined {
  const address = octets(ip)
  const bits = octets(mask)
  if (!address || !bits) return undefined
  const ones = bits.map((octet) => octet.toString(2).padStart(8, '0')).join('')
  if (!/^1*0*$/.test(ones)) return undefined
  return `${address.map((octet, at) => octet & (bits[at] ?? 0)).join('.')}/${ones.replaceAll('0', '').length}`
}

function octets(text: string): number[] | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined
  return parts.map(Number)
}
