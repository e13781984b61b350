/** Sessions: protocol handlers and permissions. */
import type * as Electron from 'electron'
import type { Part } from './surface.ts'
import { strict } from './surface.ts'
import type { Schemes } from './schemes.ts'

type ProtocolHandler = (request: Request) => Response | Promise<Response>
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  answer: (response: Electron.CallbackResponse) => void,
) => void
type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]

/** Electron's permissions that Chromium's protocol can set, by the name it has there. */
const PERMISSIONS = {
  geolocation: { name: 'geolocation' },
  notifications: { name: 'notifications' },
  midi: { name: 'midi' },
  'clipboard-read': { name: 'clipboard-read' },
  'clipboard-sanitized-write': { name: 'clipboard-write', allowWithoutSanitization: false },
} as const

export class StandInProtocol implements Part<'Protocol'> {
  readonly #handlers = new Map<string, ProtocolHandler>()
  readonly #schemes: Schemes
  readonly #isReady: () => boolean

  constructor(schemes: Schemes, isReady: () => boolean) {
    this.#schemes = schemes
    this.#isReady = isReady
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (this.#isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard !== true || privileges.secure !== true)
        throw new Error('The Electron stand-in knows standard, secure schemes only.')
      this.#schemes.register(scheme)
    }
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    if (!this.#schemes.knows(scheme)) throw new Error(`The scheme ${scheme} was not registered.`)
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.#handlers.set(scheme, handler)
  }

  /** Undefined where nothing answers for this address. */
  async answer(request: Request, address: string): Promise<Response | undefined> {
    const handler = this.#handlers.get(new URL(address).protocol.slice(0, -1))
    // A Request of Node refuses no scheme, but shows the address in a form of its own.
    return handler?.(Object.defineProperty(request, 'url', { value: address }))
  }
}

/** One listener without a filter, the last one given, as in Electron. */
export class StandInWebRequest {
  #listener: BeforeRequest | null = null

  onBeforeRequest(listener: BeforeRequest | null): void {
    const given: unknown = listener
    if (typeof given !== 'function' && given !== null)
      throw new Error('The Electron stand-in knows no filter of web requests.')
    this.#listener = listener
  }

  /** Whether the program lets this request go on. */
  async allows(
    details: Pick<Electron.OnBeforeRequestListenerDetails, 'url' | 'resourceType'>,
  ): Promise<boolean> {
    const listener = this.#listener
    if (listener === null) return true
    const { cancel, redirectURL } = await new Promise<Electron.CallbackResponse>((resolve) =>
      listener(details as Electron.OnBeforeRequestListenerDetails, resolve),
    )
    if (redirectURL !== undefined) throw new Error('The Electron stand-in redirects no request.')
    return cancel !== true
  }
}

export class StandInSession implements Omit<Part<'Session'>, 'protocol' | 'webRequest'> {
  readonly protocol: Part<'Protocol'>
  readonly requests = new StandInWebRequest()
  readonly webRequest = strict('WebRequest', this.requests)
  readonly handlers: StandInProtocol
  #check: CheckHandler = null
  #request: RequestHandler = null

  constructor(schemes: Schemes) {
    this.handlers = new StandInProtocol(schemes, () => false)
    this.protocol = strict('Protocol', this.handlers)
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler
  }

  /** Devices and screens need a person to choose in Chromium, so nothing is granted here anyway. */
  setDevicePermissionHandler(): void {
    return
  }

  setDisplayMediaRequestHandler(): void {
    return
  }

  /** What Chromium should answer a page of this address. Without handlers Electron grants everything. */
  async permissions(contents: unknown, address: string): Promise<{ permission: object; setting: string }[]> {
    const origin = new URL(address)
    const results = Object.entries(PERMISSIONS).map(async ([name, permission]) => {
      const granted = await this.#decide(
        contents,
        name as keyof typeof PERMISSIONS,
        `${origin.protocol}//${origin.host}/`,
      )
      return { permission, setting: granted ? 'granted' : 'denied' }
    })
    return Promise.all(results)
  }

  async #decide(contents: unknown, name: keyof typeof PERMISSIONS, origin: string): Promise<boolean> {
    const details = { requestingUrl: origin, isMainFrame: true } as never
    const request = this.#request
    if (this.#check === null && request === null) return true
    if (this.#check?.(contents as never, name, origin, details) === true) return true
    return request !== null && new Promise((resolve) => request(contents as never, name, resolve, details))
  }
}
