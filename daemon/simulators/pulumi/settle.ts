import type { Found, FoundThing, Inquiry } from '../../simulator-contract.ts'
import { nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { arrived, fateOf, type Pending } from './lookup.ts'
import { creates } from './pending.ts'
import { locksOf, told } from './unlock.ts'

/**
 * After an interrupted run: waits for an engine that outlived its daemon, then says what the state holds for certain and what an engine
 * began and never ended, and looks for that at its provider. A refresh alone can't find it: it asks about what the state knows.
 * @throws CountersignError `engine-alive`
 */
export function settle(context: Context, target: string, asked?: Inquiry): Promise<Found> {
  return context.session.inTurn(target, async () => {
    await context.session.alone(target)
    const project = context.project(target)
    const checkpoint = context.session.checkpoint(project)
    if (checkpoint.pending.length > 0 && asked) await arrived(asked)
    const [lock] = locksOf(project)
    // what an earlier look found of a create is in the state, and was never read
    const open = new Set(checkpoint.pending.filter(({ type }) => creates(type)).map(({ resource }) => resource.urn))
    const known = checkpoint.resources.filter(one => one.id !== undefined && one.id !== '' && !open.has(one.urn)).map(one => `${nameOf(one.urn)} is there (${one.id})`)
    const unknown: string[] = []
    const found: FoundThing[] = []
    let whole = true
    for (const pending of checkpoint.pending) {
      if (!creates(pending.type)) {
        unknown.push(`what ${nameOf(pending.resource.urn)} is now: ${pending.type} began and its end was never written; it is read from its provider`)
        continue
      }
      const fate = await fateOf(pending, project, context.session.environment, asked)
      if (fate !== undefined) found.push({ id: pending.resource.urn, physical: fate })
      else whole = false
      if (fate === undefined) unknown.push(undecided(pending, asked))
      else known.push(fate === null ? `${nameOf(pending.resource.urn)} was begun and is not there` : `${nameOf(pending.resource.urn)} was begun and is there (${fate})`)
    }
    return {
      known, unknown, ...(lock === undefined ? {} : { locked: told(lock) }),
      ...(checkpoint.pending.length === 0 ? {} : { pending: { found, whole } }),
    }
  })
}

function undecided({ resource, type }: Pending, asked: Inquiry | undefined): string {
  const name = nameOf(resource.urn)
  const run = asked?.run ?? 'run-N'
  return `whether ${name} is there: ${type} began and its end was never written. Look at its provider, then say it: "settle ${run}: ${name} is there as ID", or "settle ${run}: ${name} is not there"`
}
