/** The one origin that our pages have in the desktop shell. */

export const APP_SCHEME = 'app'
const APP_HOST = 'bundle'
const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_PAGE = `${APP_ORIGIN}/index.html`

/**
 * Whether an address belongs to our pages. Node knows no origin for a scheme of our own ("null"), so the parts
 * are compared.
 */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return (
    url.protocol === `${APP_SCHEME}:` &&
    url.hostname === APP_HOST &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  )
}
