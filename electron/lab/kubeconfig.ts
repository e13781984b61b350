import { stringify } from 'yaml'

export interface KubeconfigFacts {
  readonly url: string
  readonly caPem: string
  readonly token: string
}

/** Text of a kubeconfig with everything embedded: no file beside it, no program to run. */
export function kubeconfigText({ url, caPem, token }: KubeconfigFacts): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'lab',
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(caPem).toString('base64'),
        },
      },
    ],
    users: [{ name: 'lab-admin', user: { token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab-admin', namespace: 'default' } }],
    'current-context': 'lab',
  })
}
