import { MTV_NAMESPACE, type SeedObject } from './names.ts'

const UNSHARE = 'localhost/profiles/unshare.json'
const any = { type: 'RunAsAny' }

/** OpenShift's own constraints as far as they matter here, and the one that the Forklift operator installs. */
export function securityConstraints(): readonly SeedObject[] {
  return [
    constraints('restricted-v2', {
      runAsUser: { type: 'MustRunAsRange' },
      fsGroup: { type: 'MustRunAs' },
      seccompProfiles: ['runtime/default'],
      groups: ['system:authenticated'],
    }),
    constraints('nonroot-v2', {
      runAsUser: { type: 'MustRunAsNonRoot' },
      fsGroup: any,
      seccompProfiles: ['runtime/default'],
    }),
    constraints('anyuid', { runAsUser: any, fsGroup: any, groups: ['system:cluster-admins'] }),
    constraints('privileged', {
      allowPrivilegedContainer: true,
      runAsUser: any,
      fsGroup: any,
      seccompProfiles: ['*'],
      groups: ['system:cluster-admins', 'system:nodes', 'system:masters'],
    }),
    constraints('forklift-controller-scc', {
      runAsUser: any,
      seccompProfiles: ['runtime/default', UNSHARE],
      users: [
        `system:serviceaccount:${MTV_NAMESPACE}:forklift-controller`,
        `system:serviceaccount:${MTV_NAMESPACE}:forklift-populator-controller`,
      ],
    }),
  ]
}

function constraints(name: string, rules: { readonly [field: string]: SeedObject[string] }): SeedObject {
  return {
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
    metadata: { name },
    allowPrivilegedContainer: false,
    seLinuxContext: { type: 'MustRunAs' },
    supplementalGroups: any,
    ...rules,
  }
}
