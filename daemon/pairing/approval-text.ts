import { excerpt } from '../../shared/excerpt.ts'
import type { PlanDocument } from '../../shared/plan.ts'
import { visible, visibleName } from '../../shared/visible.ts'
import type { Terminal } from '../contracts.ts'
import { timeOfDay } from '../../shared/time-of-day.ts'

/** Rows that surely fit above the code in a small window, and how wide that is. */
const screenful = 12
const columns = 80
/** Characters of what was asked: a pasted page must not scroll what follows it off the screen. */
const mostWords = 300

/** Rows that lines take up: a name of a thousand characters scrolls as much away as ten names do. */
const rowsOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Math.ceil(line.length / columns), 0)

type Shown = Parameters<Terminal['approvalCode']>[0]

/** What a person must see before they type a code: every change that takes something away, by name, and why it can't be taken back. */
function removals({ simulation, rollback }: PlanDocument): string[] {
  const reasons = new Map(rollback.irreversible.map(({ id, why }) => [id, why]))
  return simulation.steps
    .flatMap(({ changes }) => changes)
    .filter((change) => change.operation === 'delete' || change.operation === 'replace' || change.irreversible !== undefined || reasons.has(change.id))
    .map((change) => {
      const why = change.irreversible ?? reasons.get(change.id)
      const irreversible = why === undefined ? '' : ` – can't be taken back: ${visible(why)}`
      return `  ${change.operation.padEnd(8)}${visibleName(change.name)} (${visibleName(change.kind)})${irreversible}`
    })
}

/** Deletes first; what isn't there is left out. */
function counts({ simulation }: PlanDocument): string {
  const order = ['delete', 'replace', 'update', 'create', 'other'] as const
  const present = order.filter((operation) => simulation.counts[operation] > 0)
  return present.map((operation) => `${simulation.counts[operation]} ${operation}`).join(', ') || 'no change to a resource'
}

/** Six digits as they are read aloud and typed: 123 456. */
function grouped(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`
}

/** The text around an approval code. All of it comes from the plan's own bytes, and whatever somebody else named is made visible. */
export function approvalText({ plan, chip, code, expiresAt }: Shown): string {
  const { asked } = plan
  const summary = [
    `Approve "${visibleName(plan.title)}"?  ${plan.id}  ${chip}`,
    `  asked by ${visibleName(asked.person)} on "${visibleName(asked.deviceName)}" (${asked.via}): ${visible(excerpt(asked.words, mostWords))}`,
    ...plan.targets.map((target) => `  on ${visibleName(target.title)}, ${target.mode} (${visible(target.place)})`),
    `  ${counts(plan)}; risk ${plan.simulation.risk.level}`,
  ]
  const details = [...removals(plan), ...plan.simulation.unknowns.map((unknown) => `  unknown until it runs: ${visible(unknown)}`)]
  return [
    '',
    ...summary,
    ...details,
    // A long list pushes its own heading off the screen, and with it what the code is for.
    ...(rowsOf(details) > screenful ? ['', ...summary] : []),
    '',
    `  code ${grouped(code)}`,
    '',
    `  For the person who pressed Approve just now, until ${timeOfDay(expiresAt)}. If that was not you, type it nowhere.`,
    '',
  ].join('\n')
}

/** The text around a pairing code. */
export function pairingText({ code, expiresAt }: Parameters<Terminal['pairingCode']>[0]): string {
  return `\nPair a device: type ${code} into the sidebar, or into \`countersign pair\`, until ${timeOfDay(expiresAt)}.\n`
}
