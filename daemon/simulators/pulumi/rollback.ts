import type { Change, PlanDocument } from '../../../shared/plan.ts'
import { someOf } from '../../../shared/excerpt.ts'
import type { RunStep } from '../../../shared/wire.ts'
import type { Capture, Outcome, RunObserver } from '../../simulator-contract.ts'
import { elementInWords } from './binding.ts'
import { approvedChanges, nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { madeAllTheSame } from './lookup.ts'
import { perform } from './perform.ts'
import { preview } from './preview.ts'
import type { Project } from './project.ts'
import { refused } from './refused.ts'
import { stateDigest } from './session.ts'
import { readSource, settingsDigest, unpackSource } from './source.ts'
import { ours } from './program-file.ts'
import { programBefore } from './undertaking.ts'
import type { Undertaking } from './undertaking.ts'

/**
 * Takes back what a failed run really did: the program and settings from before it are previewed against the state as it is now, and
 * deployed if every step of that is in the approved rollback plan and about something that the run may have touched. Else, and where
 * somebody else changed the state or the settings since, it stops and says so, and a person decides. What failed may have happened all
 * the same: it is read at the provider, and a run is called rolled back only where that is as before.
 */
export function rollback(
  context: Context, plan: PlanDocument, target: string, capture: Capture, begun: readonly RunStep[],
  observer: RunObserver, signal: AbortSignal,
): Promise<Outcome> {
  return context.session.inTurn(target, async () => {
    const project = context.project(target)
    const checkpoint = context.session.checkpoint(project)
    if (checkpoint.pending.length > 0) {
      const names = checkpoint.pending.map(one => `${one.type} ${nameOf(one.resource.urn)}`)
      return { kind: 'failed', summary: `whether ${names.join(', ')} happened is not known, so nothing was rolled back`, hint: 'Settle the run: look at the provider first.', uncertain: names }
    }
    const kept = capture.files.find(one => one.name === 'source')
    const settings = capture.files.find(one => one.name === 'configuration')
    if (kept === undefined || settings === undefined) return refused('capture', 'what was captured is not whole')
    const before = unpackSource(kept.bytes)
    const folder = readSource(project)
    const text = new TextDecoder().decode(settings.bytes)
    const now = { state: stateDigest(checkpoint), configuration: settingsDigest(folder.settings) }
    const left = context.session.left(target) ?? { state: capture.digests['state'], configuration: capture.digests['configuration'] }
    const moved = (['state', 'configuration'] as const).find(element => now[element] !== left[element])
    if (moved !== undefined) {
      const hint = 'Look at the plan that undoes this run.'
      return { kind: 'refused', element: moved, hint, summary: `somebody else changed ${elementInWords(moved)} since it failed; nothing was rolled back` }
    }
    const first = before.files.size === 0
    const program = ours(project, context.shelf, programBefore(capture) ?? before, folder)
    const work: Undertaking = {
      run: first ? 'destroy' : 'up', source: first ? folder : before, settings: text === (folder.settings ?? '') ? undefined : text,
      summaries: new Map(), carrier: '', ...(program.size > 0 && { program }),
    }
    return context.session.bench(project, work.source, async (bench): Promise<Outcome> => {
      const { changes } = await preview(bench, project, work.run, checkpoint, signal, true)
      const stranger = changes.find(change => !foreseen(plan, target, change, begun))
      if (stranger !== undefined) {
        return {
          kind: 'refused', element: 'rollback', hint: 'Look at the plan that undoes this run.',
          summary: `going back would ${stranger.operation} ${stranger.name}, which was not in what was approved; nothing was rolled back`,
        }
      }
      const back = await perform(context, bench, project, { work, changes, checkpoint, folder, phase: 'rollback', tag: plan.id, begun }, observer, signal)
      return back.kind === 'succeeded' ? withDenied(back, await denied(context, project, plan, target, begun)) : back
    })
  })
}

interface Denied { readonly there: readonly string[], readonly open: readonly string[] }

/** Creates that were answered with an error: what each made all the same is in no state, so no engine would find it. */
async function denied(
  context: Context, project: Project, plan: PlanDocument, target: string, begun: readonly RunStep[],
): Promise<Denied> {
  const all: Record<'there' | 'open', string[]> = { there: [], open: [] }
  for (const { id } of begun.filter(step => step.operation === 'create' && step.state === 'failed')) {
    const change = approvedChanges(plan, target).find(one => one.id === id)
    const made = change && await madeAllTheSame(change, plan.id, project, context.session.environment)
    if (change && made !== false) all[made === true ? 'there' : 'open'].push(change.name)
  }
  return all
}

function withDenied(back: Outcome & { kind: 'succeeded' }, { there, open }: Denied): Outcome {
  if (there.length > 0) {
    return {
      kind: 'failed', uncertain: [], hint: 'It is in no record: delete it at its provider, or keep it under another name.',
      summary: `${back.summary}; but ${someOf(there, 3)} is there all the same, though its create was answered with an error`,
    }
  }
  return open.length === 0 ? back
    : { ...back, summary: `${back.summary}; whether ${someOf(open, 3)} is there after that error only its provider can say` }
}

/** In the approved rollback plan, and about a change of this run: of what was done, or of what failed on the way. */
function foreseen(plan: PlanDocument, target: string, change: Change, begun: readonly RunStep[]): boolean {
  const listed = plan.rollback.steps.some(step => step.id === change.id && step.operation === change.operation)
  const ours = begun.some(step => step.id === change.id) || approvedChanges(plan, target).some(one => one.id === change.id)
  return listed && ours && change.irreversible === undefined
}
