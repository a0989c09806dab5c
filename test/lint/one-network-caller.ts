import type { Rule } from 'eslint'
import { isTest, placeOf } from './room.ts'

const callers = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'sendBeacon', 'importScripts'])

/** Where a whole global object is written before the name (`globalThis.fetch`), the member is the same caller. */
const globals = new Set(['globalThis', 'window', 'self', 'navigator'])

/** In the extension only `daemon-client/` reaches the network: there, and nowhere else, requests are signed and answers verified. */
export const oneNetworkCaller: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { caller: '{{name}} belongs in extension/daemon-client, the only network caller of the extension' } },
  create(context) {
    const place = placeOf(context.cwd, context.filename)
    if (place?.top !== 'extension' || place.inside.startsWith('daemon-client/') || isTest(context.filename)) return {}
    const report = (node: Rule.Node, name: string): void => context.report({ node, messageId: 'caller', data: { name } })
    return {
      Program(node) {
        // Only names that nothing in the file declares are the browser's own.
        for (const reference of context.sourceCode.getScope(node).through) {
          const { name } = reference.identifier
          const declared = reference.resolved !== null && reference.resolved.defs.length > 0
          if (callers.has(name) && !declared && !isTypeReference(reference)) report(reference.identifier as Rule.Node, name)
        }
      },
      MemberExpression(node) {
        const { object, property } = node
        const name = property.type === 'Identifier' && !node.computed ? property.name : property.type === 'Literal' ? String(property.value) : ''
        if (object.type === 'Identifier' && globals.has(object.name) && callers.has(name)) report(node, name)
      },
    }
  },
}

/** typescript-eslint marks references that exist only in types; `let socket: WebSocket` calls nothing. */
const isTypeReference = (reference: object): boolean => 'isTypeReference' in reference && reference.isTypeReference === true
