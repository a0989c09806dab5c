import type { AuditEntry } from '../../daemon/store/audit.ts'

/** A mutating call as the sandbox received it, whatever became of it. */
export interface ReceivedCall {
  readonly sequence: number
  readonly actor: string
  /** The tag that the daemon gave to the engine: `plan-7-forward`. */
  readonly operation: string | null
  readonly action: string
  readonly kind: string
  readonly name: string
  /** What was there and what is there now; null where nothing was, or where the call was refused. */
  readonly before: unknown
  readonly after: unknown
}

interface Step { readonly phase: string, readonly operation: string, readonly kind: string, readonly name: string }

/** What a step may call, and how often: a replacement is told as one step and is two calls. */
const callsOf: Readonly<Record<string, readonly string[]>> = {
  create: ['create'], update: ['update'], delete: ['delete'], replace: ['delete', 'create'],
}
const kinds: Readonly<Record<string, string>> = { sites: 'sandbox:Site', databases: 'sandbox:Database', routes: 'sandbox:Route' }

/**
 * The promise as a number: matches every mutating call one to one with a step of an approved run, and gives back the ones that have none.
 * The run begins after the approval of its plan, the step's intent is on the record within the run, and no step serves two calls: a call
 * that is asked again after a lost answer, and finds it done, changes nothing and needs none.
 */
export function unauthorised(
  calls: readonly ReceivedCall[], entries: readonly Pick<AuditEntry, 'sequence' | 'kind' | 'plan' | 'run' | 'fields'>[],
): string[] {
  const approved = new Map(entries.filter(entry => entry.kind === 'approval.granted').map(entry => [entry.plan, entry.sequence]))
  const started = new Map(entries.filter(entry => entry.kind === 'run.started').map(entry => [entry.run, entry]))
  const open = entries.filter(entry => entry.kind === 'step.intent').flatMap((entry) => {
    const run = started.get(entry.run)
    const approval = approved.get(entry.plan)
    if (run === undefined || approval === undefined || !(approval < run.sequence && run.sequence < entry.sequence)) return []
    const { phase, operation, kind, name } = entry.fields as unknown as Step
    return (callsOf[operation] ?? []).map(action => ({ tag: `${entry.plan}-${phase}`, action, kind, name }))
  })
  return calls.filter(({ before, after }) => before == null || JSON.stringify(before) !== JSON.stringify(after)).filter((call) => {
    const at = open.findIndex(step => step.tag === call.operation && step.action === call.action && step.kind === kinds[call.kind]
      && (call.name === step.name || call.name.endsWith(`/${step.name}`)))
    if (at >= 0) open.splice(at, 1)
    return at < 0
  }).map(call => `${call.sequence}: ${call.actor} ${call.action} ${call.kind}/${call.name} (${call.operation ?? 'no operation'})`)
}
