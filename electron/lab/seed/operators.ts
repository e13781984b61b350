import {
  CDI_VERSION,
  CNV_NAMESPACE,
  KUBEVIRT_VERSION,
  MTV_NAMESPACE,
  MTV_VERSION,
  OPENSHIFT_VERSION,
  VDDK_IMAGE,
  type SeedObject,
} from './names.ts'

/** OpenShift with OpenShift Virtualization, as its own objects report it. */
export function operators(now: string): readonly SeedObject[] {
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: now,
  })
  const conditions = [
    condition('Available', 'True', 'ReconcileCompleted', 'Reconcile completed successfully'),
    condition('Progressing', 'False', 'ReconcileCompleted', 'Reconcile completed successfully'),
    condition('Degraded', 'False', 'ReconcileCompleted', 'Reconcile completed successfully'),
  ]
  return [clusterVersion(now), cdi(), kubevirt(), hyperConverged()].map((object) => ({
    ...object,
    status: { ...object.status, conditions },
  }))
}

interface Operator extends SeedObject {
  readonly status: { readonly [field: string]: SeedObject[string] }
}

function clusterVersion(now: string): Operator {
  const update = {
    state: 'Completed',
    version: OPENSHIFT_VERSION,
    startedTime: now,
    completionTime: now,
    verified: true,
  }
  return {
    apiVersion: 'config.openshift.io/v1',
    kind: 'ClusterVersion',
    metadata: { name: 'version' },
    spec: { channel: 'stable-4.20', clusterID: '6f1c2f7e-2a55-4f0c-9a6e-6a3f0a4c1b10' },
    status: { desired: { version: OPENSHIFT_VERSION }, history: [update] },
  }
}

function cdi(): Operator {
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'CDI',
    metadata: { name: 'cdi-kubevirt-hyperconverged' },
    spec: {},
    status: {
      phase: 'Deployed',
      operatorVersion: CDI_VERSION,
      targetVersion: CDI_VERSION,
      observedVersion: CDI_VERSION,
    },
  }
}

function kubevirt(): Operator {
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'KubeVirt',
    metadata: { name: 'kubevirt-kubevirt-hyperconverged', namespace: CNV_NAMESPACE },
    spec: { configuration: { developerConfiguration: { featureGates: [] } } },
    status: {
      phase: 'Deployed',
      operatorVersion: KUBEVIRT_VERSION,
      targetKubeVirtVersion: KUBEVIRT_VERSION,
      observedKubeVirtVersion: KUBEVIRT_VERSION,
    },
  }
}

function hyperConverged(): Operator {
  return {
    apiVersion: 'hco.kubevirt.io/v1beta1',
    kind: 'HyperConverged',
    metadata: { name: 'kubevirt-hyperconverged', namespace: CNV_NAMESPACE },
    spec: { vddkInitImage: VDDK_IMAGE },
    status: {
      systemHealthStatus: 'healthy',
      versions: [{ name: 'operator', version: '4.20.9' }],
    },
  }
}

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
