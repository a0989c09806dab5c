import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { Binding, Change, Step } from '../../../shared/plan.ts'
import { canonical, digestOf } from '../../../shared/canonical.ts'
import { CountersignError } from '../../../shared/errors.ts'
import { excerpt } from '../../../shared/excerpt.ts'
import type { Outcome, RunObserver, Simulated } from '../../simulator-contract.ts'
import { hasEnded, readLocks } from '../../engine/index.ts'
import type { Checkpoint, Engine, StateLock } from '../../engine/index.ts'
import { bindingOf, differing } from './binding.ts'
import type { Project } from './project.ts'
import { refused } from './refused.ts'
import type { Source } from './source.ts'

/**
 * Breaking a lock that somebody left behind, as a change like any other: named by its owner, approved, and bound to exactly these locks.
 * One whose process still works on this machine is never broken.
 */
export const breaksLock = (steps: readonly Step[]): boolean =>
  steps.length === 1 && steps[0]?.operation === 'settle' && steps[0].parameters.conclusion === 'unlock'

export const locksOf = (project: Project): StateLock[] =>
  project.backendUrl.startsWith('file://') ? readLocks(project.backendUrl, project.name, project.stack) : []

/** Whether the process of a lock has ended; undefined where that can't be seen from here. */
export function ended({ host, pid, started }: StateLock): boolean | undefined {
  return host !== hostname() || pid <= 0 ? undefined : hasEnded(pid, started)
}

export const told = (lock: StateLock): string => ended(lock) === true
  ? `an engine that is gone (process ${lock.pid}, since ${lock.since}) left its lock behind`
  : `${lock.user || 'somebody'} on ${lock.host || 'another machine'} (process ${lock.pid}) has been changing it since ${lock.since}`

/** @throws CountersignError `lock-missing`, `lock-alive` */
export function simulateUnlock(
  project: Project, steps: readonly Step[], folder: Source, checkpoint: Checkpoint, engine: Engine,
): Simulated {
  const locks = locksOf(project)
  if (locks.length === 0) throw new CountersignError('lock-missing', `Nobody has a lock on ${project.target}; nothing was changed.`, 'Finish the run, or undo it.')
  const working = locks.find(lock => ended(lock) === false)
  if (working) throw new CountersignError('lock-alive', `${told(working)}: that lock is not broken; nothing was changed.`, 'Wait until it ends, or stop that process.')
  const changes = locks.map(changeOf)
  return {
    steps: steps.map(({ id }) => ({ step: id, fidelity: 'exact', summary: `Break the lock on ${project.target}`, changes, attachments: [] })),
    counts: { create: 0, update: 0, replace: 0, delete: changes.length, same: 0, other: 0 },
    unknowns: locks.filter(lock => ended(lock) === undefined).map(lock => `${excerpt(told(lock), 400)}; whether it still works can't be seen from here`),
    recommendations: ['Then finish the interrupted run, or undo it.'],
    rollback: { automatic: false, summary: 'A lock is not made again.', steps: [], irreversible: [] },
    binding: bindingOf(project, engine, folder, checkpoint, { changes: digestOfLocks(locks) }),
    attachments: [],
  }
}

export function unlock(
  project: Project, approved: Binding, folder: Source, checkpoint: Checkpoint, engine: Engine, observer: RunObserver,
): Outcome {
  const locks = locksOf(project)
  const moved = differing(approved, bindingOf(project, engine, folder, checkpoint, { changes: digestOfLocks(locks) }))
  if (moved !== undefined) return refused(moved === 'changes' ? 'lock' : moved, 'the lock is not the one that was approved')
  if (locks.some(lock => ended(lock) === false)) return refused('lock', 'the process of the lock works again')
  for (const lock of locks) {
    const { id, operation, kind, name } = changeOf(lock)
    const step = { id, operation, kind, name, phase: 'forward' as const }
    observer.intent({ ...step, state: 'running' })
    rmSync(lock.file, { force: true })
    observer.outcome({ ...step, state: 'done' })
  }
  return { kind: 'succeeded', asSimulated: true, summary: `the lock on ${project.target} is broken`, stateAfter: checkpoint.digest }
}

const changeOf = (lock: StateLock): Change => ({
  operation: 'delete', id: `lock:${basename(lock.file)}`, kind: 'pulumi:lock', dependsOn: [], properties: [],
  name: excerpt(`lock of ${lock.user || 'somebody'} on ${lock.host || 'another machine'}, process ${lock.pid}, since ${lock.since}`, 256),
})

/** Somebody had locked the state when the engine began: who, and since when, where that can still be seen. */
export function stateLocked(project: Project): ReturnType<typeof refused> {
  const [lock] = locksOf(project)
  return refused('state', lock === undefined ? 'somebody else had locked the state' : told(lock))
}

/** Locks that are left behind, which an engine may only clear away because it was approved that it does. */
export const orphansOf = (project: Project): StateLock[] => locksOf(project).filter(lock => ended(lock) === true)

/** As the engine is told them. */
export const namesOf = (locks: readonly StateLock[]): string[] => locks.map(({ file }) => basename(file))

/**
 * Refuses while somebody else changes the target.
 * @throws CountersignError `target-locked`
 */
export function demandUnlocked(project: Project): void {
  const working = locksOf(project).find(lock => ended(lock) !== true)
  if (working === undefined) return
  throw new CountersignError('target-locked', `${told(working)}; nothing was changed.`,
    'Wait until that is over and ask again, or give up: nothing of yours waits. A lock that nobody holds any more is broken by `pulumi cancel`, or by settling a run.')
}

/** Their contents and names: a lock that was taken anew in between is another one. */
export const digestOfLocks = (locks: readonly StateLock[]): string =>
  digestOf(canonical(locks.map(({ file }) => [basename(file), existsSync(file) ? digestOf(readFileSync(file)) : '']).toSorted()))
