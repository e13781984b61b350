/** How to log in to the server of a connection with another token. */
import { stringify } from 'yaml'
import type { Credentials } from './credentials.ts'
import type { AccountLogin } from './service.ts'

/** `name` becomes cluster, user and context of the kubeconfig. Nothing is sent anywhere. */
export function accountLogin(
  place: Credentials,
  token: string,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): AccountLogin {
  const kubeconfig = kubeconfigText(place, token, name, namespace)
  // What a token access cannot say, a kubeconfig can.
  if (place.serverName !== undefined || place.proxyUrl !== undefined)
    return { access: { kind: 'kubeconfig' }, secret: kubeconfig, kubeconfig }
  const { url, caPem } = place
  return {
    access: { kind: 'token', url, ...(caPem === undefined ? {} : { caPem }), namespace },
    secret: token,
    kubeconfig,
  }
}

/** Everything embedded: no file beside it, no program to run. */
function kubeconfigText(place: Credentials, token: string, name: string, namespace: string): string {
  const cluster = {
    server: place.url,
    ...(place.caPem === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(place.caPem).toString('base64') }),
    ...(place.serverName === undefined ? {} : { 'tls-server-name': place.serverName }),
    ...(place.proxyUrl === undefined ? {} : { 'proxy-url': place.proxyUrl }),
  }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  })
}
