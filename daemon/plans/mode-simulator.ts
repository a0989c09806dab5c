import type { Change, Mode, Step } from '../../shared/plan.ts'
import { digestOf } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Simulator } from '../simulator-contract.ts'
import type { Approver, Modes } from './modes.ts'

const idOf = (target: string) => `mode:${target}`
const stateOf = (mode: Mode) => digestOf(`mode ${mode}`)
const asked = (steps: readonly Step[], target: string): Mode => {
  const step = steps.find(each => each.operation === 'set-mode' && each.target === target)
  if (step?.operation !== 'set-mode') throw new CountersignError('plan-steps', 'There is no mode in this plan; nothing was changed.', 'Ask for the mode again.')
  return step.parameters.mode
}

/**
 * Raising a mode, as a change like any other: simulated, countersigned, run and recorded. The daemon is its own target here, so the
 * simulation is exact and the run is one row of the store.
 */
export function modeSimulator(modes: Modes, approver: (plan: string) => Approver): Simulator {
  const nothing = () => Promise.reject(new CountersignError('target-unknown', 'A mode has no inventory; nothing was changed.', 'Ask for the target itself.'))
  return {
    service: 'countersign',
    targets: () => [],
    inventory: nothing,
    drift: nothing,

    simulate(target, steps) {
      const [before, after] = [modes.target(target).mode, asked(steps, target)]
      const change: Change = {
        operation: 'update', id: idOf(target), kind: 'countersign:mode', name: target, dependsOn: [], properties: [{ path: 'mode', before, after }],
      }
      return Promise.resolve({
        steps: steps.map(step => ({
          step: step.id, fidelity: 'exact' as const, summary: `${target} goes from ${before} to ${after}`, changes: before === after ? [] : [change], attachments: [],
        })),
        counts: { create: 0, update: before === after ? 0 : 1, replace: 0, delete: 0, same: 0, other: 0 },
        unknowns: [],
        recommendations: after === 'dev' ? ['Choose production where other people rely on it: then data is guarded more strictly.'] : [],
        rollback: { automatic: true, summary: 'The mode is one row of the daemon\'s store: it changes or it doesn\'t.', steps: [], irreversible: [] },
        binding: { target, identity: { daemon: 'this one' }, digests: { mode: stateOf(before) } },
        attachments: [],
      })
    },

    capture: target => Promise.resolve({ digests: { mode: stateOf(modes.target(target).mode) }, files: [] }),

    execute(plan, target, observer) {
      const [before, after] = [modes.target(target).mode, asked(plan.steps, target)]
      if (plan.bindings.find(binding => binding.target === target)?.digests.mode !== stateOf(before)) {
        return Promise.resolve({ kind: 'refused', element: 'mode', summary: `${target} is ${before} by now`, hint: 'Ask for the mode again.' })
      }
      const step = { id: idOf(target), operation: 'update', kind: 'countersign:mode', name: target, phase: 'forward' as const }
      observer.intent({ ...step, state: 'running' })
      modes.raise(target, after, approver(plan.id))
      observer.outcome({ ...step, state: 'done', detail: `${before} → ${after}` })
      return Promise.resolve({ kind: 'succeeded', asSimulated: true, summary: `${target} is ${after} now`, stateAfter: stateOf(after) })
    },

    rollback: () => Promise.resolve({ kind: 'succeeded', asSimulated: true, summary: 'there was nothing to take back', stateAfter: '' }),
    settle: target => Promise.resolve({ known: [`${target} is ${modes.target(target).mode}`], unknown: [] }),
  }
}
