import type { Step } from '../../../shared/plan.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Action, Checkpoint } from '../../engine/index.ts'
import type { Capture } from '../../simulator-contract.ts'
import { signedEdit } from './code-edit.ts'
import { editProgram, type ProgramStep } from './program/edit.ts'
import { ours, withProgram, type ProgramFiles } from './program-file.ts'
import { programText } from './program/reading.ts'
import type { Project } from './project.ts'
import { checkSetting, editSettings, findSetting, listSettings } from './settings.ts'
import { fullKey } from './project.ts'
import type { Shelf } from './shelf.ts'
import { unpackSource } from './source.ts'
import type { Source } from './source.ts'

type Run = Extract<Action, 'up' | 'destroy' | 'refresh'>

/** What a list of steps comes to: one operation of the engine, on one source. */
export interface Undertaking {
  readonly run: Run
  /** What runs: the folder's program with the settings that the steps ask for, or an earlier source. */
  readonly source: Source
  /** The new text of the person's configuration file; `undefined` where it stays as it is. */
  readonly settings: string | undefined
  /** Files of the person's program that are written with it. */
  readonly program?: ProgramFiles
  /** One sentence for each step, by its id. */
  readonly summaries: ReadonlyMap<string, string>
  /** The step that the engine's changes belong to. */
  readonly carrier: string
  /** Where an earlier source lies on the shelf; it is part of what is approved. */
  readonly shelved?: string
}

const previewOf = { up: 'preview', destroy: 'preview-destroy', refresh: 'preview-refresh' } as const
export const previewAction = (run: Run): Action => previewOf[run]

/** What a step that goes back, or goes on, works from: a capture and earlier steps while it is simulated, the shelf when it runs. */
export type Earlier =
  | { readonly capture?: Capture | undefined, readonly finish?: readonly Step[] | undefined }
  | { readonly shelved: string | undefined }

/**
 * Reads steps of one target against its folder as it is now.
 * @throws CountersignError `steps-mixed`, `setting-…`, `undo-impossible`, `settle-impossible`
 */
export async function undertake(
  project: Project, folder: Source, steps: readonly Step[], earlier: Earlier, shelf: Shelf, finishing = false,
): Promise<Undertaking> {
  const [first] = steps
  const carrier = steps.at(-1)?.id ?? ''
  if (first === undefined) throw mixed()
  switch (first.operation) {
    case 'set-config':
    case 'remove-config':
    case 'add-resource':
    case 'set-input':
    case 'remove-resource':
    case 'apply-code':
    case 'deploy': return changed(project, folder, steps, shelf, finishing)
    case 'destroy':
      if (steps.length > 1) throw mixed()
      return { run: 'destroy', source: folder, settings: undefined, summaries: new Map([[first.id, 'Delete everything in the stack']]), carrier }
    case 'refresh':
      if (steps.length > 1) throw mixed()
      return { run: 'refresh', source: folder, settings: undefined, summaries: new Map([[first.id, 'Take what is really there into the state']]), carrier }
    case 'undo': {
      if (steps.length > 1) throw mixed()
      return backBefore(project, first.parameters.run, first.id, folder, earlier, shelf)
    }
    case 'settle': {
      if (steps.length > 1) throw mixed()
      const { run, conclusion } = first.parameters
      if (conclusion === 'undo') return backBefore(project, run, first.id, folder, earlier, shelf)
      if (conclusion === 'finish') return finish(project, run, first.id, folder, earlier, shelf)
      throw new CountersignError('step-unsupported', 'A lock is no work for an engine; nothing was changed.', 'Ask for something else.')
    }
    case 'try-code':
    case 'set-mode': throw new CountersignError('step-unsupported', `${first.operation} is no step for this target; nothing was changed.`, 'Ask for something else.')
  }
}

/** The program and the settings from before a run; where there was nothing before it, everything is deleted. */
function backBefore(project: Project, run: string, step: string, folder: Source, earlier: Earlier, shelf: Shelf): Undertaking {
  const shelved = 'shelved' in earlier ? earlier.shelved : earlier.capture && shelveCapture(project, earlier.capture, folder, shelf)
  if (shelved === undefined) throw new CountersignError('undo-impossible', `Nothing was kept from before ${run}; nothing was changed.`, 'Say what should be instead.')
  return fromShelf(shelved, step, folder, shelf, nothing => nothing
    ? `Undo ${run}: there was nothing before it, so everything is deleted`
    : `Undo ${run}: back to the program and the settings from before it`)
}

/**
 * What an interrupted run was to bring about, planned again from where things are now: what it had done already is no change any more.
 * What it comes to is put on the shelf, so that the run does exactly what was looked at.
 */
async function finish(
  project: Project, run: string, step: string, folder: Source, earlier: Earlier, shelf: Shelf,
): Promise<Undertaking> {
  const words = () => `Finish ${run}: what it did not get to`
  if ('shelved' in earlier) {
    // a refresh is the one thing that needs no source
    if (earlier.shelved !== undefined) return fromShelf(earlier.shelved, step, folder, shelf, words)
    return { run: 'refresh', source: folder, settings: undefined, summaries: new Map([[step, words()]]), carrier: step }
  }
  if (earlier.finish === undefined) throw new CountersignError('settle-impossible', `What ${run} was to do is not kept; nothing was changed.`, 'Say what should be instead.')
  const wanted = await undertake(project, folder, earlier.finish, { capture: earlier.capture }, shelf, true)
  if (wanted.run === 'refresh') return { ...wanted, summaries: new Map([[step, words()]]), carrier: step }
  const { writes: _, ...source } = wanted.source
  const writes = wanted.program === undefined ? {} : { writes: wanted.program }
  const shelved = shelf.put(wanted.run === 'destroy' ? { files: new Map(), settings: wanted.settings ?? folder.settings } : { ...source, ...writes })
  return fromShelf(shelved, step, folder, shelf, words)
}

/** A source on the shelf as an operation; one without files stands for a stack without resources. */
function fromShelf(shelved: string, step: string, folder: Source, shelf: Shelf, words: (nothing: boolean) => string): Undertaking {
  const { writes, ...kept } = shelf.get(shelved)
  const nothing = kept.files.size === 0
  return {
    run: nothing ? 'destroy' : 'up', source: nothing ? { ...folder, settings: kept.settings } : kept, carrier: step, shelved,
    ...(writes && writes.size > 0 && { program: writes }),
    settings: kept.settings === folder.settings ? undefined : kept.settings, summaries: new Map([[step, words(nothing)]]),
  }
}

async function changed(project: Project, folder: Source, steps: readonly Step[], shelf: Shelf, finishing: boolean): Promise<Undertaking> {
  const summaries = new Map<string, string>()
  let settings = folder.settings
  let source = folder
  const read = programText(project.path, project.name).settings
  for (const step of steps) {
    const known = listSettings(project, settings, read)
    switch (step.operation) {
      case 'set-config': {
        const { key, value } = checkSetting(project, known, step.parameters.key, step.parameters.value)
        const before = known.find(one => one.key === key)
        summaries.set(step.id, excerpt(`Set ${key} from ${told(before?.value ?? before?.default)} to ${told(value)}`, 500))
        settings = editSettings(settings, key, value)
        break
      }
      case 'remove-config': {
        const key = fullKey(project.name, step.parameters.key)
        const before = findSetting(known, key)
        if (before.secret) throw new CountersignError('setting-secret', `${key} is a secret and can't be put back by an undo; nothing was changed.`, `Remove it in your terminal: pulumi config rm ${key}`)
        summaries.set(step.id, excerpt(`Remove ${key}${before.default === undefined ? '' : `, so that it is ${told(before.default)} again`}`, 500))
        settings = editSettings(settings, key, undefined)
        break
      }
      case 'deploy':
        summaries.set(step.id, 'Deploy the program as it is')
        break
      case 'add-resource':
      case 'set-input':
      case 'remove-resource':
        summaries.set(step.id, excerpt(programWords(step), 500))
        source = { ...source, files: await editProgram(source.files, step, finishing) }
        break
      case 'apply-code': {
        const edit = signedEdit(project, folder, step.parameters.edit, shelf)
        summaries.set(step.id, excerpt(`Put the code that was tried into the program: ${[...edit.keys()].join(', ')}`, 500))
        source = withProgram(source, edit)
        break
      }
      default: throw mixed()
    }
  }
  const program = differences(folder, source)
  const carrier = steps.find(step => step.operation === 'deploy')?.id ?? steps.at(-1)?.id ?? ''
  return {
    run: 'up', source: { ...source, settings }, settings: settings === folder.settings ? undefined : settings, summaries, carrier,
    ...(program.size > 0 && { program }),
  }
}

/** The files in which one source's program differs from another's. */
function differences(from: Source, to: Source): Map<string, Uint8Array | null> {
  const paths = [...new Set([...from.files.keys(), ...to.files.keys()])].filter(path => from.files.get(path) !== to.files.get(path))
  return new Map(paths.map(path => [path, to.files.get(path) ?? null]))
}

function programWords(step: ProgramStep): string {
  switch (step.operation) {
    case 'add-resource': return `Add a ${step.parameters.kind} called ${step.parameters.name} to the program${step.parameters.like === undefined ? '' : `, like ${step.parameters.like}`}`
    case 'set-input': return `Set ${step.parameters.input} of ${step.parameters.resource} to ${told(step.parameters.value)} in the program`
    case 'remove-resource': return `Take ${step.parameters.resource} out of the program`
  }
}

/** Puts what a run captured onto the shelf, with what we wrote into the program since: an empty source where it began with nothing. */
function shelveCapture(project: Project, capture: Capture, folder: Source, shelf: Shelf): string {
  const file = capture.files.find(one => one.name === 'source')
  if (file === undefined) throw new CountersignError('undo-impossible', 'The program from before that run was not kept; nothing was changed.', 'Say what should be instead.')
  const writes = ours(project, shelf, programBefore(capture) ?? unpackSource(file.bytes), folder)
  return shelf.put({ ...unpackSource(file.bytes), ...(writes.size > 0 && { writes }) })
}

/** The person's program as it was before a run, where that isn't the one that was deployed. */
export function programBefore(capture: Capture): Source | undefined {
  const file = capture.files.find(one => one.name === 'program')
  return file && unpackSource(file.bytes)
}

/** What a run took with it into its capture: the source that made the state which it changed. */
export function sourceBefore(checkpoint: Checkpoint, target: string, folder: Source, shelf: Shelf, digest: string): Source {
  if (checkpoint.resources.length === 0) return { files: new Map(), settings: folder.settings }
  return shelf.madeBy(target, digest) ?? { ...folder, guessed: true }
}

const told = (value: unknown): string =>
  value === undefined ? 'nothing' : typeof value === 'string' ? `“${value}”` : typeof value === 'object' ? JSON.stringify(value) : String(value)

const mixed = () => new CountersignError('steps-mixed', 'These steps can’t be one change of one stack; nothing was changed.', 'Ask for one after the other.')
