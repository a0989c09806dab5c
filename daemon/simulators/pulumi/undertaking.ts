import type { Step } from '../../../shared/plan.ts'
import { CountersignError } from '../../../shared/errors.ts'
import type { Action, Checkpoint } from '../../engine/index.ts'
import type { Capture } from '../../contracts.ts'
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
  /** One sentence for each step, by its id. */
  readonly summaries: ReadonlyMap<string, string>
  /** The step that the engine's changes belong to. */
  readonly carrier: string
  /** Where an earlier source lies on the shelf; it is part of what is approved. */
  readonly shelved?: string
}

const previewOf = { up: 'preview', destroy: 'preview-destroy', refresh: 'preview-refresh' } as const
export const previewAction = (run: Run): Action => previewOf[run]

/**
 * Reads steps of one target against its folder as it is now.
 * @throws CountersignError `steps-mixed`, `setting-…`, `undo-impossible`
 */
export function undertake(
  project: Project, folder: Source, steps: readonly Step[], undo: { capture: Capture } | { shelved: string } | undefined, shelf: Shelf,
): Undertaking {
  const [first] = steps
  const carrier = steps.at(-1)?.id ?? ''
  if (first === undefined) throw mixed()
  switch (first.operation) {
    case 'set-config':
    case 'remove-config':
    case 'deploy': return changed(project, folder, steps)
    case 'destroy':
      if (steps.length > 1) throw mixed()
      return { run: 'destroy', source: folder, settings: undefined, summaries: new Map([[first.id, 'Delete everything in the stack']]), carrier }
    case 'refresh':
      if (steps.length > 1) throw mixed()
      return { run: 'refresh', source: folder, settings: undefined, summaries: new Map([[first.id, 'Take what is really there into the state']]), carrier }
    case 'undo': {
      if (steps.length > 1) throw mixed()
      if (undo === undefined) throw new CountersignError('undo-impossible', `Nothing was kept from before ${first.parameters.run}; nothing was changed.`, 'Say what should be instead.')
      const shelved = 'shelved' in undo ? undo.shelved : shelveCapture(undo.capture, shelf)
      const before = shelf.get(shelved)
      const run = before.files.size === 0 ? 'destroy' : 'up'
      const what = run === 'destroy' ? `Undo ${first.parameters.run}: there was nothing before it, so everything is deleted` : `Undo ${first.parameters.run}: back to the program and the settings from before it`
      return {
        run, source: run === 'destroy' ? { ...folder, settings: before.settings } : before, carrier, shelved,
        settings: before.settings === folder.settings ? undefined : before.settings, summaries: new Map([[first.id, what]]),
      }
    }
    case 'settle':
    case 'set-mode': throw new CountersignError('step-unsupported', `${first.operation} is no step for this target; nothing was changed.`, 'Ask for something else.')
  }
}

function changed(project: Project, folder: Source, steps: readonly Step[]): Undertaking {
  const summaries = new Map<string, string>()
  let settings = folder.settings
  for (const step of steps) {
    const known = listSettings(project, settings)
    switch (step.operation) {
      case 'set-config': {
        const { key, value } = checkSetting(project, known, step.parameters.key, step.parameters.value)
        const before = known.find(one => one.key === key)
        summaries.set(step.id, `Set ${key} from ${told(before?.value ?? before?.default)} to ${told(value)}`.slice(0, 500))
        settings = editSettings(settings, key, value)
        break
      }
      case 'remove-config': {
        const key = fullKey(project.name, step.parameters.key)
        const before = findSetting(known, key)
        if (before.secret) throw new CountersignError('setting-secret', `${key} is a secret and can't be put back by an undo; nothing was changed.`, `Remove it in your terminal: pulumi config rm ${key}`)
        summaries.set(step.id, `Remove ${key}${before.default === undefined ? '' : `, so that it is ${told(before.default)} again`}`.slice(0, 500))
        settings = editSettings(settings, key, undefined)
        break
      }
      case 'deploy':
        summaries.set(step.id, 'Deploy the program as it is')
        break
      default: throw mixed()
    }
  }
  const carrier = steps.find(step => step.operation === 'deploy')?.id ?? steps.at(-1)?.id ?? ''
  return { run: 'up', source: { ...folder, settings }, settings: settings === folder.settings ? undefined : settings, summaries, carrier }
}

/** Puts what a run captured onto the shelf: an empty source where nothing was deployed before it. */
function shelveCapture(capture: Capture, shelf: Shelf): string {
  const file = capture.files.find(one => one.name === 'source')
  if (file === undefined) throw new CountersignError('undo-impossible', 'The program from before that run was not kept; nothing was changed.', 'Say what should be instead.')
  return shelf.put(unpackSource(file.bytes))
}

/** What a run took with it into its capture: the source that made the state which it changed. */
export function sourceBefore(checkpoint: Checkpoint, target: string, folder: Source, shelf: Shelf, digest: string): Source {
  if (checkpoint.resources.length === 0) return { files: new Map(), settings: folder.settings }
  return shelf.madeBy(target, digest) ?? folder
}

const told = (value: unknown): string => value === undefined ? 'nothing' : typeof value === 'string' ? `“${value}”` : String(value)

const mixed = () => new CountersignError('steps-mixed', 'These steps can’t be one change of one stack; nothing was changed.', 'Ask for one after the other.')
