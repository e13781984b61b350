import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { isAppUrl } from './app-origin.ts'
import { debugSwitch } from './debug-switches.ts'
import { menuTemplate } from './menu.ts'
import { confineContents, isLinkedSite } from './navigation.ts'
import { denyPermissions } from './permissions.ts'
import { windowOptions } from './window.ts'

const log = { info: () => undefined, error: () => undefined }

describe('app origin', () => {
  it.each(['app://bundle/', 'app://bundle/index.html', 'app://bundle/assets/a.js?x=1#y'])(
    'is ours: %s',
    (url) => expect(isAppUrl(url)).toBe(true),
  )
  it.each([
    '',
    'about:blank',
    'app:bundle',
    'app://bundle.evil/',
    'app://evil/bundle',
    'app://bundle:80/',
    'app://me@bundle/',
    'https://bundle/',
    'file:///bundle/index.html',
    'javascript:alert(1)',
    'app2://bundle/',
  ])('is not ours: %s', (url) => expect(isAppUrl(url)).toBe(false))
})

describe('links to other sites', () => {
  it.each(['https://kubevirt.io/user-guide/', 'https://docs.redhat.com/en'])('may be opened: %s', (url) =>
    expect(isLinkedSite(url)).toBe(true),
  )
  it.each([
    'http://kubevirt.io/',
    'https://kubevirt.io.evil.example/',
    'https://kubevirt.io@evil.example/',
    'https://kubevirt.io:8443/',
    'https://user:pw@kubevirt.io/',
    'file:///etc/passwd',
    'smb://kubevirt.io/share',
    'not an address',
  ])('are ignored: %s', (url) => expect(isLinkedSite(url)).toBe(false))
})

describe('navigation', () => {
  function confined() {
    const contents = new EventEmitter()
    const opened: string[] = []
    let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
    Object.assign(contents, {
      setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
    })
    const shell = { openExternal: (url: string) => Promise.resolve(void opened.push(url)) }
    confineContents(contents as never, shell, log)
    const send = (name: string, details: object) => {
      let prevented = false
      contents.emit(name, { ...details, preventDefault: () => (prevented = true) })
      return prevented
    }
    return { send, opened, open: (url: string) => openHandler({ url }).action }
  }

  it('lets our own pages reload and nothing else happen', () => {
    const { send, opened } = confined()
    const own = { url: 'app://bundle/index.html', isMainFrame: true }
    const foreign = { url: 'https://evil.example/', isMainFrame: true }
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(send(name, own), name).toBe(false)
      expect(send(name, foreign), name).toBe(true)
    }
    expect(send('will-frame-navigate', { ...own, isMainFrame: false })).toBe(true)
    expect(send('will-attach-webview', {})).toBe(true)
    expect(opened).toEqual([])
  })

  it('opens listed sites outside and no window ever', () => {
    const { send, opened, open } = confined()
    expect(open('https://evil.example/')).toBe('deny')
    expect(open('https://kubevirt.io/')).toBe('deny')
    expect(send('will-navigate', { url: 'https://kubernetes.io/docs/' })).toBe(true)
    expect(opened).toEqual(['https://kubevirt.io/', 'https://kubernetes.io/docs/'])
  })
})

describe('permissions', () => {
  it('grants copying to our pages and nothing else to anybody', () => {
    const handlers: Record<string, (...args: unknown[]) => unknown> = {}
    const keep = (name: string) => (handler: (...args: unknown[]) => unknown) =>
      void (handlers[name] = handler)
    denyPermissions({
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      setDisplayMediaRequestHandler: keep('display'),
    } as never)
    const asked = (permission: string, requestingUrl: string) => {
      let granted: unknown
      handlers['request']?.(null, permission, (answer: unknown) => (granted = answer), { requestingUrl })
      return granted
    }
    const checked = (permission: string, origin: string) => handlers['check']?.(null, permission, origin, {})
    for (const decide of [asked, checked]) {
      expect(decide('clipboard-sanitized-write', 'app://bundle/')).toBe(true)
      expect(decide('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
      for (const name of [
        'clipboard-read',
        'geolocation',
        'media',
        'notifications',
        'openExternal',
        'unknown',
      ])
        expect(decide(name, 'app://bundle/'), name).toBe(false)
    }
    expect(handlers['device']?.({})).toBe(false)
    let streams: unknown = 'untouched'
    handlers['display']?.({}, (answer: unknown) => (streams = answer))
    expect(streams).toBeNull()
  })
})

describe('window', () => {
  it('keeps the page apart from the machine', () => {
    const options = windowOptions({ preload: '/p.cjs', session: {} as never, devTools: false, dark: false })
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      devTools: false,
    })
  })

  it('has developer tools in its menu only where they are allowed', () => {
    const text = (devTools: boolean) => JSON.stringify(menuTemplate('linux', devTools))
    expect(text(true)).toContain('toggleDevTools')
    expect(text(false)).not.toContain('toggleDevTools')
  })
})

describe('debug switches', () => {
  it.each([
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=1',
    '--no-sandbox',
  ])('finds %s', (one) => expect(debugSwitch(['palletjack', '--home=/x', one])).toBe(one))
  it('leaves others alone', () => {
    expect(debugSwitch(['palletjack', '--home=/inspect', '--demo', '--force-dark-mode'])).toBeUndefined()
  })
})
