import {
  PlanDocument, type Asked, type Binding, type Change, type Counts, type Duration, type Irreversible, type RiskFactor, type RollbackPlan,
  type Target,
} from '../../shared/plan.ts'
import { canonical, digestOf, toBytes, type Json } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import { excerpt } from '../../shared/excerpt.ts'
import type { Simulated } from '../simulator-contract.ts'
import type { Stage } from './graph.ts'
import { judge, type Judged } from './policy.ts'
import { assess } from './risk.ts'

/** One stage and what its simulator found out about it. */
export interface SimulatedStage { readonly stage: Stage, readonly target: Target, readonly simulated: Simulated }

export interface Draft {
  readonly id: number
  readonly title: string
  readonly asked: Asked
  readonly createdAt: string
  readonly expiresAt: string
  readonly stages: readonly SimulatedStage[]
  readonly duration: Duration
  readonly supersedes?: string | undefined
  readonly concerns?: readonly RiskFactor[] | undefined
}

/** The document with its bytes, written once, and D. */
export interface WrittenPlan { readonly document: PlanDocument, readonly bytes: Uint8Array, readonly digest: string }

/**
 * Writes the plan: everything that a person should see before they approve and everything that the run needs to refuse a moved world,
 * as canonical bytes (RFC 8785) whose SHA-256 is D. Throws `plan-too-large` where it is more than a person can read.
 */
export function write(draft: Draft): WrittenPlan {
  const all = draft.stages
  const rollback = mergedRollback(all)
  const changes = all.flatMap(({ target, simulated }) =>
    simulated.steps.flatMap(step => step.changes.map(change => ({ target: target.id, change }))))
  const judged: Judged = {
    targets: all.map(({ target }) => target), steps: all.flatMap(({ stage }) => stage.steps), changes, irreversible: rollback.irreversible,
    fidelities: all.flatMap(({ simulated }) => simulated.steps.map(step => step.fidelity)),
  }
  const policy = judge(judged)
  const unknowns = all.flatMap(({ simulated }) => simulated.unknowns)
  const parsed = PlanDocument.safeParse({
    format: 'countersign/plan/1',
    id: `plan-${draft.id}`, createdAt: draft.createdAt, expiresAt: draft.expiresAt, title: draft.title, asked: draft.asked,
    targets: judged.targets,
    steps: judged.steps,
    simulation: {
      steps: all.flatMap(({ simulated }) => simulated.steps),
      counts: summed(all.map(({ simulated }) => simulated.counts)),
      unknowns,
      duration: draft.duration,
      risk: assess({
        mode: judged.targets.some(target => target.mode === 'production') ? 'production' : 'dev',
        changes: changes.map(({ change }) => change), fidelities: judged.fidelities,
        unknowns: unknowns.length, irreversible: rollback.irreversible, automaticRollback: rollback.automatic,
        raisesMode: judged.steps.some(step => step.operation === 'set-mode'),
        breaksLock: judged.steps.some(step => step.operation === 'settle' && step.parameters.conclusion === 'unlock'),
        concerns: [...all.flatMap(({ simulated }) => simulated.concerns ?? []), ...draft.concerns ?? []],
      }),
      recommendations: all.flatMap(({ simulated }) => simulated.recommendations),
    },
    policy,
    rollback,
    bindings: all.map(({ simulated }) => bound(simulated.binding, policy)),
    attachments: all.flatMap(({ simulated }) => simulated.attachments.map(({ attachment }) => attachment)),
    supersedes: draft.supersedes,
  })
  if (!parsed.success) throw tooLarge(parsed.error.issues[0]?.path.join('.') ?? 'the plan', parsed.error.issues[0]?.message ?? '')
  // an approval names each of them again, in one entry
  demandRecordable('rollback.irreversible', rollback.irreversible.map(({ id }) => id))
  const bytes = toBytes(canonical(parsed.data as Json))
  return { document: parsed.data, bytes, digest: digestOf(bytes) }
}

/** An entry of the record holds twice as much: there is more in it than this. Bytes of canonical JSON. */
const mostInEntry = 128 * 1024

/** What will be part of one entry of the record has to fit into it before anything begins. Throws `plan-too-large`. */
export function demandRecordable(where: string, part: Json): void {
  if (toBytes(canonical(part)).length > mostInEntry) throw tooLarge(where, 'more than the record takes as one entry')
}

/** What the rules say about a document, with the modes as they are now: the same words as in it, or the policy has moved. */
export function judgedAgain(document: PlanDocument, modeOf: (target: string) => Target['mode'] | undefined): ReturnType<typeof judge> {
  const targetOf = new Map(document.steps.map(step => [step.id, step.target]))
  return judge({
    targets: document.targets.map(target => ({ ...target, mode: modeOf(target.id) ?? 'read-only' })),
    steps: document.steps,
    changes: document.simulation.steps.flatMap(step => step.changes.map(change => ({ target: targetOf.get(step.step) ?? '', change }))),
    irreversible: document.rollback.irreversible,
    fidelities: document.simulation.steps.map(step => step.fidelity),
  })
}

export const policyDigest = (policy: PlanDocument['policy']): string => digestOf(canonical(policy as Json))

/** The rules' result is an element of the binding like the program and the state. */
const bound = (binding: Binding, policy: PlanDocument['policy']): Binding =>
  ({ ...binding, digests: { ...binding.digests, policy: policyDigest(policy) } })

/** The last target is rolled back first. Whatever a simulator calls final is acknowledged, wherever it says so. */
function mergedRollback(all: readonly SimulatedStage[]): RollbackPlan {
  const reversed = all.toReversed().map(({ simulated }) => simulated.rollback)
  const final = new Map<string, Irreversible>()
  for (const { simulated } of all) {
    for (const each of simulated.rollback.irreversible) final.set(each.id, each)
    for (const change of simulated.steps.flatMap(step => step.changes)) addFinal(final, change)
  }
  return {
    automatic: reversed.every(plan => plan.automatic),
    summary: excerpt(reversed.map(plan => plan.summary).join(' '), 1000),
    steps: reversed.flatMap(plan => plan.steps),
    irreversible: [...final.values()],
  }
}

function addFinal(final: Map<string, Irreversible>, change: Change): void {
  const { id, name, irreversible } = change
  if (irreversible !== undefined && !final.has(id)) final.set(id, { id, name, why: irreversible })
}

function summed(counts: readonly Counts[]): Counts {
  const total = { create: 0, update: 0, replace: 0, delete: 0, same: 0, other: 0 }
  for (const each of counts) for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += each[key]
  return total
}

const tooLarge = (where: string, why: string) => new CountersignError('plan-too-large',
  `The plan can't be written down as one that a person can check (${where}: ${why}); nothing was planned or changed.`, 'Ask for less in one change.')
