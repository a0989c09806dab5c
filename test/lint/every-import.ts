import type { Rule } from 'eslint'
import type { CallExpression, Expression, Node } from 'estree'

const text = (node: Expression | Node | null | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

/** Calls `visit` with the module's name for every way to import: static, re-export, `import()`, `require()`, `getBuiltinModule()`. */
export function everyImport(visit: (source: string, node: Node) => void): Rule.RuleListener {
  const tell = (source: Expression | Node | null | undefined, node: Node): void => {
    const name = text(source)
    if (name !== undefined) visit(name, node)
  }
  return {
    ImportDeclaration: (node) => tell(node.source, node),
    ExportNamedDeclaration: (node) => tell(node.source, node),
    ExportAllDeclaration: (node) => tell(node.source, node),
    ImportExpression: (node) => tell(node.source, node),
    CallExpression: (node: CallExpression) => {
      const { callee } = node
      const isRequire = callee.type === 'Identifier' && callee.name === 'require'
      const isBuiltin = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'getBuiltinModule'
      if (isRequire || isBuiltin) tell(node.arguments[0], node)
    },
  }
}
