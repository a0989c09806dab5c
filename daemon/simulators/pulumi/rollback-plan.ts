import type { Change, Irreversible, RollbackPlan, RollbackStep } from '../../../shared/plan.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import { NEW_IDENTITY } from './irreversible.ts'

/**
 * How a failed run would be taken back, step by step the inverse of what it may have done. It is approved with the rest: the automatic
 * rollback takes these steps and no other.
 */
export function rollbackPlan(changes: readonly Change[], restored: string): RollbackPlan {
  const irreversible = changes.flatMap(({ id, name, irreversible: why }): Irreversible[] => why === undefined ? [] : [{ id, name, why }])
  // Taking back the making of something that refuses to be deleted needs somebody who lifts the protection first.
  const stuck = changes.filter(change => change.operation === 'create' && change.protected)
  // what only becomes another one may be replaced once more without asking; what held something is not touched again by itself
  const emptied = irreversible.filter(({ why }) => why !== NEW_IDENTITY)
  return {
    automatic: emptied.length === 0 && stuck.length === 0,
    summary: summarise(changes, restored, emptied, stuck),
    steps: changes.toReversed().flatMap(inverse), irreversible,
  }
}

function inverse(change: Change): RollbackStep[] {
  const { id, kind, name } = change
  const back = values(change)
  switch (change.operation) {
    case 'create': return [{ operation: 'delete', id, kind, name, text: `delete ${name} again` }]
    case 'update': return [{ operation: 'update', id, kind, name, text: `put ${name} back${back}` }]
    case 'delete': return [{ operation: 'create', id, kind, name, text: change.irreversible ? `make ${name} again, empty` : `make ${name} again` }]
    case 'replace': return [
      { operation: 'replace', id, kind, name, text: `replace ${name} again${back}` },
      { operation: 'create', id, kind, name, text: `make ${name} again where only its end came` },
      { operation: 'delete', id, kind, name, text: `delete what is left of the replaced ${name}` },
    ]
    case 'import':
    case 'read':
    case 'refresh':
    case 'forget': return []
  }
}

function summarise(changes: readonly Change[], restored: string, lost: readonly Irreversible[], stuck: readonly Change[]): string {
  const parts = [restored]
  if (lost.length > 0) parts.push(`What ${list(lost.map(one => one.name))} held can’t be brought back, so a rollback waits for you.`)
  const renewed = changes.filter(change => change.irreversible === NEW_IDENTITY)
  if (renewed.length > 0) parts.push(`${list(renewed.map(one => one.name))} would come back as another one.`)
  if (stuck.length > 0) parts.push(`${list(stuck.map(one => one.name))} would be protected, so taking it back waits for you.`)
  const undone = changes.filter(change => change.operation === 'update' && change.irreversible === undefined).slice(0, 3).map(change => `${change.name}${values(change)}`)
  if (undone.length > 0) parts.splice(1, 0, `Back to: ${undone.join('; ')}.`)
  return excerpt(parts.join(' '), 1000)
}

/** " to replicas 2, banner none": what an update goes back to. */
function values(change: Change): string {
  const back = change.properties.filter(one => one.secret !== true).slice(0, 3).map(one => `${one.path} ${one.before === undefined || one.before === '' ? 'none' : excerpt(one.before, 60)}`)
  return back.length === 0 ? '' : excerpt(` to ${back.join(', ')}`, 240)
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5)
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`)
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}
