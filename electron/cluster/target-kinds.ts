import type { KindRef } from './service.ts'

/** Kinds that tell what a cluster offers as a target. */
export const kinds = {
  accessReview: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
  apiService: { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' },
  attachment: { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition' },
  cdi: { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'CDI' },
  clusterServiceVersion: { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion' },
  clusterVersion: { apiVersion: 'config.openshift.io/v1', kind: 'ClusterVersion' },
  configMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  forkliftController: { apiVersion: 'forklift.konveyor.io/v1beta1', kind: 'ForkliftController' },
  hyperConverged: { apiVersion: 'hco.kubevirt.io/v1', kind: 'HyperConverged' },
  // The preferred version of newer operators has no vddkInitImage; this one has.
  hyperConvergedBeta: { apiVersion: 'hco.kubevirt.io/v1beta1', kind: 'HyperConverged' },
  kubevirt: { apiVersion: 'kubevirt.io/v1', kind: 'KubeVirt' },
  namespace: { apiVersion: 'v1', kind: 'Namespace' },
  node: { apiVersion: 'v1', kind: 'Node' },
  project: { apiVersion: 'project.openshift.io/v1', kind: 'Project' },
  resourceQuota: { apiVersion: 'v1', kind: 'ResourceQuota' },
  securityConstraints: { apiVersion: 'security.openshift.io/v1', kind: 'SecurityContextConstraints' },
  storageClass: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
  storageProfile: { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'StorageProfile' },
  virtualMachine: { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine' },
} as const satisfies Record<string, KindRef>
