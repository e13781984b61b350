/** Scripts that Chromium runs before a page's own: the preload script's world, and the bridge to the page. */

/** The isolated world's name; also where the binding to this process exists. */
export const WORLD = 'preload'
export const BINDING = '__standInSend'
export const DELIVER = '__standInDeliver'

/** In the page's world: takes what contextBridge exposes, before any script of the page runs. */
export const RECEIVE_EXPOSED = `(() => {
  if (window !== window.top) return
  addEventListener('stand-in:expose', (event) => {
    const { key, json } = event.detail
    const freeze = (value) => {
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
      return Object.freeze(value)
    }
    Object.defineProperty(window, key, { value: freeze(JSON.parse(json)), enumerable: true })
  })
})()`

export interface PreloadWorld {
  /** Text of the preload script. */
  readonly source: string
  readonly sandboxed: boolean
  readonly contextIsolated: boolean
}

/**
 * Runs the preload script with what a sandboxed one gets in Electron: \`require\` for electron's two modules,
 * and a small \`process\`. It runs in the main frame only.
 */
export function preloadScript({ source, sandboxed, contextIsolated }: PreloadWorld): string {
  return `(() => {
  if (window !== window.top) return
  const toHost = globalThis.${BINDING}
  const strict = (name, target) => new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object)) throw new Error('The Electron stand-in has no ' + name + '.' + key)
      return object[key]
    },
  })
  const asJson = (value) => {
    const json = JSON.stringify(value)
    if (JSON.stringify(structuredClone(value)) !== json || json === undefined) throw new Error('The Electron stand-in carries JSON only.')
    return json
  }
  const ports = new Map()
  let last = 0
  const hold = (port) => {
    const id = ++last
    ports.set(id, port)
    port.onmessage = (event) => toHost(JSON.stringify({ type: 'data', port: id, json: asJson(event.data) }))
    return id
  }
  globalThis.${DELIVER} = (id, json) => {
    if (json === null) { ports.get(id)?.close(); ports.delete(id) }
    else ports.get(id)?.postMessage(JSON.parse(json))
  }
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld(key, api) {
      if (!${String(contextIsolated)}) throw new Error('contextBridge API can only be used when contextIsolation is enabled')
      const check = (value) => {
        if (typeof value === 'function') throw new Error('The Electron stand-in exposes no functions.')
        if (typeof value === 'object' && value !== null) Object.values(value).forEach(check)
      }
      check(api)
      dispatchEvent(new CustomEvent('stand-in:expose', { detail: { key, json: asJson(api) } }))
    },
  })
  const ipcRenderer = strict('ipcRenderer', {
    postMessage(channel, message, transfer = []) {
      const ids = transfer.map(hold)
      toHost(JSON.stringify({ type: 'post', channel, json: asJson(message), ports: ids }))
    },
  })
  const modules = { electron: strict('electron', { contextBridge, ipcRenderer }) }
  const require = (name) => {
    if (!(name in modules)) throw new Error('module not found: ' + name)
    return modules[name]
  }
  const process = strict('process', { sandboxed: ${String(sandboxed)}, contextIsolated: ${String(contextIsolated)}, platform: 'linux', type: 'renderer' })
  const module = { exports: {} }
  ;(function (require, module, exports, process) { ${source}
  })(require, module, module.exports, process)
  })()`
}
