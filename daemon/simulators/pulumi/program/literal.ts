import type ts from 'typescript'
import type { InputValue } from '../../../../shared/plan.ts'

type TypeScript = typeof ts

/**
 * Data as a node of the syntax tree: literals and the outputs of named resources, and nothing else. No text of the data ever becomes code.
 *
 * @param outputOf the expression for a resource's output; throws where there is no such resource
 */
export function literal(
  typescript: TypeScript, value: InputValue, outputOf: (resource: string, output: string) => ts.Expression,
): ts.Expression {
  const { factory } = typescript
  const of = (each: InputValue): ts.Expression => literal(typescript, each, outputOf)
  if (typeof value === 'string') return factory.createStringLiteral(value, true)
  if (typeof value === 'boolean') return value ? factory.createTrue() : factory.createFalse()
  if (typeof value === 'number') {
    const size = factory.createNumericLiteral(String(Math.abs(value)))
    return value < 0 ? factory.createPrefixUnaryExpression(typescript.SyntaxKind.MinusToken, size) : size
  }
  if (Array.isArray(value)) return factory.createArrayLiteralExpression(value.map(of))
  const { $output: output } = value as { readonly $output?: unknown }
  if (typeof output === 'string') return outputOf(output.slice(0, output.lastIndexOf('.')), output.slice(output.lastIndexOf('.') + 1))
  return factory.createObjectLiteralExpression(Object.entries(value).map(([key, each]) => factory.createPropertyAssignment(key, of(each))))
}

/** A node of our own as text; letters of every language stay readable. */
export function written(typescript: TypeScript, node: ts.Node, source: ts.SourceFile): string {
  const plain = (each: ts.Node): void => {
    typescript.setEmitFlags(each, typescript.EmitFlags.NoAsciiEscaping | typescript.EmitFlags.SingleLine)
    each.forEachChild(plain)
  }
  plain(node)
  return typescript.createPrinter({ removeComments: true }).printNode(typescript.EmitHint.Unspecified, node, source)
}
