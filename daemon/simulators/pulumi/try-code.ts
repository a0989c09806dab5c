import type { PlanDocument, Step } from '../../../shared/plan.ts'
import { digestOf, toBytes } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Outcome, RunObserver, Simulated } from '../../simulator-contract.ts'
import { checkTypes, installPackages } from '../../engine/index.ts'
import type { Checkpoint, Engine } from '../../engine/index.ts'
import { bindingOf, differing, elementInWords } from './binding.ts'
import { changesPackages, fileDiff, filesOf, openEdit, type Edit } from './code-edit.ts'
import type { Context } from './context.ts'
import { preview } from './preview.ts'
import type { Project } from './project.ts'
import { withProgram } from './program-file.ts'
import { refused } from './refused.ts'
import type { Source } from './source.ts'

export const triesCode = (steps: readonly Step[]): steps is readonly [Extract<Step, { operation: 'try-code' }>] =>
  steps.length === 1 && steps[0]?.operation === 'try-code'

/**
 * What a person sees of code before any of it was run: the whole diff, and what the compiler says of its types. What the code would do is
 * not simulated, because simulating it is running it.
 * @throws CountersignError `code-types`, `code-missing`, `code-moved`
 */
export async function simulateCode(
  context: Context, project: Project, steps: readonly [Extract<Step, { operation: 'try-code' }>], folder: Source, checkpoint: Checkpoint, engine: Engine,
): Promise<Simulated> {
  const [step] = steps
  const edit = openEdit(project, folder, step.parameters.edit, context.shelf)
  const source = withProgram(folder, filesOf(edit))
  const types = await typesOf(context, project, source, edit)
  const attachments = Object.keys(edit.files).map((path) => {
    const bytes = toBytes(fileDiff(path, folder.files.get(path), source.files.get(path)))
    return { attachment: { sha256: digestOf(bytes), title: excerpt(`Code of ${path}`, 200), mediaType: 'text/x-diff' as const, bytes: bytes.length }, bytes }
  })
  const paths = Object.keys(edit.files)
  return {
    steps: [{
      step: step.id, fidelity: 'not-simulated', changes: [], attachments: attachments.map(({ attachment }) => attachment.sha256),
      summary: excerpt(`Run this code for a preview, in a scratch copy: ${paths.join(', ')}`, 500),
    }],
    counts: { create: 0, update: 0, replace: 0, delete: 0, same: checkpoint.resources.length, other: 0 },
    unknowns: ['What this code would change is known only when it has been run.'],
    recommendations: [
      'Code that runs can do whatever you can do on this machine. Read all of it before you sign.', types,
      ...(changesPackages(edit) ? ['It changes the packages: they are installed in the scratch copy from its lock file, without their scripts.'] : []),
    ],
    rollback: { automatic: false, summary: 'Nothing of your infrastructure is changed by it, so there is nothing to take back.', steps: [], irreversible: [] },
    binding: bindingOf(project, engine, folder, checkpoint, { edit: step.parameters.edit }),
    attachments,
  }
}

async function typesOf(context: Context, project: Project, source: Source, edit: Edit): Promise<string> {
  if (changesPackages(edit)) return 'Its types were not checked: for that its packages would have to be installed.'
  if (!source.files.has('tsconfig.json')) return 'Its types were not checked: the program has no tsconfig.json.'
  const complaints = await context.session.scratch(project, source, checkTypes)
  if (complaints.length === 0) return 'Its types are right, says the compiler, which read it and ran nothing.'
  throw new CountersignError('code-types', excerpt(`The types of this code are wrong; none of it was run. ${complaints.slice(0, 3).join(' ')}`, 1500), 'Have it mended, then ask again.')
}

/** After the countersignature, and not before: the code runs for a preview, in a copy. What comes out is told; nothing is changed. */
export async function tryCode(
  context: Context, project: Project, plan: PlanDocument, folder: Source, checkpoint: Checkpoint, engine: Engine, observer: RunObserver,
  signal: AbortSignal,
): Promise<Outcome> {
  const approved = plan.bindings.find(binding => binding.target === project.target)
  const digest = approved?.digests['edit']
  if (approved === undefined || digest === undefined) return refused('target', `the plan doesn't speak of ${project.target}`)
  const moved = differing(approved, bindingOf(project, engine, folder, checkpoint, { edit: digest }))
  if (moved !== undefined) return refused(moved, `${elementInWords(moved)} is not what was approved`)
  const edit = openEdit(project, folder, digest, context.shelf)
  context.shelf.sign(digest, plan.id)
  const failed = (summary: string): Outcome => ({ kind: 'failed', summary: excerpt(summary, 600), hint: 'Nothing was changed. Have the code mended, then try it anew.', uncertain: [] })
  try {
    return await context.session.bench(project, withProgram(folder, filesOf(edit)), async (bench) => {
      observer.log(`Running the code for a preview of ${project.target}`)
      const { changes, output } = await preview(bench, project, 'up', checkpoint, signal)
      for (const line of output.split('\n').slice(0, 200)) observer.log(excerpt(line, 2000))
      const told = changes.slice(0, 6).map(change => `${change.operation} ${change.name}`).join(', ')
      const summary = `the code ran in a scratch copy, and would ${told === '' ? 'change nothing' : told}${changes.length > 6 ? ` and ${changes.length - 6} more` : ''}; nothing was changed. `
        + `To plan that, ask: apply code ${digest.slice(0, 12)}`
      return { kind: 'succeeded', asSimulated: true, stateAfter: approved.digests['state'] ?? '', summary }
    }, changesPackages(edit) ? folderOf => installPackages(folderOf, signal) : undefined)
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped', summary: 'it was stopped; nothing was changed', uncertain: [] }
    return failed(error instanceof Error ? error.message : 'the code could not be run')
  }
}
