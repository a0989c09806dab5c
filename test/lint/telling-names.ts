import type { Rule } from 'eslint'
import { placeOf } from './room.ts'

const empty = /(^|\/)(utils?|helpers?|common|misc|managers?|lib)(\/|[.-])/

/** A file or folder is named by what is in it; these names say nothing and collect everything. */
export const tellingNames: Rule.RuleModule = {
  meta: { type: 'suggestion', schema: [], messages: { name: '"{{name}}" says nothing about what is inside; name the idea' } },
  create(context) {
    const place = placeOf(context.cwd, context.filename)
    return {
      Program(node) {
        const name = place && empty.exec(place.inside)?.[2]
        if (name !== undefined) context.report({ node, messageId: 'name', data: { name } })
      },
    }
  },
}
