import { MTV_NAMESPACE, MTV_VERSION, type SeedObject } from './names.ts'

/** The Migration Toolkit for Virtualization, as its operator leaves it. */
export function forklift(): readonly SeedObject[] {
  return [
    {
      apiVersion: 'forklift.konveyor.io/v1beta1',
      kind: 'ForkliftController',
      metadata: { name: 'forklift-controller', namespace: MTV_NAMESPACE },
      spec: { feature_ui_plugin: 'true', feature_validation: 'true' },
    },
    {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'ClusterServiceVersion',
      metadata: { name: `mtv-operator.v${MTV_VERSION}`, namespace: MTV_NAMESPACE },
      spec: { displayName: 'Migration Toolkit for Virtualization Operator', version: MTV_VERSION },
      status: { phase: 'Succeeded' },
    },
  ]
}
