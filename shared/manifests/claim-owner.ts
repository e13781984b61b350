/** Hands the copied claims over from their DataVolumes to the VM. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

/**
 * Merge patch that makes the VM an owner of a claim, beside the owners that it has: a merge patch replaces the
 * list, and dropping the DataVolume's entry would let CDI take the claim for a stranger's. Deleting the
 * DataVolume with propagation `Orphan` then leaves the claim to the VM.
 */
export function claimOwnerPatch(
  owners: readonly OwnerReference[] | undefined,
  vm: { readonly name: string; readonly uid: string },
): { readonly metadata: { readonly ownerReferences: readonly OwnerReference[] } } {
  return {
    metadata: {
      ownerReferences: [
        ...(owners ?? []).filter((owner) => owner.uid !== vm.uid),
        {
          apiVersion: 'kubevirt.io/v1',
          kind: 'VirtualMachine',
          name: vm.name,
          uid: vm.uid,
          controller: false,
          // True would need the right to set finalizers of the VM (OwnerReferencesPermissionEnforcement, which
          // OpenShift has switched on), and matters only to who deletes the VM and waits for its claims.
          blockOwnerDeletion: false,
        },
      ],
    },
  }
}
