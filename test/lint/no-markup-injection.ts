import type { Rule } from 'eslint'

const sinks = new Set([
  'innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML', 'setHTMLUnsafe', 'createContextualFragment', 'srcdoc', 'srcDoc',
])

/** Nothing turns text into markup: answers, names and logs come from models and providers, and render as text nodes. */
export const noMarkupInjection: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { sink: '{{name}} turns text into markup; render nodes' } },
  create(context) {
    const report = (node: Rule.Node, name: string): void => context.report({ node, messageId: 'sink', data: { name } })
    return {
      MemberExpression(node) {
        const { object, property } = node
        const name = property.type === 'Identifier' && !node.computed ? property.name : property.type === 'Literal' ? String(property.value) : ''
        if (sinks.has(name)) report(node, name)
        else if ((name === 'write' || name === 'writeln') && object.type === 'Identifier' && object.name === 'document') report(node, `document.${name}`)
      },
      'Property > Identifier.key, Property > Literal.key'(node: Rule.Node) {
        const name = node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : ''
        if (sinks.has(name)) report(node, name)
      },
      'JSXAttribute > JSXIdentifier.name'(node: Rule.Node) {
        const name = String((node as unknown as { name: string }).name)
        if (sinks.has(name)) report(node, name)
      },
    }
  },
}
