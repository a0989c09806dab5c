import type { Change } from '../../../shared/plan.ts'
import type { RunStep } from '../../../shared/wire.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt, someOf } from '../../../shared/excerpt.ts'
import type { Outcome, RunObserver } from '../../simulator-contract.ts'
import { masked } from '../../engine/index.ts'
import type { Checkpoint, EngineResult } from '../../engine/index.ts'
import type { Bench } from './bench.ts'
import { isBookkeeping, nameOf } from './changes.ts'
import type { Context } from './context.ts'
import { readLive } from './live.ts'
import { withProgram, writeProgram } from './program-file.ts'
import type { Project } from './project.ts'
import { RunRecord } from './record.ts'
import { refused, stateMoved } from './refused.ts'
import { stateDigest } from './session.ts'
import { writeSettings } from './settings-file.ts'
import { settingsDigest, type Source } from './source.ts'
import type { Undertaking } from './undertaking.ts'
import { stateLocked } from './unlock.ts'

export interface Performance {
  readonly work: Undertaking
  readonly changes: readonly Change[]
  /** The state that was compared and previewed against. */
  readonly checkpoint: Checkpoint
  /** The person's folder as it was compared. */
  readonly folder: Source
  readonly phase: RunStep['phase']
  /** Marks the calls to the provider as this plan's. */
  readonly tag: string
  /** The orphan locks whose breaking was approved with the rest. */
  readonly breaks?: readonly string[]
  /** Steps of the run that is taken back: what became of them is read at the provider, also where the state needs no change. */
  readonly begun?: readonly Pick<RunStep, 'id'>[]
}

type Leave = (settings: string | undefined) => void

/** The one place in which the engine changes anything. Both the approved run and its approved rollback come through here. */
export async function perform(
  context: Context, bench: Bench, project: Project, performance: Performance, observer: RunObserver, signal: AbortSignal,
): Promise<Outcome> {
  const { work, changes, checkpoint, folder, phase, tag, breaks = [], begun = [] } = performance
  const record = new RunRecord(observer, phase, changes)
  record.intend()
  if (signal.aborted) {
    record.close(false, 'stopped')
    return { kind: 'stopped', summary: 'it was stopped before its first change', uncertain: [] }
  }
  if (work.settings !== undefined && !writeSettings(project, folder.settings, work.settings)) {
    record.close(false, '')
    return refused('configuration', `${project.settingsFile} was changed in the last moment`)
  }
  if (work.program !== undefined && !writeProgram(project, context.shelf, folder, work.program)) {
    record.close(false, '')
    if (work.settings !== undefined) writeSettings(project, work.settings, folder.settings ?? '')
    return refused('program', 'the program was changed in the last moment')
  }
  // the official command doesn't compare under its lock: at least what happened while it previewed is not overlooked
  if (context.session.checkpoint(project).digest !== checkpoint.digest) {
    record.close(false, '')
    putBack(context, project, performance)
    return stateMoved()
  }
  observer.log(`${work.run === 'up' ? 'Deploying' : work.run === 'destroy' ? 'Deleting' : 'Refreshing'} ${project.target}`)
  const result = await bench.operate(work.run, {
    signal, breaks, announced: true, expectState: checkpoint.digest, operation: `${tag}-${phase}`, message: `countersign ${tag}`,
    onEvent: event => {
      record.reason(event)
      record.take(event)
    },
  })
  const after = context.session.checkpoint(project)
  record.close(result.failure === undefined, excerpt(result.failure?.message ?? '', 2000))
  const leave: Leave = (settings) => {
    context.session.leave(project.target, { state: stateDigest(after), configuration: settingsDigest(settings) })
  }
  if (result.failure !== undefined) return failed(context, project, performance, record, result, after, leave)
  leave(work.settings ?? folder.settings)
  const made = work.run === 'destroy' ? { files: new Map<string, Uint8Array>(), settings: work.source.settings } : work.source
  // A refresh takes the world into the state: the program behind it stays the one that it was.
  const behind = work.run === 'refresh' ? context.shelf.madeBy(project.target, checkpoint.digest) : made
  if (behind !== undefined) context.shelf.deployed(project.target, after.digest, behind)
  const otherwise = await verify(bench, project, [...changes, ...begun], after, signal)
  const summary = otherwise.length === 0 ? done(changes) : `${done(changes)}; but ${someOf(otherwise, 3)}`
  // as before is what the provider says, and not what a state says that heard of a change nothing but an error
  if (phase === 'rollback' && otherwise.length > 0) {
    const hint = `Take what is really there into the record first: ask "refresh the state of ${project.name}/${project.stack}".`
    return { kind: 'failed', summary, hint, uncertain: [] }
  }
  return { kind: 'succeeded', stateAfter: stateDigest(after), asSimulated: record.asApproved && otherwise.length === 0, summary }
}

function failed(
  context: Context, project: Project, performance: Performance, record: RunRecord, { failure, events }: EngineResult, after: Checkpoint,
  leave: Leave,
): Outcome {
  const { work, folder, checkpoint } = performance
  const why = excerpt(failure?.message.split('\n').slice(0, 3).join(' ') ?? '', 600)
  // What the record of the steps calls uncertain the state may hold as pending, too: it is named once.
  const pending = after.pending.filter(one => !record.uncertain.has(one.resource.urn))
    .map(one => `${one.type} ${nameOf(one.resource.urn)}`)
  const uncertain = [...record.uncertain.values(), ...new Set(pending)]
  // a step that was not approved is in no record of ours, and may have finished before the engine was stopped: the state tells
  const held = sameThings(checkpoint, after)
  const untouched = !record.anyBegun && after.pending.length === 0 && held
  leave(untouched ? folder.settings : work.settings ?? folder.settings)
  if (untouched) putBack(context, project, performance)
  if (failure?.code === 'state-moved') return stateMoved()
  if (failure?.code === 'plan-left' && untouched) return refused('changes', `the program asks for something else in its run than in the preview (${why})`)
  if (failure?.code === 'locked' && untouched) return stateLocked(project)
  if (failure?.code === 'stopped' && !events.some(event => event.kind === 'fail') && !/was not approved/.test(why)) {
    return { kind: 'stopped', summary: untouched ? 'it was stopped before its first change' : 'it was stopped; what was in flight has finished', uncertain }
  }
  const said = why === '' ? 'the engine failed' : why
  if (!record.anyBegun && !held) {
    return { kind: 'failed', summary: `${said} The state is another one than before.`, hint: 'Look at what is there now, then ask for a new plan.', uncertain }
  }
  const hint = untouched ? 'Nothing was changed. Mend what it names, then ask again.' : 'Undo what was done, or mend what it names and go on.'
  return { kind: 'failed', summary: said, hint, uncertain }
}

/** What was written for a run that changed nothing: the person's files must not look as if it had. */
function putBack(context: Context, project: Project, { work, folder }: Performance): void {
  if (work.settings !== undefined) writeSettings(project, work.settings, folder.settings ?? '')
  if (work.program === undefined) return
  const before = new Map([...work.program.keys()].map(path => [path, folder.files.get(path) ?? null]))
  writeProgram(project, context.shelf, withProgram(folder, work.program), before)
}

/** Whether two states hold the same things. That one was written anew, in another order or with another time, is no change. */
const sameThings = (a: Checkpoint, b: Checkpoint): boolean => a.digest === b.digest || things(a) === things(b)
const things = ({ resources }: Checkpoint): string => JSON.stringify(resources.filter(one => one.custom === true && !isBookkeeping(one))
  .map(({ urn, id = '', delete: goes = false, inputs, outputs }) => [urn, id, goes, masked(inputs), masked(outputs)]).toSorted())

/** Asks the provider whether what was touched is what the state says, and tells what isn't. What can't be read isn't called verified. */
async function verify(
  bench: Bench, project: Project, touched: readonly Pick<RunStep, 'id'>[], after: Checkpoint, signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return (await readLive(bench, project, touched, after, signal))?.otherwise ?? []
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'stopped') return ['it was stopped before that was read again at the provider']
    throw error
  }
}

const verbs: Readonly<Record<string, string>> = { create: 'created', update: 'updated', replace: 'replaced', delete: 'deleted' }
function done(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing had to change'
  return someOf(changes.map(change => `${verbs[change.operation] ?? change.operation} ${change.name}`), 6)
}
