/** Which parts of Electron the desktop shell uses, found by the compiler. */
import { join } from 'node:path'
import ts from 'typescript'

export interface UsedApi {
  /** "App.whenReady" and the like. */
  readonly members: readonly string[]
  /** "App: window-all-closed" and the like. */
  readonly events: readonly string[]
}

/** Reads the given sources with everything that they import. */
export function usedElectronApi(root: string, files: readonly string[]): UsedApi {
  const read = ts.readConfigFile(join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file))
  const { compilerOptions } = read.config as { compilerOptions: object }
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...compilerOptions, types: ['node'], noEmit: true },
    root,
  )
  const program = ts.createProgram([...files], { ...options, lib: ['lib.es2024.d.ts'] })
  const checker = program.getTypeChecker()
  const members = new Set<string>()
  const events = new Set<string>()
  const visit = (node: ts.Node): void => {
    const owner = ts.isPropertyAccessExpression(node) && electronOwner(checker.getSymbolAtLocation(node.name))
    if (owner && ts.isPropertyAccessExpression(node)) {
      members.add(`${owner}.${node.name.text}`)
      const event = /^(on|once)$/.test(node.name.text) && firstArgument(node.parent)
      if (event) events.add(`${owner}: ${event}`)
    }
    ts.forEachChild(node, visit)
  }
  for (const file of files) {
    const source = program.getSourceFile(file)
    if (!source) throw new Error(`${file} could not be read.`)
    visit(source)
  }
  return { members: [...members].sort(), events: [...events].sort() }
}

/** Name of the class or interface of Electron that declares this; undefined for anything else. */
function electronOwner(symbol: ts.Symbol | undefined): string | undefined {
  const declaration = symbol?.declarations?.[0]
  if (!declaration?.getSourceFile().fileName.endsWith('/electron/electron.d.ts')) return undefined
  const parent = declaration.parent
  return ts.isClassDeclaration(parent) || ts.isInterfaceDeclaration(parent) ? parent.name?.text : undefined
}

function firstArgument(node: ts.Node): string | undefined {
  const first = ts.isCallExpression(node) ? node.arguments[0] : undefined
  return first && ts.isStringLiteral(first) ? first.text : undefined
}
