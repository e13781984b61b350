/** "Role palletjack in namespace demo", each object of YAML documents as shared/target/account-manifests writes them. */
export function manifestObjects(yaml: string): string[] {
  return yaml.split(/^---\s*$/m).flatMap((document) => {
    const kind = /^kind: *(\S+)/m.exec(document)?.[1]
    const metadata = /^metadata:\n((?: +.*\n?)*)/m.exec(document)?.[1] ?? ''
    const name = field(metadata, 'name')
    if (kind === undefined || name === undefined) return []
    const namespace = field(metadata, 'namespace')
    return [`${kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`]
  })
}

/** A field of the metadata itself; labels and annotations stand deeper. */
function field(metadata: string, name: string): string | undefined {
  const value = new RegExp(`^ {2}${name}: *(\\S+)`, 'm').exec(metadata)?.[1]
  return value?.replace(/^["']|["']$/g, '')
}
