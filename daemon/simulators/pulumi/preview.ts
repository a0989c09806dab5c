import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Checkpoint, EngineFailure, EngineResult } from '../../engine/index.ts'
import type { Bench } from './bench.ts'
import { changesOf } from './changes.ts'
import type { Previewed } from './changes.ts'
import type { Project } from './project.ts'
import { modulesOf } from './source.ts'
import { previewAction } from './undertaking.ts'
import type { Undertaking } from './undertaking.ts'

export interface Preview extends Previewed { readonly output: string }

/**
 * The engine's own preview of a run. `announced`: what the run on the same bench is held to is noted.
 * @throws CountersignError `program-failed`, `protected`, `locked`, `stopped`, `stack-missing`
 */
export async function preview(
  bench: Bench, project: Project, run: Undertaking['run'], checkpoint: Checkpoint, signal?: AbortSignal, announced = false,
): Promise<Preview> {
  const result = await bench.operate(previewAction(run), { signal, announced })
  if (result.failure) throw refusal(project, result.failure)
  return { ...changesOf(result.events, checkpoint.resources, run === 'refresh'), output: rawOutput(result) }
}

/** A failure of the engine before anything was changed, in a sentence with a next step. */
export function refusal(project: Project, failure: EngineFailure): CountersignError {
  const said = excerpt(failure.message, 1500)
  switch (failure.code) {
    case 'locked': return new CountersignError('locked', excerpt(`Somebody else is changing ${project.target} right now; nothing was changed. ${said}`, 1900), 'Wait until they are done, then ask again.')
    case 'no-stack': return new CountersignError('stack-missing', `There is no stack ${project.stack} in ${project.backendUrl}; nothing was changed.`, `Make it in your terminal: pulumi stack init ${project.stack}`)
    case 'stopped': return new CountersignError('stopped', 'It was stopped; nothing was changed.', 'Ask again when you want to.')
    case 'plan-left':
    case 'state-moved': return new CountersignError('state-moved', `The state of ${project.target} is another one by now; nothing was changed.`, 'Look at the new plan.')
    case 'outside': {
      const [met = said, hint = ''] = said.split(/(?<=does); (?:nothing was changed\. )?/)
      return new CountersignError('engine-outside', excerpt(`${met.charAt(0).toUpperCase()}${met.slice(1)}; nothing was changed.`, 1900), hint || 'Install the official Pulumi CLI, and start the daemon anew.')
    }
    case 'failed': {
      const missing = /Cannot find (?:module|package) /.test(said) && modulesOf(project) === undefined
      if (missing) return new CountersignError('program-failed', `The program's packages are not installed; nothing was changed. ${said}`, `Install them: npm install in ${project.path}.`)
      const guarded = /protected|cannot be deleted because/i.test(said)
      return guarded
        ? new CountersignError('protected', `Something that would have to go is protected; nothing was changed. ${said}`, 'Lift its protection first, as a change of its own.')
        : new CountersignError('program-failed', `The simulation failed; nothing was changed. ${said}`, 'Mend what it names, then ask again.')
    }
  }
}

/** What the engine printed, with the messages that it gave as events. */
export function rawOutput({ events, output }: EngineResult): string {
  const messages = events.flatMap(event => event.kind === 'diagnostic' ? [`[${event.severity}] ${event.message.trimEnd()}`] : [])
  return [output.trimEnd(), ...messages].filter(part => part !== '').join('\n')
}
