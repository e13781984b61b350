import { asArray, asString, at } from '../json.ts'
import type { ApiObject, Json } from '../json.ts'
import { duplicateField, invalidField, unsupportedValue } from '../status.ts'
import type { Cause } from '../status.ts'
import { uniqueNames } from './core-rules.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const MAC = /^[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}$/
const SERIAL = /^[A-Za-z0-9_.+-]{1,256}$/
const MODELS = ['virtio', 'e1000e', 'e1000', 'igb', 'rtl8139', 'ne2k_pci', 'pcnet']

/** The rules of KubeVirt's admission webhook that a migration can break. */
export function checkVirtualMachine(object: ApiObject): readonly Cause[] {
  const causes: Cause[] = []
  const spec = at(object, 'spec')
  if (at(spec, 'running') !== undefined && at(spec, 'runStrategy') !== undefined)
    causes.push(
      invalidField('spec.running', at(spec, 'running'), 'Running and RunStrategy are mutually exclusive'),
    )
  if (at(spec, 'running') === undefined && at(spec, 'runStrategy') === undefined)
    causes.push(invalidField('spec', null, 'one of Running or RunStrategy must be specified'))
  if (at(spec, 'instancetype') !== undefined)
    for (const [field, parts] of [
      ['cpu', ['sockets', 'cores', 'threads']],
      ['memory', ['guest']],
    ] as const) {
      const inTemplate = at(spec, 'template', 'spec', 'domain', field)
      if (parts.some((part) => at(inTemplate, part) !== undefined))
        causes.push(
          invalidField(
            `spec.template.spec.domain.${field}`,
            inTemplate,
            'VM field conflicts with selected instance type',
          ),
        )
    }
  return [...causes, ...checkInstanceSpec(at(spec, 'template', 'spec'), 'spec.template.spec')]
}

export function checkInstance(object: ApiObject): readonly Cause[] {
  return checkInstanceSpec(at(object, 'spec'), 'spec')
}

function checkInstanceSpec(spec: Json | undefined, path: string): readonly Cause[] {
  const devices = at(spec, 'domain', 'devices')
  const disks = asArray(at(devices, 'disks'))
  const interfaces = asArray(at(devices, 'interfaces'))
  const devicesPath = `${path}.domain.devices`
  return [
    ...uniqueNames(disks, `${devicesPath}.disks`),
    ...uniqueNames(asArray(at(spec, 'volumes')), `${path}.volumes`),
    ...uniqueNames(interfaces, `${devicesPath}.interfaces`),
    ...uniqueNames(asArray(at(spec, 'networks')), `${path}.networks`),
    ...matchNames(disks, asArray(at(spec, 'volumes')), `${devicesPath}.disks`, 'volume'),
    ...matchNames(interfaces, asArray(at(spec, 'networks')), `${devicesPath}.interfaces`, 'network'),
    ...unusedNetworks(interfaces, asArray(at(spec, 'networks')), `${path}.networks`),
    ...checkBootOrder([
      ...disks.map((one, index) => [one, `${devicesPath}.disks[${index}]`] as const),
      ...interfaces.map((one, index) => [one, `${devicesPath}.interfaces[${index}]`] as const),
    ]),
    ...disks.flatMap((one, index) => checkDisk(one, `${devicesPath}.disks[${index}]`)),
    ...interfaces.flatMap((one, index) => checkInterface(one, `${devicesPath}.interfaces[${index}]`)),
    ...uniqueMacs(interfaces, `${devicesPath}.interfaces`),
  ]
}

function nameOf(item: Json): string {
  return asString(at(item, 'name')) ?? ''
}

function matchNames(items: readonly Json[], others: readonly Json[], path: string, what: string): Cause[] {
  const known = others.map(nameOf)
  return items.flatMap((item, index) =>
    known.includes(nameOf(item))
      ? []
      : [invalidField(`${path}[${index}].name`, nameOf(item), `there is no ${what} with this name`)],
  )
}

function unusedNetworks(interfaces: readonly Json[], networks: readonly Json[], path: string): Cause[] {
  const used = interfaces.map(nameOf)
  return networks.flatMap((network, index) =>
    used.includes(nameOf(network))
      ? []
      : [invalidField(`${path}[${index}].name`, nameOf(network), 'there is no interface with this name')],
  )
}

function checkBootOrder(devices: readonly (readonly [Json, string])[]): Cause[] {
  const seen = new Set<number>()
  return devices.flatMap(([device, path]) => {
    const order = at(device, 'bootOrder')
    if (typeof order !== 'number') return []
    if (seen.has(order))
      return [invalidField(`${path}.bootOrder`, order, 'boot order is already set for a different device')]
    seen.add(order)
    return []
  })
}

function checkDisk(disk: Json, path: string): Cause[] {
  const causes: Cause[] = []
  if (!LABEL.test(nameOf(disk)))
    causes.push(invalidField(`${path}.name`, nameOf(disk), 'a lowercase RFC 1123 label is needed'))
  const targets = ['disk', 'cdrom', 'lun'].filter((target) => at(disk, target) !== undefined)
  if (targets.length > 1)
    causes.push(invalidField(path, targets, 'a disk has one target: disk, lun or cdrom'))
  const serial = asString(at(disk, 'serial'))
  if (serial !== undefined && serial !== '' && !SERIAL.test(serial))
    causes.push(
      invalidField(`${path}.serial`, serial, 'up to 256 characters of A-Z, a-z, 0-9, "_", ".", "+", "-"'),
    )
  const cache = asString(at(disk, 'cache'))
  if (at(disk, 'shareable') === true && cache !== undefined && cache !== 'none')
    causes.push(invalidField(`${path}.cache`, cache, 'a shareable disk needs cache "none"'))
  return causes
}

function checkInterface(device: Json, path: string): Cause[] {
  const causes: Cause[] = []
  const mac = asString(at(device, 'macAddress'))
  if (mac !== undefined && mac !== '' && !MAC.test(mac))
    causes.push(invalidField(`${path}.macAddress`, mac, 'a MAC address is six pairs of hexadecimal digits'))
  const model = asString(at(device, 'model'))
  if (model !== undefined && model !== '' && !MODELS.includes(model))
    causes.push(unsupportedValue(`${path}.model`, model, MODELS))
  return causes
}

function uniqueMacs(interfaces: readonly Json[], path: string): Cause[] {
  const macs = interfaces.map(
    (one) => asString(at(one, 'macAddress'))?.toLowerCase().replaceAll('-', ':') ?? '',
  )
  return macs.flatMap((mac, index) =>
    mac === '' || macs.indexOf(mac) === index ? [] : [duplicateField(`${path}[${index}].macAddress`, mac)],
  )
}
