import type { KindRef } from '../cluster/service.ts'

export const NAMESPACE: KindRef = { apiVersion: 'v1', kind: 'Namespace' }
export const SECRET: KindRef = { apiVersion: 'v1', kind: 'Secret' }
export const POD: KindRef = { apiVersion: 'v1', kind: 'Pod' }
export const CLAIM: KindRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
export const DATA_VOLUME: KindRef = { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume' }
export const VIRTUAL_MACHINE: KindRef = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine' }
