import type { Rule } from 'eslint'

/** A promise's `.catch(() => {})` hides a failure as an empty `catch` block does; a comment inside that says why makes either one fine. */
export const noSwallowedErrors: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { swallowed: 'this error disappears: treat it, or say in a comment inside why it may' } },
  create(context) {
    return {
      CallExpression(node) {
        const { callee, arguments: [rejected] } = node
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.property.name !== 'catch') return
        if (rejected?.type !== 'ArrowFunctionExpression' && rejected?.type !== 'FunctionExpression') return
        const { body } = rejected
        if (body.type === 'BlockStatement' && body.body.length === 0 && context.sourceCode.getCommentsInside(body).length === 0) {
          context.report({ node: rejected, messageId: 'swallowed' })
        }
      },
    }
  },
}
