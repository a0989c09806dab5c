import type ts from 'typescript'

type TypeScript = typeof ts

/** `new Site('web', { … })`, as it stands in a program. */
export interface Declaration {
  readonly path: string
  readonly source: ts.SourceFile
  readonly node: ts.NewExpression
  /** `Site`, `aws.s3.Bucket`: the class as the program writes it. */
  readonly kind: string
  readonly name: string
  /** The variable that holds it, where there is one. */
  readonly variable?: string
}

/** Classes that take a text first and are no resources. */
const NONE = new Set(['Config', 'Error', 'RunError', 'ResourceError', 'TypeError', 'RangeError', 'URL', 'Date', 'RegExp', 'Map', 'Set'])
const code = /\.[cm]?[jt]sx?$/

/** The program's files as syntax trees; what is no code is left out. */
export function parsed(typescript: TypeScript, files: ReadonlyMap<string, Uint8Array>): ts.SourceFile[] {
  return [...files].filter(([path]) => code.test(path) && !path.endsWith('.d.ts')).map(([path, bytes]) =>
    typescript.createSourceFile(path, new TextDecoder().decode(bytes), typescript.ScriptTarget.Latest, true))
}

/** Every resource that the program makes under a name that is written there. Those made in a loop have none, and are not found. */
export function declarations(typescript: TypeScript, sources: readonly ts.SourceFile[]): Declaration[] {
  const found: Declaration[] = []
  for (const source of sources) {
    const visit = (node: ts.Node): void => {
      if (typescript.isNewExpression(node)) {
        const [first] = node.arguments ?? []
        if (first && typescript.isStringLiteralLike(first) && !NONE.has(classOf(node.expression.getText(source)))) {
          const { parent } = node
          const variable = typescript.isVariableDeclaration(parent) && typescript.isIdentifier(parent.name) ? parent.name.text : undefined
          found.push({
            path: source.fileName, source, node, kind: node.expression.getText(source), name: first.text,
            ...(variable !== undefined && { variable }),
          })
        }
      }
      node.forEachChild(visit)
    }
    visit(source)
  }
  return found
}

/** The class of a kind, however it was said: `Site`, `sandbox:Site`, `aws.s3.Bucket`, `aws:s3/bucket:Bucket`. */
export const classOf = (kind: string): string => kind.split(/[:/.]/).at(-1) ?? kind

/** The statement of the file itself in which a node stands; undefined inside of a function, which may run never or often. */
export function topStatement(typescript: TypeScript, node: ts.Node): ts.Statement | undefined {
  let at: ts.Node = node
  while (!typescript.isSourceFile(at.parent)) {
    if (typescript.isFunctionLike(at.parent) || typescript.isIterationStatement(at.parent, false)) return undefined
    at = at.parent
  }
  return at as ts.Statement
}
