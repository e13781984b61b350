/** The Chromium that tests drive. */
import { findBrowser } from '../electron/report/find-browser.ts'

export { browserArguments, findBrowser } from '../electron/report/find-browser.ts'

/** For tests that cannot run without one. */
export function requireBrowser(): string {
  const found = findBrowser()
  if (found === undefined)
    throw new Error(
      'No Chromium was found: install one (Debian: apt-get install chromium; elsewhere: ' +
        'npx playwright-core install chromium) or name one in PALLETJACK_BROWSER.',
    )
  return found
}
