import type { Rule } from 'eslint'
import { everyImport } from './every-import.ts'
import { isTest, placeOf } from './room.ts'

/** The rooms that may start processes. A process started elsewhere could carry out a change that nobody approved. */
const mayStartProcesses = ['daemon/engine', 'daemon/setup', 'infrastructure', 'test']

/** `child_process` only in the rooms that are allowed to start processes; no Node module at all in what also runs in a browser. */
export const moduleRooms: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      process: 'child_process belongs in {{rooms}}',
      browser: '{{top}} runs in a browser: {{source}} does not exist there',
    },
  },
  create(context) {
    const place = placeOf(context.cwd, context.filename)
    if (!place) return {}
    return everyImport((source, node) => {
      const name = source.replace(/^node:/, '')
      if (name === 'child_process' || name === 'cluster') {
        if (!mayStartProcesses.includes(place.room)) context.report({ node, messageId: 'process', data: { rooms: mayStartProcesses.join(', ') } })
      } else if (source.startsWith('node:') && (place.top === 'shared' || place.top === 'extension') && !isTest(context.filename)) {
        context.report({ node, messageId: 'browser', data: { top: place.top, source } })
      }
    })
  },
}
