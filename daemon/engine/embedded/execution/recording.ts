import { type Step, stepResource } from '../generation/step.ts'
import type { JournalEntry } from '../snapshot/journal.ts'
import { isProviderType } from '../snapshot/urn.ts'
import type { OperationKind } from '../snapshot/snapshot.ts'
import type { Outcome } from './apply.ts'
import { mustSave } from './same.ts'

type Done = Extract<Outcome, { kind: 'done' }>

/** What a finished step means for the state; `awaiting` tells that its old resource was deleted for it already. */
export function doneEntry(step: Step, operation: number, { state, refreshed }: Done, awaiting: boolean): JournalEntry | undefined {
  const done = { kind: 'done', operation, ...(state && { state }) } as const
  switch (step.op) {
    case 'same':
      return step.origin === 'skipped-create' || !state ? undefined : { ...done, removes: step.old }
    case 'create':
    case 'import':
      return done
    case 'create-replacement':
      return { ...done, ...(awaiting ? { removes: step.old } : { condemns: step.old }) }
    case 'import-replacement':
    case 'read-replacement':
      return { ...done, ...(step.old && { condemns: step.old }) }
    case 'update':
      return { ...done, removes: step.old }
    case 'read':
      return { ...done, ...(step.old && { removes: step.old }) }
    case 'delete':
    case 'delete-replaced':
    case 'discard':
    case 'discard-replaced':
      return { kind: 'done', operation, ...(step.awaitsReplacement ? { awaitsReplacement: step.old } : { removes: step.old }) }
    case 'remove-pending-replace':
      return { kind: 'done', operation, removes: step.old }
    case 'refresh':
      if (step.goal) return { ...done, removes: step.old, refreshes: true }
      return refreshed && { kind: 'rewrite', operation, old: step.old, state, refreshes: true }
    case 'replace':
      return undefined
  }
}

/** What is written down as pending before a step is begun, if it can leave a trace in the world. */
export function operationKind(step: Step): OperationKind | undefined {
  switch (step.op) {
    case 'create':
    case 'create-replacement':
      return 'creating'
    case 'update':
      return 'updating'
    case 'delete':
    case 'delete-replaced':
    case 'discard':
    case 'discard-replaced':
      return 'deleting'
    case 'read':
    case 'read-replacement':
      return 'reading'
    case 'import':
    case 'import-replacement':
      return 'importing'
    default:
      return undefined
  }
}

/** Whether the next run would miss what a step did, so that nobody hears of it before it is on the disk. */
export function needsSaving(step: Step, outcome: Done): boolean {
  if (step.op === 'replace') return false
  if (step.op === 'refresh') return outcome.refreshed?.op !== 'same'
  // Components and providers are in no world: they go to the disk with the first resource that is, and a run that is refused before it came
  // to one leaves the state as it was.
  const { custom, type } = stepResource(step)
  if (!custom || isProviderType(type)) return false
  if (step.op !== 'same') return true
  return step.origin !== 'skipped-create' && outcome.state !== undefined && mustSave(step.old, outcome.state)
}
