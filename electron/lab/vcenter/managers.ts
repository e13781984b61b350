import { privilegeList, roleList } from './access/roles.ts'
import { DEFAULT_COLLECTOR } from './methods/property-methods.ts'
import { SESSION_MANAGER } from './session.ts'
import { Ref, type VimObject } from './vim/value.ts'
import type { VimState } from './vim-state.ts'
import { TASK_MANAGER, type Tasks } from './tasks.ts'

/** Managers that answer at least one method or property here, by their field of ServiceContent. */
const MANAGERS = {
  viewManager: new Ref('ViewManager', 'ViewManager'),
  sessionManager: SESSION_MANAGER,
  authorizationManager: new Ref('AuthorizationManager', 'AuthorizationManager'),
  taskManager: TASK_MANAGER,
  searchIndex: new Ref('SearchIndex', 'SearchIndex'),
} as const

const ABOUT = { version: '8.0.3', apiVersion: '8.0.3.0', build: '24322831' } as const

/** Adds the service objects. `about` is what the server says that it is. */
export function addManagers(vim: VimState, tasks: Tasks, about: VimObject): void {
  const content = serviceContent(vim, about)
  vim.add(new Ref('ServiceInstance', 'ServiceInstance'), {
    content: () => content,
    serverClock: () => new Date(vim.clock.now()),
    capability: () => ({
      provisioningSupported: true,
      multiHostSupported: true,
      userShellAccessSupported: false,
    }),
  })
  vim.add(new Ref('PropertyCollector', DEFAULT_COLLECTOR), { filter: () => [] })
  vim.add(MANAGERS.viewManager, { viewList: () => [] })
  vim.add(MANAGERS.sessionManager, { defaultLocale: () => 'en', supportedLocaleList: () => ['en'] })
  vim.add(MANAGERS.authorizationManager, {
    privilegeList: () => privilegeList(),
    roleList: () => roleList(),
  })
  vim.add(MANAGERS.taskManager, { recentTask: () => tasks.recent(), maxCollector: () => 32 })
  vim.add(MANAGERS.searchIndex, {})
}

/** A vCenter, in its own words. */
export function aboutVcenter(instanceUuid: string): VimObject {
  return {
    name: 'VMware vCenter Server',
    fullName: `VMware vCenter Server ${ABOUT.version} build-${ABOUT.build}`,
    vendor: 'VMware, Inc.',
    version: ABOUT.version,
    patchLevel: '00300',
    build: ABOUT.build,
    localeVersion: 'INTL',
    localeBuild: '000',
    osType: 'linux-x64',
    productLineId: 'vpx',
    apiType: 'VirtualCenter',
    apiVersion: ABOUT.apiVersion,
    instanceUuid,
    licenseProductName: 'VMware VirtualCenter Server',
    licenseProductVersion: '8.0',
  }
}

function serviceContent(vim: VimState, about: VimObject): VimObject {
  const { estate } = vim
  const root = estate.folders.find((folder) => folder.kind === 'root')
  return {
    rootFolder: new Ref('Folder', root?.id ?? ''),
    propertyCollector: new Ref('PropertyCollector', DEFAULT_COLLECTOR),
    about,
    ...MANAGERS,
  }
}
