import type { Binding, Change, PlanDocument, Step } from '../../../shared/plan.ts'
import { canonical, digestOf, type Json } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { FoundThing, Outcome, RunObserver, Simulated } from '../../simulator-contract.ts'
import type { Checkpoint, Deployment, EngineFailure } from '../../engine/index.ts'
import { bindingOf, differing, elementInWords } from './binding.ts'
import { kindOf, nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { appeared } from './lookup.ts'
import { creates, pendingOf, withFound, withoutPending, withPending, type Begun } from './pending.ts'
import type { Project } from './project.ts'
import { refused, stateMoved } from './refused.ts'
import { stateDigest } from './session.ts'
import type { Source } from './source.ts'
import { digestOfLocks, namesOf, orphansOf, stateLocked, told } from './unlock.ts'

/**
 * Taking stock after an engine that ended in the middle: what it began and never ended goes into the state as what was found of it, or out
 * of it where it isn't there. A change of the record alone, countersigned like any other, because everything later builds on it: an engine
 * that goes on without it makes a thing twice, and one that goes back leaves it behind.
 */
export const takesStock = (steps: readonly Step[]): boolean =>
  steps.length === 1 && steps[0]?.operation === 'settle' && steps[0].parameters.conclusion === 'record'

const foundOf = (steps: readonly Step[]): readonly FoundThing[] =>
  steps[0]?.operation === 'settle' ? steps[0].parameters.found ?? [] : []

/** @throws CountersignError `stock-nothing`, `stock-incomplete`, `stock-moved` */
export async function simulateStock(
  context: Context, project: Project, steps: readonly Step[], folder: Source, checkpoint: Checkpoint,
): Promise<Simulated> {
  if (checkpoint.pending.length === 0) {
    throw new CountersignError('stock-nothing', `Nothing in ${project.target} was begun and never ended; nothing was changed.`, 'Finish the run, or undo it.')
  }
  const found = foundOf(steps)
  const changes = changesOf(checkpoint, found)
  const late = await arrivedLate(context, project, checkpoint, found)
  if (late !== undefined) throw new CountersignError('stock-moved', `${late}; nothing was changed.`, 'Settle the run again.')
  const orphans = orphansOf(project)
  const count = (operation: Change['operation']) => changes.filter(change => change.operation === operation).length
  return {
    steps: steps.map(({ id }) => ({ step: id, fidelity: 'exact', summary: `Record what is really there in ${project.target}`, changes, attachments: [] })),
    counts: { create: 0, update: 0, replace: 0, delete: 0, same: 0, other: count('import') + count('forget') + count('refresh') },
    unknowns: [], recommendations: [...orphans.map(lock => excerpt(`${told(lock)}: this run breaks it.`, 500)), 'Then finish the interrupted run, or undo it.'],
    rollback: { automatic: false, summary: 'Only the record changes; the earlier state is kept.', steps: [], irreversible: [] },
    binding: bindingOf(project, await context.session.engine(), folder, checkpoint, bound(changes, project)),
    attachments: [],
  }
}

/**
 * Writes the state anew, then reads every thing that was found from its provider; nothing at a provider changes. All of it stays pending in
 * the state until it was read: else an engine or a provider that goes away in between would leave a state that looks certain.
 */
export async function takeStock(
  context: Context, project: Project, plan: PlanDocument, steps: readonly Step[], approved: Binding, folder: Source, checkpoint: Checkpoint,
  observer: RunObserver,
): Promise<Outcome> {
  const found = foundOf(steps)
  const changes = changesOf(checkpoint, found)
  const breaks = namesOf(orphansOf(project))
  const moved = differing(approved, bindingOf(project, await context.session.engine(), folder, checkpoint, bound(changes, project)))
  if (moved !== undefined) return refused(moved, `${elementInWords(moved)} is not what was approved`)
  const late = await arrivedLate(context, project, checkpoint, found)
  if (late !== undefined) return refused('found', late)
  const state = () => context.session.checkpoint(project)
  return context.session.bench(project, folder, async (bench): Promise<Outcome> => {
    const step = ({ id, operation, kind, name }: Change) => ({ id, operation, kind, name, phase: 'forward' as const })
    const tell = (end: 'done' | 'failed' | 'skipped') => { for (const each of changes) observer.outcome({ ...step(each), state: end }) }
    const edit = (change: (now: Deployment) => Deployment, expectState: string) =>
      bench.edit(change, { expectState, operation: `${plan.id}-forward`, breaks })
    for (const change of changes) observer.intent({ ...step(change), state: 'running' })

    let begun: readonly Begun[] = []
    const unwritten = await edit(now => {
      begun = pendingOf(now)
      return withFound(now, found)
    }, checkpoint.digest)
    if (unwritten !== undefined) {
      const untouched = unwritten.code !== 'failed' || state().digest === checkpoint.digest
      tell(untouched ? 'skipped' : 'failed')
      return untouched ? notWritten(project, unwritten) : stillOpen(checkpoint, unwritten)
    }
    const held = state()
    const there = new Set(held.resources.map(one => one.urn))
    const targets = [...new Set(changes.map(change => change.id).filter(id => there.has(id)))]
    const { failure: unread } = targets.length === 0 ? {} : await bench.operate('refresh', {
      targets, expectState: held.digest, breaks, operation: `${plan.id}-forward`, message: `countersign ${plan.id}`,
    })
    const left = state()
    if (unread !== undefined) {
      // an engine takes an update out of what is pending when it looks at it, also where that look failed
      if (unread.code === 'failed' && left.pending.length < begun.length) await edit(now => withPending(now, begun), left.digest)
      tell('failed')
      return stillOpen(checkpoint, unread)
    }
    const unended = left.pending.length === 0 ? undefined : await edit(now => withoutPending(now, begun), left.digest)
    tell(unended === undefined ? 'done' : 'failed')
    if (unended !== undefined) return stillOpen(checkpoint, unended)
    return { kind: 'succeeded', asSimulated: true, summary: changes.map(ended).slice(0, 8).join(', '), stateAfter: stateDigest(state()) }
  })
}

/** Nothing was changed, and everything is as open as before. */
function notWritten(project: Project, { code, message }: EngineFailure): Outcome {
  if (code === 'state-moved') return stateMoved()
  if (code !== 'locked') return { kind: 'failed', summary: `the state could not be written: ${excerpt(message, 500)}`, hint: 'Nothing was changed. Settle the run again.', uncertain: [] }
  return stateLocked(project)
}

/** Found and perhaps in the state by now, but not read: all of it is as uncertain as before, and is settled again. */
const stillOpen = ({ pending }: Checkpoint, { message }: EngineFailure): Outcome => ({
  kind: 'failed', hint: 'Ask the provider, then settle again.',
  summary: `what was found could not be read from its provider, so the state still calls it open: ${excerpt(message, 500)}`,
  uncertain: pending.map(({ resource, type }) => `${type} ${nameOf(resource.urn)}`),
})

const ended = ({ operation, name }: Change) => operation === 'import' ? `${name} is there` : operation === 'forget' ? `${name} is not there` : `${name} was read again`

/** What was not there when the run was settled and is there now: it would be forgotten, and made a second time or left behind. */
async function arrivedLate(
  context: Context, project: Project, { pending }: Checkpoint, found: readonly FoundThing[],
): Promise<string | undefined> {
  for (const begun of pending.filter(({ resource }) => found.some(({ id, physical }) => id === resource.urn && physical === null))) {
    if (await appeared(begun, project, context.session.environment)) return `${nameOf(begun.resource.urn)} was not there and is there by now`
  }
  return undefined
}

/** A create becomes an import or is forgotten; what existed before is read again. @throws CountersignError `stock-incomplete` */
function changesOf({ pending }: Checkpoint, found: readonly FoundThing[]): Change[] {
  return pending.map(({ resource, type }): Change => {
    const common = { id: resource.urn, kind: kindOf(resource.type), name: nameOf(resource.urn), dependsOn: [] }
    if (!creates(type)) return { ...common, operation: 'refresh', properties: [] }
    const thing = found.find(({ id }) => id === resource.urn)
    if (thing === undefined) {
      throw new CountersignError('stock-incomplete', `What became of ${common.name} was not said; nothing was changed.`, 'Look at its provider, then say whether it is there.')
    }
    if (thing.physical === null) return { ...common, operation: 'forget', properties: [] }
    return { ...common, operation: 'import', properties: [{ path: 'id', after: thing.physical }] }
  })
}

const bound = (changes: readonly Change[], project: Project): Record<string, string> => {
  const orphans = orphansOf(project)
  return { changes: digestOf(canonical(changes as unknown as Json)), ...(orphans.length === 0 ? {} : { locks: digestOfLocks(orphans) }) }
}
