/** Who the server is and where its managers are. */
import { at, reference, text, type MoRef, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { VsphereError } from './errors.ts'
import type { SoapClient } from './soap-client.ts'

export interface ServiceContent {
  readonly about: Inventory['about']
  readonly rootFolder: MoRef
  readonly propertyCollector: MoRef
  readonly viewManager: MoRef
  readonly sessionManager: MoRef
  readonly authorizationManager?: MoRef
  readonly taskManager?: MoRef
}

export const SERVICE_INSTANCE: MoRef = { type: 'ServiceInstance', value: 'ServiceInstance' }

/** Needs no login. Throws VsphereError vsphere.not-vcenter for an answer that lacks what a server has. */
export async function readServiceContent(client: SoapClient, signal?: AbortSignal): Promise<ServiceContent> {
  const content = await client.call({
    method: 'RetrieveServiceContent',
    self: SERVICE_INSTANCE,
    ...(signal && { signal }),
  })
  const about = at(content, 'about')
  const authorizationManager = reference(at(content, 'authorizationManager'))
  const taskManager = reference(at(content, 'taskManager'))
  return {
    about: {
      name: text(about, 'name') ?? '',
      version: text(about, 'version') ?? '',
      build: text(about, 'build') ?? '',
      apiVersion: text(about, 'apiVersion') ?? '',
      apiType: apiType(about),
      instanceUuid: text(about, 'instanceUuid') ?? '',
    },
    rootFolder: manager(content, 'rootFolder'),
    propertyCollector: manager(content, 'propertyCollector'),
    viewManager: manager(content, 'viewManager'),
    sessionManager: manager(content, 'sessionManager'),
    ...(authorizationManager && { authorizationManager }),
    ...(taskManager && { taskManager }),
  }
}

function manager(content: RawValue | undefined, name: string): MoRef {
  const found = reference(at(content, name))
  if (!found) throw new VsphereError(unusable(`no ${name}`))
  return found
}

function apiType(about: RawValue | undefined): Inventory['about']['apiType'] {
  const type = text(about, 'apiType')
  if (type !== 'VirtualCenter' && type !== 'HostAgent')
    throw new VsphereError(unusable(`apiType ${type ?? 'missing'}`))
  return type
}

function unusable(detail: string) {
  return {
    code: 'vsphere.not-vcenter',
    message: 'The server speaks SOAP but is neither a vCenter nor an ESXi host.',
    remedy: 'Check the address and the port.',
    detail,
  }
}
