import type { Binding } from '../../../shared/plan.ts'
import type { Checkpoint, Engine } from '../../engine/index.ts'
import type { Project } from './project.ts'
import { stateDigest } from './session.ts'
import { lockDigest, programDigest, settingsDigest } from './source.ts'
import type { Source } from './source.ts'

/** What each element of a binding is to a person, for the sentence that says which one moved. */
const words: Readonly<Record<string, string>> = {
  program: 'the program', lockfile: 'the lock file', configuration: 'the configuration', state: 'the state', engine: 'the engine',
  source: 'the earlier program', edit: 'the code', changes: 'what would change', backend: 'the backend', project: 'the project', stack: 'the stack', account: 'the account',
  locks: 'a lock that was left behind', found: 'what was found', environment: 'the environment of the daemon',
  live: 'what is really there',
}
export const elementInWords = (element: string): string => words[element] ?? element

/** What capture and binding have in common: the person's folder and the state, as they are now. */
export function worldDigests(project: Project, folder: Source, checkpoint: Checkpoint): Record<string, string> {
  return {
    // a lock file in the folder is part of the program as well: it is named by its own name
    lockfile: lockDigest(project), program: programDigest(folder),
    configuration: settingsDigest(folder.settings), state: stateDigest(checkpoint),
  }
}

/** Everything that must be the same when the run begins. `extra`: the previewed changes, and the source of a plan that takes back. */
export function bindingOf(
  project: Project, engine: Engine, folder: Source, checkpoint: Checkpoint, extra: Readonly<Record<string, string>>,
): Binding {
  return {
    target: project.target,
    identity: {
      engine: engine.title, backend: project.backendUrl, project: project.name, stack: project.stack,
      ...(project.account === undefined ? {} : { account: project.account }),
    },
    digests: {
      ...worldDigests(project, folder, checkpoint), engine: engine.identity,
      ...(project.surroundings !== undefined && { environment: project.surroundings }), ...extra,
    },
  }
}

/** The first element that differs, what a person calls least their own doing last. */
export function differing(approved: Binding, now: Binding): string | undefined {
  const identity = Object.keys(now.identity).find(key => approved.identity[key] !== now.identity[key])
  if (identity !== undefined) return identity
  return Object.keys(now.digests).find(key => approved.digests[key] !== now.digests[key])
}
