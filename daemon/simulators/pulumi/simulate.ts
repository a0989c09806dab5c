import type { Attachment, Step } from '../../../shared/plan.ts'
import { digestOf, toBytes } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Simulated, SimulateOptions } from '../../simulator-contract.ts'
import type { Checkpoint, StateLock } from '../../engine/index.ts'
import { bindingOf } from './binding.ts'
import { nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { readLive } from './live.ts'
import type { Project } from './project.ts'
import { preview } from './preview.ts'
import { rollbackPlan } from './rollback-plan.ts'
import { fileDiff } from './code-edit.ts'
import { withProgram } from './program-file.ts'
import { settingsDiff, takesBack } from './settings-diff.ts'
import { programDigest, readSource } from './source.ts'
import { simulateCode, triesCode } from './try-code.ts'
import { undertake } from './undertaking.ts'
import { simulateStock, takesStock } from './stock.ts'
import { breaksLock, demandUnlocked, digestOfLocks, orphansOf, simulateUnlock, told } from './unlock.ts'
import type { Undertaking } from './undertaking.ts'

/** Raw output past this is cut in the middle: nobody reads it, and it has to be kept with the plan. Characters. */
const longest = 200_000

/** Simulates steps of one target with the engine's own preview, in a copy of the program: exact, and nothing of the person's is touched. */
export async function simulate(context: Context, target: string, steps: readonly Step[], options: SimulateOptions): Promise<Simulated> {
  const project = context.project(target)
  await context.session.prepare(project)
  return context.session.inTurn(target, async () => {
    const folder = readSource(project)
    await context.session.alone(target)
    const checkpoint = context.session.checkpoint(project)
    if (breaksLock(steps)) return simulateUnlock(project, steps, folder, checkpoint, await context.session.engine())
    demandUnlocked(project)
    if (triesCode(steps)) return simulateCode(context, project, steps, folder, checkpoint, await context.session.engine())
    if (takesStock(steps)) return simulateStock(context, project, steps, folder, checkpoint)
    demandSettled(steps, checkpoint)
    const orphans = orphansOf(project)
    const work = await undertake(project, folder, steps, { capture: options.undo?.capture, finish: options.finish?.steps }, context.shelf)
    options.progress?.(`Previewing ${target}`)
    const { previewed, live } = await context.session.bench(project, work.source, async bench => {
      const previewed = await preview(bench, project, work.run, checkpoint, options.signal)
      // a refresh is that look itself
      if (work.run === 'refresh') return { previewed, live: undefined }
      options.progress?.(`Reading what ${target} really has`)
      return { previewed, live: await readLive(bench, project, previewed.changes, checkpoint, options.signal) }
    })
    const { changes, counts, unknowns, outputs } = previewed
    const attachments = [attach('Raw output of the preview', 'text/plain', middleCut(previewed.output))]
    const diff = settingsDiff(project.settingsFile, folder.settings, work.settings ?? folder.settings)
    if (diff !== '') attachments.push(attach(`Change of ${project.settingsFile}`, 'text/x-diff', diff))
    for (const [path, content] of work.program ?? []) {
      attachments.push(attach(excerpt(`Change of ${path}`, 200), 'text/x-diff', middleCut(fileDiff(path, folder.files.get(path), content))))
    }
    if (live !== undefined) attachments.push(attach('At the provider before this', 'application/json', middleCut(JSON.stringify(live.found, null, 2))))
    const shown = attachments.map(({ attachment }) => attachment.sha256)
    return {
      steps: steps.map(({ id }) => ({
        step: id, fidelity: 'exact' as const, summary: work.summaries.get(id) ?? '',
        changes: id === work.carrier ? changes : [], attachments: id === work.carrier ? shown : [],
        ...(id === work.carrier && outputs.length > 0 ? { outputs } : {}),
      })),
      rewrites: takesBack(diff) || work.program !== undefined,
      counts, unknowns: [...unknowns, ...checkpoint.pending.map(maybe)],
      recommendations: [
        ...orphans.map(breaksToo), ...recommend(work, programDigest(withProgram(folder, work.program ?? new Map()))),
        ...sharing(context, project, work),
        ...(options.undo?.later.length ? [later(options.undo.later)] : []),
      ],
      ...(live !== undefined && { concerns: live.concerns }),
      rollback: rollbackPlan(changes, restored(work)),
      binding: bindingOf(project, await context.session.engine(), folder, checkpoint, {
        changes: previewed.digest, ...(live !== undefined && { live: live.digest }),
        ...(work.shelved === undefined ? {} : { source: work.shelved }),
        ...(orphans.length === 0 ? {} : { locks: digestOfLocks(orphans) }),
      }),
      attachments,
    }
  })
}

/** What was begun and never ended is in no state: going back would leave it behind, unseen, and going on would make it twice. */
function demandSettled(steps: readonly Step[], { pending }: Checkpoint): void {
  const step = steps.find(one => one.operation === 'undo' || one.operation === 'settle')
  const [first] = pending
  if (step === undefined || first === undefined) return
  const run = step.operation === 'undo' || step.operation === 'settle' ? step.parameters.run : ''
  throw new CountersignError('settle-pending', `What became of ${nameOf(first.resource.urn)} is not known (its ${first.type} began and never ended), so nothing can build on it; nothing was changed.`,
    `Find out first: ask "settle ${run}".`)
}

const breaksToo = (lock: StateLock) => excerpt(`${told(lock)}: this run breaks it.`, 500)

const maybe = ({ type, resource }: Checkpoint['pending'][number]) =>
  excerpt(`${nameOf(resource.urn)} may be there already: ${type} began and its end was never written. Look at the provider first.`, 600)

function attach(title: string, mediaType: Attachment['mediaType'], text: string) {
  const bytes = toBytes(text)
  return { attachment: { sha256: digestOf(bytes), title, mediaType, bytes: bytes.length }, bytes }
}

function restored(work: Undertaking): string {
  if (work.run === 'refresh') return 'A refresh changes the record alone; the earlier state is kept.'
  if (work.program !== undefined) return 'The files of the program go back to what they were, and the program from before is deployed again.'
  return work.settings === undefined
    ? 'The program and the settings from before are deployed again.'
    : 'The settings go back to what they were, and the program from before is deployed with them.'
}

function recommend(work: Undertaking, folder: string): string[] {
  if (work.shelved === undefined || work.run !== 'up') return []
  if (work.source.guessed) {
    return ['Which program made the earlier state is not known, because somebody else changed it: the one in your folder at that time stands in for it.']
  }
  if (programDigest(work.source) === folder) return []
  return ['The program in your folder is newer than what this goes back to: the next deployment would bring it in again.']
}

const later = (runs: readonly string[]) =>
  `${excerpt(runs.slice(0, 10).join(', '), 350)} came after it and built on it: what they changed in the same program and settings is taken back as well.`

/** Stacks of one program share its files: what is written for one of them, the next deployment of the others brings in. */
function sharing(context: Context, project: Project, work: Undertaking): string[] {
  const others = work.program === undefined ? [] : context.sharing(project)
  return others.length === 0 ? [] : [`${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} made from the same program: the next deployment there brings this in, too.`]
}

function middleCut(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest / 2)}\n… ${text.length - longest} characters left out …\n${text.slice(-longest / 2)}`
}
