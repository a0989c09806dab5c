import type { Change, PlanDocument } from '../../../shared/plan.ts'
import { canonical } from '../../../shared/canonical.ts'
import type { Json } from '../../../shared/canonical.ts'
import type { Outcome, RunObserver } from '../../simulator-contract.ts'
import { together } from './bench.ts'
import { bindingOf, differing, elementInWords } from './binding.ts'
import { approvedChanges } from './changes.ts'
import type { Context } from './context.ts'
import { readLive, type Live } from './live.ts'
import { preview } from './preview.ts'
import { perform } from './perform.ts'
import { refused } from './refused.ts'
import { readSource } from './source.ts'
import { triesCode, tryCode } from './try-code.ts'
import { undertake } from './undertaking.ts'
import { takesStock, takeStock } from './stock.ts'
import { breaksLock, digestOfLocks, namesOf, orphansOf, unlock } from './unlock.ts'

/**
 * Carries out the steps of an approved plan on one target: compare the binding → preview again → every change is an approved one → write
 * the settings → run, constrained to the state that was compared → verify against the provider. Until the last but one, nothing changes.
 */
export function execute(
  context: Context, plan: PlanDocument, target: string, observer: RunObserver, signal: AbortSignal,
): Promise<Outcome> {
  return context.session.inTurn(target, async () => {
    const project = context.project(target)
    const approved = plan.bindings.find(binding => binding.target === target)
    if (approved === undefined) return refused('target', `the plan doesn't speak of ${target}`)
    await context.session.alone(target)
    const folder = readSource(project)
    const checkpoint = context.session.checkpoint(project)
    const engine = await context.session.engine()
    const steps = plan.steps.filter(step => step.target === target)
    if (breaksLock(steps)) return unlock(project, approved, folder, checkpoint, engine, observer)
    if (triesCode(steps)) return tryCode(context, project, plan, folder, checkpoint, engine, observer, signal)
    if (takesStock(steps)) return takeStock(context, project, plan, steps, approved, folder, checkpoint, observer)
    const shelved = approved.digests['source']
    const orphans = orphansOf(project)
    const extra = {
      changes: approved.digests['changes'] ?? '', ...(shelved === undefined ? {} : { source: shelved }),
      ...(orphans.length === 0 ? {} : { locks: digestOfLocks(orphans) }),
    }
    const moved = differing(approved, bindingOf(project, engine, folder, checkpoint, extra))
    if (moved !== undefined) return refused(moved, `${elementInWords(moved)} is not what was approved`)

    const work = await undertake(project, folder, steps, { shelved }, context.shelf)
    const changes = approvedChanges(plan, target)
    return context.session.bench(project, work.source, async bench => {
      observer.log(`Previewing ${target} again, and reading what it really has`)
      const [again, live] = await together(
        preview(bench, project, work.run, checkpoint, signal, true),
        work.run === 'refresh' ? Promise.resolve(undefined) : readLive(bench, project, changes, checkpoint, signal),
      )
      // The digest binds every property in full; the list is what the person saw. Both have to be what they were.
      if (again.digest !== approved.digests['changes'] || !sameChanges(changes, again.changes)) {
        return refused('changes', `${elementInWords('changes')} is not what was approved`)
      }
      if (live?.digest !== approved.digests['live']) return refused('live', movedOutside(live))
      return perform(context, bench, project, { work, changes, checkpoint, folder, phase: 'forward', tag: plan.id, breaks: namesOf(orphans) }, observer, signal)
    })
  })
}

/** The first reason is enough: the new plan names them all. */
const movedOutside = (live: Live | undefined): string =>
  `${elementInWords('live')} is not what was approved (${live?.concerns[0]?.text ?? 'it is what the record says again'})`

const sameChanges = (a: readonly Change[], b: readonly Change[]): boolean => canonical(sorted(a)) === canonical(sorted(b))

// Resources without a dependency between them come in any order.
const sorted = (changes: readonly Change[]) => changes.toSorted((x, y) => x.id < y.id ? -1 : 1) as unknown as Json
