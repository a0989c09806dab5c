import path from 'node:path'
import type { Rule } from 'eslint'
import { everyImport } from './every-import.ts'
import { isTest, placeOf, type Place } from './room.ts'

/** What the top-level folders may import besides themselves. `test` crosses every room on purpose. */
const topArrows: Readonly<Record<string, readonly string[]>> = {
  extension: ['shared'],
  shared: [],
  daemon: ['shared'],
  infrastructure: ['shared'],
  test: ['extension', 'shared', 'daemon', 'infrastructure'],
}

/**
 * Inside the daemon arrows go down: http → chat → plans → simulators → engine → store. Rooms of one height don't know each other.
 * `cli` is absent on purpose: it is a client of the daemon like the extension.
 */
const height: Readonly<Record<string, number>> = {
  'daemon/store': 0,
  'daemon/engine': 1,
  'daemon/pairing': 1,
  'daemon/simulators': 2,
  'daemon/plans': 3,
  'daemon/chat': 4,
  'daemon/background': 4,
  'daemon/http': 5,
}

/**
 * What the command may know of the daemon: how it is started, where its files live, the verifier that trusts none of it, and how a backup
 * is put back, which is done while no daemon runs.
 */
const forClients = (to: Place): boolean =>
  ['daemon/setup', 'daemon/config'].includes(to.room) || ['daemon/store/verify.ts', 'daemon/store/restore.ts'].includes(`${to.room}/${to.inside}`)

/** Files directly in `daemon/` that put the rooms together; every other one (contracts, events) may be imported by all rooms. */
const assembly = /^(main|assembly|sandbox)\.ts$/

function reasonAgainst(from: Place, to: Place, test: boolean): string | undefined {
  if (from.room === to.room) return undefined
  if (from.room === 'daemon' && assembly.test(from.inside) && to.top === 'infrastructure') return undefined
  if (from.top !== to.top && !topArrows[from.top]?.includes(to.top)) return `${from.top} may not import from ${to.top}`
  if (from.top === 'daemon' && to.top === 'daemon' && !test && from.room !== 'daemon') {
    if (to.room === 'daemon') return assembly.test(to.inside) ? 'this file puts the rooms together; no room imports it' : undefined
    if (from.room === 'daemon/cli' && !forClients(to)) {
      return 'the command is a client of the daemon: it talks to it, it imports none of it'
    }
    const [above, below] = [height[from.room], height[to.room]]
    if (above !== undefined && below !== undefined && above <= below) return `arrows go down: ${from.room} may not import from ${to.room}`
  }
  return undefined
}

/** A room's door is its index.ts or one file directly in it; what lies deeper is reached through the folder's own index.ts. */
const isDoor = (to: Place): boolean => !to.inside.includes('/') || /\/index\.tsx?$/.test(to.inside)

/** Imports follow the arrows of the layout, and enter a room through its door. */
export const importArrows: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { arrow: '{{reason}}', door: 'enter {{room}} through its index.ts or a file directly in it' } },
  create(context) {
    const from = placeOf(context.cwd, context.filename)
    if (!from) return {}
    return everyImport((source, node) => {
      if (!source.startsWith('.')) return
      const to = placeOf(context.cwd, path.resolve(path.dirname(context.filename), source))
      if (!to) return
      const reason = reasonAgainst(from, to, isTest(context.filename))
      if (reason !== undefined) context.report({ node, messageId: 'arrow', data: { reason } })
      else if (from.room !== to.room && from.top !== 'test' && !isDoor(to)) context.report({ node, messageId: 'door', data: { room: to.room } })
    })
  },
}
