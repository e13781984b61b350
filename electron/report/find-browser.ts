/** A Chromium-based browser on this computer. */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Where Playwright unpacks its own Chromium, below its cache folder. */
const PLAYWRIGHT_BINARIES = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-headless-shell-linux64/chrome-headless-shell',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
]

/** Its path: PALLETJACK_BROWSER, then installed ones, then Playwright's cache. */
export function findBrowser(): string | undefined {
  const chosen = process.env['PALLETJACK_BROWSER']
  if (chosen) return existsSync(chosen) ? chosen : undefined
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = COMMANDS.flatMap((name) => path.map((dir) => join(dir, name)))
  return [...onPath, ...INSTALLED, ...playwrightBrowsers()].find((file) => existsSync(file))
}

/** Arguments for a quiet browser that talks to nobody. Chromium refuses its sandbox to root. */
export function browserArguments(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

function playwrightBrowsers(): string[] {
  const caches = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'],
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
    join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright'),
  ].filter((cache) => cache !== undefined && existsSync(cache))
  return caches.flatMap((cache) =>
    readdirSync(cache ?? '')
      .filter((name) => name.startsWith('chromium'))
      .sort()
      .reverse()
      .flatMap((name) => PLAYWRIGHT_BINARIES.map((binary) => join(cache ?? '', name, binary))),
  )
}
