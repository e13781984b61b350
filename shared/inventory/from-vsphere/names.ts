/**
 * vSphere stores "/", "\" and "%" in an entity's name as %2f, %5c and %25.
 * Source: vSphere Web Services API, property ManagedEntity.name.
 */
export function decodeName(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/**
 * The base disk's file: a snapshot's delta is "<disk>-000001.vmdk" beside it.
 */
export function withoutSnapshotSuffix(file: string): string {
  return file.replace(/-\d{6}\.vmdk$/, '.vmdk')
}
